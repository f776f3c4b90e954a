import fc from "fast-check";
import { expect, test } from "vitest";
import { contributions, rankExplanations } from "../../server/counting/change/rules.ts";

const counted = fc.nat({ max: 1_000_000 });
const values = fc.uniqueArray(fc.record({ value: fc.string(), before: counted, after: counted }), {
  selector: ({ value }) => value,
  minLength: 1,
  maxLength: 30,
});

test("the contributions of a dimension's values add up to the change", () => {
  fc.assert(
    fc.property(values, (all) => {
      const parts = contributions("category", all);
      const whole = all.reduce((sum, { before, after }) => sum + after - before, 0);
      expect(parts.reduce((sum, { change }) => sum + change, 0)).toBe(whole);
      if (whole !== 0)
        expect(parts.reduce((sum, { shareOfChange }) => sum + (shareOfChange ?? 0), 0)).toBeCloseTo(1, 6);
      for (const { score } of parts) expect(score).toBeGreaterThanOrEqual(0);
    }),
  );
});

test("a dimension with one value explains nothing, however much moved", () => {
  fc.assert(
    fc.property(counted, counted, (before, after) => {
      expect(rankExplanations(new Map([["origin", [{ value: "own_initiative", before, after }]]])).moved).toEqual([]);
    }),
  );
});

test("a planted culprit is named first, under the noise of counting", () => {
  const noise = fc.array(fc.double({ min: -2, max: 2, noNaN: true }), { minLength: 40, maxLength: 40 });
  fc.assert(
    fc.property(fc.nat({ max: 9 }), fc.integer({ min: 2, max: 6 }), noise, (culprit, factor, drawn) => {
      const total = 100_000;
      const extra = (total / 10) * (factor - 1);
      const noisy = (n: number, i: number) => Math.max(0, Math.round(n + (drawn[i] ?? 0) * Math.sqrt(n)));
      const country = Array.from({ length: 10 }, (_, i) => ({
        value: `C${i}`,
        before: noisy(total / 10, i),
        after: noisy(total / 10 + (i === culprit ? extra : 0), i + 10),
      }));
      // The other dimensions follow the whole: their values only grow as it does.
      const follows = (shares: readonly number[], from: number) =>
        shares.map((share, i) => ({
          value: `V${i}`,
          before: noisy(total * share, from + i),
          after: noisy((total + extra) * share, from + 10 + i),
        }));
      const byDimension = new Map([
        ["category", follows([0.62, 0.2, 0.1, 0.05, 0.03], 20)],
        ["country", country],
        ["origin", follows([0.96, 0.04], 25)],
      ] as const);
      const { moved, dimensions } = rankExplanations(byDimension);
      expect(moved[0]).toMatchObject({ dimension: "country", value: `C${culprit}` });
      expect(dimensions[0]?.dimension).toBe("country");
    }),
  );
});
