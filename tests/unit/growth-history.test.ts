import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { abuseRatio, bestLag, correlation } from "../../components/charts/abuse-lag.ts";
import { scaleBetween } from "../../components/charts/axis-scale.ts";
import { usersOverTime } from "../../server/growth/rules.ts";

const hour = 3_600_000;

describe("users over time", () => {
  const points = (nets: readonly (number | null)[]) =>
    nets.map((net, index) => ({ start: index * hour, end: (index + 1) * hour, net }));

  test("are the newest measurement and what came and went in the whole points since", () => {
    const { totals, measured } = usersOverTime(
      points([5, -2, 7, 1]),
      [
        { at: hour + 1, value: 900 },
        { at: hour + 2, value: 1_000 },
      ],
      null,
    );
    expect(totals).toEqual([null, 1_000, 1_007, 1_008]);
    expect(measured).toEqual([hour]);
    expect(usersOverTime(points([5, null, 7]), [], 100).totals).toEqual([105, null, null]);
  });

  test("end where a running sum from the last measurement ends, whatever came before it", () => {
    const nets = fc.array(fc.integer({ min: -1_000, max: 1_000 }), { minLength: 1, maxLength: 40 });
    const measurements = fc.array(fc.record({ at: fc.nat({ max: 40 * hour }), value: fc.nat({ max: 1e9 }) }));
    fc.assert(
      fc.property(nets, measurements, fc.option(fc.nat({ max: 1e9 })), (all, taken, before) => {
        const sorted = taken.toSorted((a, b) => a.at - b.at);
        const { totals } = usersOverTime(points(all), sorted, before);
        const last = sorted.findLast(({ at }) => at < all.length * hour);
        const from = last === undefined ? 0 : Math.floor(last.at / hour) + 1;
        const start = last?.value ?? before;
        const sum = all.slice(from).reduce((total, net) => total + net, 0);
        expect(totals.at(-1)).toBe(start === null ? null : start + sum);
      }),
    );
  });
});

describe("abuse against sign-ups", () => {
  test("is a ratio for each thousand, null where nobody signed up or nothing is known", () => {
    expect(abuseRatio([10, 20, 30, null], [5, 0, 10, 10], 0)).toEqual([2_000, null, 3_000, null]);
    expect(abuseRatio([10, 20, 30], [5, 0, 10], 1)).toEqual([null, 4_000, null]);
  });

  test("finds the lag that was put in", () => {
    const signUps = fc.array(fc.integer({ min: 1, max: 10_000 }), { minLength: 60, maxLength: 80 });
    fc.assert(
      fc.property(signUps, fc.integer({ min: 0, max: 7 }), (created, lag) => {
        fc.pre(new Set(created).size > 30);
        const decisions = created.map((_, index) => (created[index - lag] ?? 1) * 3);
        const best = bestLag(decisions.slice(7), created.slice(7), [0, 1, 2, 3, 4, 5, 6, 7]);
        expect(best?.lag).toBe(lag);
        expect(best?.correlation).toBeGreaterThan(0.999);
      }),
    );
  });

  test("tells no correlation from few points or from a flat line, and none beyond one", () => {
    expect(correlation([1, 2, 3], [1, 2, 3], 0)).toBeNull();
    expect(
      correlation(
        Array(20).fill(5),
        Array.from({ length: 20 }, (_, index) => index),
        0,
      ),
    ).toBeNull();
    const points = fc.array(fc.option(fc.nat({ max: 1e6 })), { minLength: 20, maxLength: 60 });
    fc.assert(
      fc.property(points, points, fc.nat({ max: 5 }), (one, other, lag) => {
        const value = correlation(one, other, lag);
        if (value !== null) expect(Math.abs(value)).toBeLessThanOrEqual(1.000001);
      }),
    );
  });
});

test("an axis that does not begin at 0 holds both ends in round steps", () => {
  fc.assert(
    fc.property(fc.nat({ max: 2e9 }), fc.nat({ max: 1e8 }), (low, spread) => {
      const { max, ticks } = scaleBetween(low, low + spread);
      expect(ticks[0]).toBeLessThanOrEqual(low);
      expect(max).toBeGreaterThanOrEqual(low + spread);
      expect(ticks.at(-1)).toBe(max);
      expect(ticks.length).toBeLessThanOrEqual(8);
    }),
  );
});
