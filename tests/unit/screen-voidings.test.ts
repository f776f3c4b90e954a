import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { spanAt } from "../../components/charts/bucket-series.ts";
import { marksAt, noteAt, voidFlags, voidMarks, voidSentence } from "../../components/charts/void-marks.ts";
import { utc } from "../../components/ui/format-time.ts";
import type { Voiding } from "../../server/counting/voiding/contract.ts";

const now = Date.UTC(2026, 10, 23, 14, 32, 8);
const span = spanAt(now, "10s");

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

describe("marks of voidings", () => {
  test("cover whole buckets from the first event to the last, and say why, whose, how much, who and when", () => {
    const [mark] = voidMarks([voiding({})], span, utc);
    expect(mark).toMatchObject({
      from: Date.UTC(2026, 10, 23, 14, 27, 0),
      to: Date.UTC(2026, 10, 23, 14, 28, 10),
      words:
        "Voided: sent twice by mistake. Moderation tool, 1\u00A0200\u00A0000 of all kinds taken back by Ada Admin, 14:31 UTC",
    });
    expect(voidSentence(mark ? [mark] : [])).toContain("by Ada Admin, 14:31 UTC.");
    expect(voidSentence([])).toBe("");
  });

  test("are none where only sealed days or other times are concerned", () => {
    const elsewhere = [
      voiding({ firstEvent: null, lastEvent: null }),
      voiding({ firstEvent: span.from - 9_000, lastEvent: span.from - 1 }),
      voiding({ firstEvent: span.to, lastEvent: span.to + 5 }),
    ];
    expect(voidMarks(elsewhere, span, utc)).toEqual([]);
  });

  test("never leave the plot, have a width, and hold every bucket that lost something", () => {
    const time = fc.integer({ min: -10_800_000, max: 600_000 }).map((back) => now + back);
    fc.assert(
      fc.property(time, time, (a, b) => {
        const [firstEvent, lastEvent] = [Math.min(a, b), Math.max(a, b)];
        for (const { from, to } of voidMarks([voiding({ firstEvent, lastEvent })], span, utc)) {
          expect(from).toBeGreaterThanOrEqual(span.from);
          expect(to).toBeLessThanOrEqual(span.to);
          expect(to - from).toBeGreaterThanOrEqual(10_000);
          expect(from).toBeLessThanOrEqual(Math.max(firstEvent, span.from));
          expect(to).toBeGreaterThan(Math.min(lastEvent, span.to - 1));
        }
      }),
    );
  });

  test("are named in the table at the buckets that they cover only", () => {
    const marks = voidMarks([voiding({}), voiding({ id: 2, reason: "test data on the live key" })], span, utc);
    const inside = Date.UTC(2026, 10, 23, 14, 28, 0);
    expect(marksAt(marks, inside)).toHaveLength(2);
    expect(noteAt(marks, inside)).toMatch(/sent twice.*; Voided: test data/);
    expect(noteAt(marks, inside + 10_000)).toBeUndefined();
  });

  test("share one flag where two would cover each other", () => {
    const at = (minutesAgo: number, id: number) => {
      const event = now - minutesAgo * 60_000;
      return voiding({ id, firstEvent: event, lastEvent: event });
    };
    const flags = voidFlags(voidMarks([at(30, 1), at(29, 2), at(10, 3)], span, utc), span, 800);
    expect(flags.map(({ marks }) => marks)).toEqual([2, 1]);
  });
});
