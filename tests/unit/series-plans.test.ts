import fc from "fast-check";
import { expect, test } from "vitest";
import {
  dimensionsOf,
  measures,
  type ReadSeries,
  type ReadTotals,
  readSeriesSchema,
  readTotalsSchema,
  valuesOfDimension,
} from "../../server/counting/series/contract.ts";
import { knownPoints, planOf, pointsOf } from "../../server/counting/series/rules.ts";
import { grainMs, grains } from "../../server/kernel/grains.ts";

const at = fc.integer({ min: Date.UTC(2000, 0), max: Date.UTC(2040, 0) });

test("every measure is answered by each of its dimensions, alone and filtered by any value", () => {
  for (const measure of measures) {
    for (const by of dimensionsOf(measure)) {
      expect(planOf({ measure, breakdowns: [by], filter: {}, grain: "minute" }).bySource).toBe(by === "source");
      if (by === "source") continue;
      for (const value of valuesOfDimension[by]) {
        const asked: ReadSeries = { measure, breakdowns: [by], filter: { [by]: value }, grain: "day", from: 0, to: 1 };
        const totals: ReadTotals = asked;
        expect([readSeriesSchema.safeParse(asked).success, readTotalsSchema.safeParse(totals).success]).toEqual([
          true,
          true,
        ]);
        expect(planOf(asked)).not.toEqual(planOf({ ...asked, filter: {} }));
      }
    }
  }
});

test("points are whole buckets of one length, at most 300, and hold the range that was asked for", () => {
  fc.assert(
    // A range that begins inside a bucket touches one more than its length says; 1,800 are the most of some grains.
    fc.property(fc.constantFrom(...grains), at, fc.integer({ min: 1, max: 1_799 }), (grain, from, buckets) => {
      const to = from + buckets * grainMs[grain];
      const points = pointsOf(grain, from, to);
      expect(points.from).toBeLessThanOrEqual(from);
      expect(points.to).toBeGreaterThanOrEqual(to);
      expect(points.to - to).toBeLessThan(grainMs[grain]);
      expect(from - points.from).toBeLessThan(points.step + grainMs[grain]);
      expect([points.from % grainMs[grain], points.to % grainMs[grain], points.step % grainMs[grain]]).toEqual([
        0, 0, 0,
      ]);
      expect((points.to - points.from) % points.step).toBe(0);
      expect((points.to - points.from) / points.step).toBeLessThanOrEqual(300);
    }),
  );
});

test("a point is known when all of it is kept, it has begun, and it did not end before the first event", () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 120 }), { minLength: 3, maxLength: 3 }),
      ([first = 0, kept = 0, now = 0]) => {
        const known = knownPoints({ from: 0, to: 100, step: 10 }, { first, keptFrom: kept, now });
        expect(known.map((_, i) => i * 10 + 10 > first && i * 10 >= kept && i * 10 <= now)).toEqual(known);
        expect(knownPoints({ from: 0, to: 100, step: 10 }, { first: null, keptFrom: 0, now })).not.toContain(true);
      },
    ),
  );
});
