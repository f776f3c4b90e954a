import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { sparkPath, thinned } from "../../components/charts/spark-path.ts";

const size = [112, 32] as const;
const points = (path: string) =>
  path
    .slice(1)
    .split(/[ML]/)
    .map((point) => point.split(" ").map(Number));

describe("the small line", () => {
  test("has a gap where a value is not known, and never a point at nothing", () => {
    const spark = sparkPath([null, null, 1_000, 1_010, null, 1_020, 1_030], ...size, { blownUp: true });
    expect(spark?.path.match(/M/g)).toHaveLength(2);
    expect(points(spark?.path ?? "")).toHaveLength(4);
    expect(sparkPath([null, 5], ...size), "one point is no line").toBeNull();
    expect(sparkPath([null, null, null], ...size)).toBeNull();
  });

  test("of a total is higher where the total is higher, however small the change is beside it", () => {
    const totals = fc.array(fc.option(fc.integer({ min: 950_000_000, max: 950_000_400 })), {
      minLength: 2,
      maxLength: 41,
    });
    fc.assert(
      fc.property(totals, (values) => {
        const known = values.flatMap((value) => value ?? []);
        const spark = sparkPath(values, ...size, { blownUp: true });
        if (known.length < 2) {
          expect(spark).toBeNull();
          return;
        }
        const heights = points(spark?.path ?? "").map(([, y]) => y ?? 0);
        expect(heights).toHaveLength(known.length);
        for (const height of heights) {
          expect(height).toBeGreaterThanOrEqual(3);
          expect(height).toBeLessThanOrEqual(29);
        }
        for (let i = 1; i < known.length; i++) {
          const rise = Math.sign((known[i] ?? 0) - (known[i - 1] ?? 0));
          const drawn = Math.sign((heights[i - 1] ?? 0) - (heights[i] ?? 0));
          expect(drawn === rise || drawn === 0, "up is never drawn as down").toBe(true);
        }
        if (Math.max(...known) > Math.min(...known)) expect(Math.max(...heights)).toBe(29);
      }),
    );
  });

  test("sums neighbours; a sum of which a part is not known is not known", () => {
    expect(thinned([1, 2, 3, 4, 5, 6], 3)).toEqual([3, 7, 11]);
    expect(thinned([1, null, 3, 4], 2)).toEqual([null, 7]);
  });
});
