import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { changeWords, earlierPoints, earlierRate, isUnusual } from "../../components/charts/earlier-rate.ts";
import type { SeriesAnswer } from "../../server/counting/series/contract.ts";

const minute = 60_000;
const week = 7 * 86_400_000;
const start = Date.UTC(2026, 10, 17, 12);

function answerOf(lines: Record<string, (number | null)[]>, missing = 0, step = minute): SeriesAnswer {
  const length = Object.values(lines)[0]?.length ?? 20;
  const times = Array.from({ length }, (_, index) => start + index * step);
  return {
    grain: step === minute ? "minute" : "hour",
    step,
    times,
    from: start,
    to: start + length * step,
    late: 0,
    missing,
    series: Object.entries(lines).map(([key, points]) => ({
      key,
      values: [key],
      points,
      total: null,
      comparedPoints: null,
      comparedTotal: null,
    })),
    other: null,
    compared: null,
    asOf: start,
  };
}

describe("what a rate is set against", () => {
  test("is the mean of the ten whole minutes up to the same time before, of the keys that are asked for", () => {
    const points = fc.array(fc.nat({ max: 10_000 }), { minLength: 20, maxLength: 20 });
    fc.assert(
      fc.property(points, points, fc.integer({ min: 10, max: 20 }), fc.nat({ max: minute - 1 }), (a, b, end, into) => {
        const until = start + end * minute + (end === 20 ? 0 : into) + week;
        const answer = answerOf({ a, b });
        const sum = (values: readonly number[]) => values.slice(end - 10, end).reduce((x, y) => x + y, 0);
        expect(earlierRate(answer, ["a"], until, week)?.events).toBe(sum(a));
        const both = earlierRate(answer, null, until, week);
        expect(both?.events).toBe(sum(a) + sum(b));
        expect(both?.perMinute).toBeCloseTo((sum(a) + sum(b)) / 10);
        expect(both).toMatchObject({ from: start + (end - 10) * minute, to: start + end * minute });
      }),
    );
  });

  test("is not known where one of its minutes is not, and nothing where nothing was counted", () => {
    const points = Array.from({ length: 20 }, (_, index) => (index === 12 ? null : 5));
    expect(earlierRate(answerOf({ a: points }), null, start + 20 * minute + week, week)).toBeNull();
    expect(earlierRate(answerOf({ a: points }), null, start + 12 * minute + week, week)?.events).toBe(50);
    expect(earlierRate(answerOf({}), null, start + 20 * minute + week, week)?.events).toBe(0);
    expect(earlierRate(answerOf({}, 20), null, start + 20 * minute + week, week)).toBeNull();
    expect(earlierRate(answerOf({ a: points }), null, start + 5 * minute + week, week), "before the answer").toBeNull();
    expect(earlierRate(undefined, null, start, week)).toBeNull();
    expect(earlierPoints(answerOf({ a: points }), ["b"])[3], "a key that counted nothing").toBe(0);
  });

  test("is the hour that holds the time where only hours are kept", () => {
    const hours = answerOf({ a: [600, 1_200] }, 0, 60 * minute);
    expect(earlierRate(hours, null, start + 90 * minute + week, week)).toMatchObject({ perMinute: 20, events: 1_200 });
  });
});

describe("a change in words", () => {
  const earlier = (perMinute: number) => ({ perMinute, events: perMinute * 10, from: 0, to: 10 * minute });

  test("is a factor from twice on, a percentage below, and on few events no change at all", () => {
    expect(changeWords(3_100, earlier(1_000))).toBe("3.1\u00D7");
    expect(changeWords(25_000, earlier(1_000))).toBe("25\u00D7");
    expect(changeWords(1_080, earlier(1_000))).toBe("+8\u00A0%");
    expect(changeWords(500, earlier(1_000))).toBe("\u221250\u00A0%");
    expect(changeWords(1_001, earlier(1_000))).toBe("same as");
    expect(changeWords(40, earlier(4.9))).toBe("vs 4.9");
    expect(changeWords(40, earlier(0))).toBe("vs 0");
  });

  test("never names a figure that is not one", () => {
    const rates = fc.record({ now: fc.nat({ max: 1e9 }), events: fc.nat({ max: 1e9 }) });
    fc.assert(
      fc.property(rates, ({ now, events }) => {
        expect(changeWords(now, earlier(events / 10))).not.toMatch(/NaN|Infinity/);
      }),
    );
  });
});

describe("unusual", () => {
  test("is twice or half as much, beyond chance, and says the same from both sides", () => {
    expect(isUnusual(100, 40)).toBe(true);
    expect(isUnusual(49, 0)).toBe(false);
    expect(isUnusual(0, 60)).toBe(true);
    expect(isUnusual(1_900, 1_000)).toBe(false);
    fc.assert(
      fc.property(fc.nat({ max: 1e6 }), fc.nat({ max: 1e6 }), (one, other) => {
        expect(isUnusual(one, other)).toBe(isUnusual(other, one));
        expect(isUnusual(one, one)).toBe(false);
      }),
    );
  });
});
