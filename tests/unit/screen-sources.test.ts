import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { missingOf, missingWords } from "../../components/panels/missing-shares.ts";
import {
  effectWords,
  heldOrder,
  lastDayWords,
  shareWords,
  sourceLook,
  standForWords,
  voidScopeWords,
} from "../../components/panels/source-words.ts";
import { fieldOf } from "../../components/panels/utc-field.ts";
import { scopeOf, type VoidDraft } from "../../components/panels/void-scope.ts";
import { utc } from "../../components/ui/format-time.ts";
import { type VoidScope, voidScopeSchema } from "../../server/counting/voiding/contract.ts";
import type { FreshnessState, LastDay, SourceFreshness, SourceOverview } from "../../server/sources/contract.ts";

const plain = (text: string) => text.replaceAll("\u00A0", " ");
const day: LastDay = { events: 3_400, counted: 1_200_000, aggregates: 120, duplicates: 1, rejected: 12, voided: 0 };

describe("words of a source", () => {
  test("say what events stand for, and aggregates as such", () => {
    expect(plain(standForWords(day))).toBe("3 400 events, 120 of them aggregates, stand for 1 200 000");
    expect(standForWords({ events: 2, aggregates: 0, counted: 2 })).toBe("2 events stand for 2");
    expect(standForWords({ events: 1, aggregates: 1, counted: 12 })).toBe("1 event, an aggregate, stands for 12");
    expect(standForWords({ events: 2, aggregates: 1, counted: 12 })).toBe(
      "2 events, 1 of them an aggregate, stand for 12",
    );
    expect(plain(lastDayWords({ ...day, voided: 1 }))).toMatch(/\. 1 duplicate, 12 rejected, 1 event voided since\.$/);
  });

  test("never round something to nothing nor a part to the whole", () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (part) => {
        const { figure } = shareWords({ kind: "decision", part });
        expect(plain(figure) === "0 %").toBe(part === 0);
        expect(plain(figure) === "100 %").toBe(part === 1);
      }),
    );
    expect(shareWords({ kind: "accounts_created", part: 0.43 })).toEqual({ figure: "43\u00A0%", of: "of sign-ups" });
  });

  test("tell a revoked source and one of the hotline from one that is silent", () => {
    const source: SourceOverview = {
      id: 1,
      name: "One",
      newestEvent: null,
      medianGapMs: null,
      state: "silent",
      shares: [],
      lastDay: day,
      createdAt: 0,
      revokedAt: null,
      revokedBy: null,
      scopes: ["events"],
      activeKeys: 1,
      nextExpiry: null,
    };
    expect(sourceLook(source).word).toBe("nothing sent yet");
    expect(sourceLook({ ...source, scopes: ["hotline"] }).word).toBe("hotline only");
    expect(sourceLook({ ...source, scopes: ["hotline", "events"] }).word).toBe("nothing sent yet");
    expect(sourceLook({ ...source, state: "live", revokedAt: 5 }).word).toBe("revoked");
  });
});

describe("words of a voiding", () => {
  const at = Date.UTC(2026, 10, 24, 14, 2);
  const effect = { batches: 3, events: 3_400, counted: 1_200_000, firstEvent: at, lastEvent: at + 18 * 60_000 };

  test("say what it takes back and from when, in the zone", () => {
    expect(plain(effectWords(effect, utc))).toBe(
      "Takes back 3 400 events that stand for 1 200 000, from 24 Nov, 14:02 to 14:20 UTC.",
    );
    expect(effectWords({ ...effect, lastEvent: at + 86_400_000 }, utc)).toContain("to 25 Nov, 14:02 UTC.");
    expect(effectWords({ ...effect, lastEvent: at + 5 }, utc)).toContain("of 24 Nov, 14:02 UTC.");
    expect(effectWords({ ...effect, firstEvent: null, lastEvent: null }, utc)).toContain("only counts are kept");
    expect(effectWords({ ...effect, batches: 0, events: 0 }, utc)).toContain("Takes back nothing");
    expect(effectWords({ ...effect, events: 0 }, utc)).toContain("measurements of 3 requests");
  });

  test("name its scope", () => {
    const voiding = { ...effect, id: 1, sourceId: 1, sourceName: "One", reason: "", voidedAt: at, voidedBy: "Ada" };
    const none = { keyId: null, batchId: null, from: null, to: null };
    expect(voidScopeWords({ ...voiding, ...none }, utc)).toBe("the whole source");
    expect(voidScopeWords({ ...voiding, ...none, keyId: "0123456789abcdef" }, utc)).toBe("key 01234567");
    expect(voidScopeWords({ ...voiding, ...none, from: at, to: at + 60_000 }, utc)).toBe(
      "received from 24 Nov, 14:02 to 24 Nov, 14:03 UTC",
    );
  });
});

describe("the form of voiding", () => {
  const text = fc.oneof(fc.constant(""), fc.constant("nonsense"), fc.nat(4_000_000_000_000).map(fieldOf));
  const drafts = fc.record<VoidDraft>({
    what: fc.constantFrom("source", "key", "request", "interval"),
    keyId: fc.constantFrom("", "0123456789abcdef"),
    batchId: fc.constantFrom("", "018f3c1e-7a2b-7c3d-8e4f-0123456789ab"),
    from: text,
    to: text,
  });

  test("never takes an empty field for everything, and never makes a scope that the server does not read", () => {
    fc.assert(
      fc.property(drafts, (draft) => {
        const found = scopeOf(7, draft);
        if ("problem" in found) return;
        const scope: VoidScope = voidScopeSchema.parse(found.scope);
        const narrowed = Object.keys(scope).filter((key) => key !== "sourceId");
        expect(narrowed.length === 0).toBe(draft.what === "source");
        if (draft.what === "interval") expect([scope.from, scope.to].every(Number.isInteger)).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });

  test("reads its times as UTC", () => {
    const draft: VoidDraft = {
      what: "interval",
      keyId: "",
      batchId: "",
      from: "2026-11-24T01:00",
      to: fieldOf(Date.UTC(2026, 10, 24, 2)),
    };
    expect(scopeOf(7, draft)).toEqual({
      scope: { sourceId: 7, from: Date.UTC(2026, 10, 24, 1), to: Date.UTC(2026, 10, 24, 2) },
    });
    expect(scopeOf(7, { ...draft, to: draft.from })).toEqual({ problem: "The end must lie after the beginning." });
  });
});

describe("the order of rows under a hand", () => {
  const ids = fc.uniqueArray(fc.nat(30));

  test("keeps what was there in its place and puts what is new last; without a hand it is the fresh one", () => {
    fc.assert(
      fc.property(ids, ids, (fresh, held) => {
        const rows = fresh.map((id) => ({ id }));
        const order = heldOrder(rows, held).map(({ id }) => id);
        expect(order.toSorted()).toEqual(fresh.toSorted());
        expect(order.filter((id) => held.includes(id))).toEqual(held.filter((id) => fresh.includes(id)));
        const fromNew = order.findIndex((id) => !held.includes(id));
        if (fromNew >= 0) expect(order.slice(fromNew).some((id) => held.includes(id))).toBe(false);
        expect(heldOrder(rows, null).map(({ id }) => id)).toEqual(fresh);
      }),
    );
  });
});

describe("what is missing", () => {
  const source = (id: number, state: FreshnessState, shares: SourceFreshness["shares"]): SourceFreshness => {
    return { id, name: `Source ${id}`, newestEvent: 5, medianGapMs: null, state, shares, lastDay: day };
  };
  const sources = [
    source(1, "live", [
      { kind: "decision", part: 0.57 },
      { kind: "accounts_created", part: 0.1 },
    ]),
    source(2, "delayed", [
      { kind: "decision", part: 0.4 },
      { kind: "accounts_created", part: 0.9 },
    ]),
    source(3, "stale", [{ kind: "decision", part: 0.03 }]),
    source(4, "silent", []),
  ];

  test("is the exact share of each kind, and of several the kind that lacks most", () => {
    expect(missingOf(sources, ["decision"])).toMatchObject({
      part: expect.closeTo(0.43),
      of: 3,
      sources: [{ id: 2 }, { id: 3 }],
    });
    expect(missingOf(sources, ["accounts_created"])).toMatchObject({ part: 0.9, of: 2, sources: [{ id: 2 }] });
    expect(missingOf(sources, ["decision", "accounts_created"])).toMatchObject({ part: 0.9, of: 3 });
    expect(missingOf(sources, ["user_report"])).toBe(null);
    expect(missingOf(sources.slice(0, 1), ["decision"])).toBe(null);
  });

  test("is named, the largest part first", () => {
    const missing = missingOf(sources, ["decision"]);
    expect(missing && plain(missingWords(missing))).toBe("43 % missing: Source 2 and 1 more");
  });
});
