import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { spanAt } from "../../components/charts/bucket-series.ts";
import { marksAt, marksSentence, noteAt, plotFlags, plotMarks } from "../../components/charts/plot-marks.ts";
import { utc } from "../../components/ui/format-time.ts";
import type { Annotation, WrittenAnnotation } from "../../server/annotations/contract.ts";
import type { Voiding } from "../../server/counting/voiding/contract.ts";

const now = Date.UTC(2026, 10, 23, 14, 32, 8);
const span = spanAt(now, "10s");
const everything = [{ measure: "takedowns" as const, filter: {} }];

function voiding(over: Partial<Voiding>): Voiding {
  return {
    id: 1,
    sourceId: 7,
    sourceName: "Moderation tool",
    keyId: null,
    batchId: null,
    from: null,
    to: null,
    reason: "sent twice by mistake.",
    voidedAt: now - 60_000,
    voidedBy: "Ada Admin",
    batches: 2,
    events: 3_400,
    counted: 1_200_000,
    firstEvent: now - 300_000,
    lastEvent: now - 240_000,
    ...over,
  };
}

/** A voiding as the annotations hold it. */
function marked(over: Partial<Voiding>): Annotation {
  const one = voiding(over);
  const times = { from: one.firstEvent ?? 0, to: (one.lastEvent ?? 0) + 1 };
  return { origin: "voiding", kind: "restatement", ...times, filter: { source: one.sourceId }, voiding: one };
}

function written(over: Partial<WrittenAnnotation>): WrittenAnnotation {
  return {
    origin: "person",
    id: 1,
    kind: "release",
    text: "Classifier 41.2 live.",
    from: now - 305_000,
    to: null,
    filter: {},
    link: null,
    authorId: "ada",
    author: "Ada Analyst",
    changedBy: "Ada Analyst",
    changedAt: now,
    version: 1,
    ...over,
  };
}

const outage = (ongoing: boolean, to: number | null): Annotation => ({
  origin: "source",
  kind: "outage",
  from: now - 600_000,
  to,
  ongoing,
  filter: { source: 7 },
  sourceId: 7,
  sourceName: "Moderation tool",
});

const all = (annotations: readonly Annotation[]) => plotMarks(annotations, everything, span, utc);

describe("marks", () => {
  test("of a voiding cover whole buckets, and say why, whose, how much, who and when", () => {
    const [mark] = all([marked({})]);
    expect(mark).toMatchObject({
      from: Date.UTC(2026, 10, 23, 14, 27, 0),
      to: Date.UTC(2026, 10, 23, 14, 28, 10),
      region: true,
      label: "voided",
      words:
        "Voided: sent twice by mistake. Moderation tool, 1\u00A0200\u00A0000 of all kinds taken back by Ada Admin, 14:31 UTC",
    });
    expect(marksSentence(mark ? [mark] : [])).toContain("by Ada Admin, 14:31 UTC.");
    expect(marksSentence([])).toBe("");
  });

  test("of an instant stand at it, and belong to the bucket that holds it", () => {
    expect(all([written({})])).toEqual([
      expect.objectContaining({
        at: now - 305_000,
        from: Date.UTC(2026, 10, 23, 14, 27, 0),
        to: Date.UTC(2026, 10, 23, 14, 27, 10),
        region: false,
        words: "Release: Classifier 41.2 live. 14:27 UTC, by Ada Analyst",
        written: written({}),
      }),
    ]);
    const long = written({ to: now - 60_000, kind: "campaign", text: "A wave" });
    expect(all([long])[0]).toMatchObject({
      region: true,
      words: "Campaign: A wave. 14:27 to 14:31 UTC, by Ada Analyst",
    });
  });

  test("of an outage reach to the edge while it lasts, and a version names itself", () => {
    const [open] = all([outage(true, null)]);
    expect(open).toMatchObject({ region: true, to: span.to, label: "silent: Moderation tool" });
    expect(open?.words).toBe("Outage: nothing came from Moderation tool, since 14:22 UTC");
    expect(all([outage(false, now - 300_000)])[0]?.words).toBe(
      "Outage: nothing came from Moderation tool, from 14:22 to 14:27 UTC",
    );
    const version = {
      origin: "version",
      kind: "release",
      from: now - 60_000,
      to: null,
      filter: {},
      version: "0.2.0",
    } as const;
    expect(all([version])[0]?.words).toBe("Release: Watchfloor 0.2.0 was started, 14:31 UTC");
  });

  test("stand only where one of the chart's measures and filters meets theirs", () => {
    const scams = [written({ filter: { category: "scams_and_fraud" } })];
    const on = (measure: "takedowns" | "sign_ups", filter: object) =>
      plotMarks(scams, [{ measure, filter }], span, utc).length;
    expect([on("takedowns", {}), on("takedowns", { category: "violence" }), on("sign_ups", {})]).toEqual([1, 0, 0]);
  });

  test("are none where other times are concerned", () => {
    const elsewhere = [
      marked({ firstEvent: span.from - 9_000, lastEvent: span.from - 1 }),
      marked({ firstEvent: span.to, lastEvent: span.to + 5 }),
      written({ from: span.from - 1 }),
      written({ from: span.to }),
    ];
    expect(all(elsewhere)).toEqual([]);
  });

  test("never leave the plot, have a width, and hold every bucket that lost something", () => {
    const time = fc.integer({ min: -10_800_000, max: 600_000 }).map((back) => now + back);
    fc.assert(
      fc.property(time, time, (a, b) => {
        const [firstEvent, lastEvent] = [Math.min(a, b), Math.max(a, b)];
        for (const { from, to, at } of all([marked({ firstEvent, lastEvent }), written({ from: a })])) {
          expect(from).toBeGreaterThanOrEqual(span.from);
          expect(to).toBeLessThanOrEqual(span.to);
          expect(to - from).toBeGreaterThanOrEqual(10_000);
          expect(at).toBeGreaterThanOrEqual(from);
          expect(at).toBeLessThan(to);
        }
        for (const { from, to } of all([marked({ firstEvent, lastEvent })])) {
          expect(from).toBeLessThanOrEqual(Math.max(firstEvent, span.from));
          expect(to).toBeGreaterThan(Math.min(lastEvent, span.to - 1));
        }
      }),
    );
  });

  test("are named in the table at the buckets that they cover only", () => {
    const marks = all([marked({}), marked({ id: 2, reason: "test data on the live key" })]);
    const inside = Date.UTC(2026, 10, 23, 14, 28, 0);
    expect(marksAt(marks, inside)).toHaveLength(2);
    expect(noteAt(marks, inside)).toMatch(/sent twice.*; Voided: test data/);
    expect(noteAt(marks, inside + 10_000)).toBeUndefined();
  });

  test("share one flag where two would cover each other, which says how many more there are", () => {
    const at = (minutesAgo: number, id: number) => written({ id, from: now - minutesAgo * 60_000, text: `No ${id}` });
    const flags = plotFlags(all([at(10, 5), at(30, 1), at(29, 2), at(28, 3), at(27.5, 4)]), span, 800);
    expect(flags.map(({ label, more }) => [label, more])).toEqual([
      ["No 1", 3],
      ["No 5", 0],
    ]);
  });

  test("of which there are many are not all read aloud", () => {
    const many = all(Array.from({ length: 9 }, (_, id) => written({ id, text: `No ${id}`, from: now - 600_000 + id })));
    expect(marksSentence(many)).toContain("No 8");
    expect(marksSentence(many)).not.toContain("No 3");
    expect(marksSentence(many)).toMatch(/ 4 earlier marks stand in the table\.$/);
  });
});
