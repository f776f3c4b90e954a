import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Occurrence } from "../../server/alerts/contract.ts";
import { type Known, occurrenceKey, weighNotice } from "../../server/alerts/group/rules.ts";

const fires = (fingerprint: string, startsAt = 1): Occurrence => ({ fingerprint, startsAt, firing: true });
const ended = (fingerprint: string, startsAt = 1): Occurrence => ({ fingerprint, startsAt, firing: false });
const known = (...all: Occurrence[]): Known => new Map(all.map((one) => [occurrenceKey(one), one.firing]));
const notice = (firing: boolean, occurrences: Occurrence[], truncated = 0) => ({ firing, occurrences, truncated });

describe("a notice that fires", () => {
  test("of something new triggers, and says how much of the group is new", () => {
    expect(weighNotice(notice(true, [fires("a"), fires("b")]), known(fires("a")))).toEqual({
      outcome: "trigger",
      why: "1 of its group began to fire",
      changed: [fires("b")],
    });
    expect(weighNotice(notice(true, [fires("a")]), known(fires("a")))).toMatchObject({
      outcome: "trigger",
      why: "its group still fires",
      changed: [],
    });
  });

  test("of what was seen to end does not fire again; with another start it does", () => {
    expect(weighNotice(notice(true, [fires("a")]), known(ended("a")))).toMatchObject({ outcome: "stale", changed: [] });
    expect(weighNotice(notice(true, [fires("a", 2)]), known(ended("a")))).toMatchObject({ outcome: "trigger" });
    expect(weighNotice(notice(true, [fires("a"), fires("b")]), known(ended("a")))).toMatchObject({
      outcome: "trigger",
      changed: [fires("b")],
    });
  });

  test("and leaves alerts out, or lists none, is never taken as the end", () => {
    expect(weighNotice(notice(true, [fires("a")], 3), known(ended("a")))).toMatchObject({ outcome: "trigger" });
    expect(weighNotice(notice(true, [ended("a")], 3), known(fires("a"), fires("b")))).toMatchObject({
      outcome: "trigger",
      changed: [ended("a")],
    });
    expect(weighNotice(notice(true, []), known())).toMatchObject({ outcome: "trigger" });
  });
});

describe("a notice that all is resolved", () => {
  test("resolves, also where it lists less than fired, or nothing", () => {
    expect(weighNotice(notice(false, [ended("a")]), known(fires("a"), fires("b")))).toMatchObject({
      outcome: "resolve",
      changed: [ended("a")],
    });
    expect(weighNotice(notice(false, []), known(fires("a")))).toMatchObject({ outcome: "resolve" });
    expect(weighNotice(notice(false, [ended("a")], 2), known(ended("a"), fires("b")))).toMatchObject({
      outcome: "resolve",
    });
  });

  test("that comes late, from a peer, ends nothing that fires since", () => {
    expect(weighNotice(notice(false, [ended("a")]), known(ended("a"), fires("a", 2)))).toMatchObject({
      outcome: "stale",
    });
  });
});

const occurrence = fc.record({
  fingerprint: fc.constantFrom("a", "b", "c"),
  startsAt: fc.constantFrom(1, 2),
  firing: fc.boolean(),
});

test("what was seen to end stays ended, whatever notices come in whatever order", () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ firing: fc.boolean(), occurrences: fc.array(occurrence), truncated: fc.nat(1) })),
      (notices) => {
        const record = new Map<string, boolean>();
        for (const one of notices) {
          const before = new Map(record);
          const { outcome, changed } = weighNotice(one, record);
          for (const next of changed) record.set(occurrenceKey(next), next.firing);
          for (const [key, firing] of before) if (!firing) expect(record.get(key)).toBe(false);
          const live = one.occurrences.filter((each) => each.firing && before.get(occurrenceKey(each)) !== false);
          // Nothing that may fire is lost, and nothing else than the group's own word resolves it.
          if (one.firing && live.length > 0) expect(outcome).toBe("trigger");
          if (one.firing) expect(outcome).not.toBe("resolve");
          else expect(outcome).not.toBe("trigger");
        }
      },
    ),
  );
});
