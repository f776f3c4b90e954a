import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { countScale, labelsOf, spreadLabels, timeTicks } from "../../components/charts/axis-scale.ts";
import { rateOf, spanAt, sumSince } from "../../components/charts/bucket-series.ts";
import { allLook, categoryLooks, otherCategories, othersLook } from "../../components/charts/category-colours.ts";
import { keyFiguresTable } from "../../components/charts/key-figures-drawing.ts";
import { takedownsDrawing } from "../../components/charts/takedowns-drawing.ts";
import { applySnapshot, emptyWindow } from "../../components/live/window-state.ts";
import { utc } from "../../components/ui/format-time.ts";
import { categories } from "../../server/counting/contract.ts";
import type { Bucket } from "../../server/realtime/contract.ts";

const now = Date.UTC(2026, 10, 23, 14, 32, 8);
const bucket = (back: number) => Date.UTC(2026, 10, 23, 14, 32, 0) - back * 10_000;

function windowOf(buckets: readonly Bucket[]) {
  return applySnapshot(emptyWindow("10s"), { room: "r", epoch: "e", seq: 1, asOf: now, newest: now, buckets });
}

describe("axes", () => {
  test("hold the highest value, start at 0 and step in whole numbers", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10_000_000 }), (highest) => {
        const { max, ticks } = countScale(highest);
        expect(max).toBeGreaterThanOrEqual(highest);
        expect(ticks[0]).toBe(0);
        expect(ticks.at(-1)).toBe(max);
        expect(ticks.length).toBeLessThanOrEqual(6);
        expect(ticks.every(Number.isInteger)).toBe(true);
      }),
    );
  });

  test("time is marked at round instants that do not touch each other", () => {
    const { ticks } = timeTicks(bucket(239), bucket(-1), 900);
    expect(ticks.map((tick) => new Date(tick).toISOString().slice(11, 16))).toEqual([
      "13:55",
      "14:00",
      "14:05",
      "14:10",
      "14:15",
      "14:20",
      "14:25",
      "14:30",
    ]);
  });

  test("end labels keep their distance, their order and the plot", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 226, noNaN: true }), { minLength: 1, maxLength: 7 }), (ends) => {
        const placed = spreadLabels(ends, 18, 4, 230);
        const sorted = placed.toSorted((a, b) => a - b);
        for (const [index, y] of sorted.entries()) {
          expect(y).toBeGreaterThanOrEqual(4 - 1e-9);
          expect(y).toBeLessThanOrEqual(230 + 1e-9);
          if (index > 0) expect(y - (sorted[index - 1] ?? 0)).toBeGreaterThanOrEqual(18 - 1e-9);
        }
        const order = (list: readonly number[]) =>
          list.map((_, i) => i).sort((a, b) => (list[a] ?? 0) - (list[b] ?? 0));
        expect(order(placed)).toEqual(order(ends));
      }),
    );
  });
});

describe("rates", () => {
  test("are the last six complete buckets: the one that fills is not yet a drop", () => {
    const buckets = [0, 1, 2, 3, 4, 5, 6, 7].map((back): Bucket => ["all", bucket(back), 1, back === 0 ? 1 : 100]);
    const rate = rateOf(windowOf(buckets), ["all"], spanAt(now, "10s"));
    expect(rate.perMinute).toBe(600);
    expect(rate.until).toBe(bucket(0));
    expect(rate.usual).toBeNull();
  });

  test("a bucket settles for a second before it counts as complete", () => {
    expect(spanAt(bucket(0) + 999, "10s").settled).toBe(bucket(1));
    expect(spanAt(bucket(0) + 1_000, "10s").settled).toBe(bucket(0));
  });

  test("stop at the newest event when later ones are awaited, and leave out the bucket that they broke off in", () => {
    const counts = Array.from(
      { length: 20 },
      (_, index): Bucket => ["all", bucket(index + 10), 1, index === 0 ? 7 : 100],
    );
    const newest = bucket(10) + 1_000;
    expect(rateOf(windowOf(counts), ["all"], spanAt(now, "10s")).perMinute).toBe(0);
    expect(rateOf(windowOf(counts), ["all"], spanAt(now, "10s", newest, true))).toMatchObject({
      perMinute: 600,
      until: bucket(10),
    });
    expect(rateOf(windowOf(counts), ["all"], spanAt(now, "10s", newest))).toMatchObject({
      perMinute: 507,
      until: bucket(9),
    });
  });

  test("are compared with the time since the first event, not with the emptiness before it", () => {
    const buckets = Array.from(
      { length: 30 },
      (_, index): Bucket => ["all", bucket(index + 1), 1, index < 6 ? 50 : 10],
    );
    const rate = rateOf(windowOf(buckets), ["all"], spanAt(now, "10s"));
    expect(rate.perMinute).toBe(300);
    expect(rate.usual).toEqual({ perMinute: 60, minutes: 5 });
  });
});

describe("takedowns by category", () => {
  test("each category is drawn once, with a line of its own or among the others", () => {
    const own = categoryLooks.map(({ key }) => key);
    expect([...own, ...otherCategories].toSorted()).toEqual([...categories].toSorted());
  });

  test("no two lines share colour or dash, and none is the green that means ok", () => {
    const looks = [allLook, ...categoryLooks, othersLook];
    expect(new Set(looks.map(({ colour }) => colour)).size).toBe(looks.length);
    expect(new Set(looks.map(({ dash }) => dash)).size).toBe(looks.length);
    expect(looks.map(({ colour }) => colour)).not.toContain("var(--chart-3)");
  });

  test("the total, the table and the lines hold the same events", () => {
    const someBucket = fc.tuple(
      fc.constantFrom(...categories),
      fc.integer({ min: 0, max: 239 }).map(bucket),
      fc.constant(1),
      fc.integer({ min: 0, max: 5_000 }),
    );
    fc.assert(
      fc.property(fc.uniqueArray(someBucket, { selector: ([key, start]) => `${key}${start}` }), (buckets) => {
        const window = windowOf(buckets);
        const room = { window, synced: true, lostAt: null, refusal: null, polled: false, pausedAt: null };
        const drawing = takedownsDrawing([room, room], now, "10s");
        const sum = buckets.reduce((total, [, , , value]) => total + value, 0);
        const inTable = drawing.tableRows().reduce((total, { values }) => total + (values.all ?? 0), 0);
        const inLines = drawing.rows.reduce(
          (total, { values }) =>
            total + [...categoryLooks, othersLook].reduce((all, { key }) => all + (values[key] ?? 0), 0),
          0,
        );
        expect(drawing.total).toBe(sum);
        expect(inTable).toBe(sum);
        expect(inLines + drawing.filling).toBe(sum);
        expect(sumSince(window, window.series.keys(), 0)).toBe(sum);
      }),
    );
  });
});

describe("the table of the key figures", () => {
  const roomOf = (buckets: readonly Bucket[]) => ({
    window: windowOf(buckets),
    synced: true,
    lostAt: null,
    refusal: null,
    polled: false,
    pausedAt: null,
  });
  const minuteOf = (start: number) => Math.floor(start / 60_000) * 60_000;
  const end = minuteOf(now);

  test("has each whole minute once, and in it what the tiles count in its buckets", () => {
    const counted = fc.uniqueArray(
      fc.record({ key: fc.constantFrom("post", "channel", "account"), back: fc.integer({ min: 0, max: 239 }) }),
      { selector: ({ key, back }) => `${key}${back}` },
    );
    fc.assert(
      fc.property(counted, fc.integer({ min: 1, max: 5_000 }), (cells, value) => {
        const buckets = cells.map(({ key, back }): Bucket => [key, bucket(back), 1, value]);
        const figures = {
          takedowns: roomOf(buckets),
          userReports: undefined,
          signUps: undefined,
          decisions: undefined,
        };
        const { rows } = keyFiguresTable({ ...figures, users: new Map([[end - 60_000, 950]]) }, now, utc);
        expect(rows.map(({ bucket: start }) => start)).toEqual(
          Array.from({ length: 40 }, (_, index) => end - (40 - index) * 60_000),
        );
        for (const { bucket: start, values } of rows) {
          const inMinute = buckets.filter(([, at]) => minuteOf(at) === start);
          const sum = (keys: readonly string[]) =>
            inMinute.filter(([key]) => keys.includes(String(key))).reduce((total, [, , , count]) => total + count, 0);
          // The oldest minute has lost its first buckets, and is not told by the rest.
          const whole = start >= bucket(239);
          expect(values).toMatchObject({
            takedowns: whole ? sum(["post", "channel", "account"]) : null,
            channels: whole ? sum(["channel"]) : null,
            accounts: whole ? sum(["account"]) : null,
            user_reports: null,
            total_users: start === end - 60_000 ? 950 : null,
            abuse: null,
          });
        }
      }),
    );
  });

  test("ends where a line was lost, and knows nothing of what follows the newest event where more is to be expected", () => {
    const steady = Array.from({ length: 240 }, (_, back): Bucket => ["post", bucket(back), 1, 100]);
    const figures = { userReports: undefined, signUps: undefined, decisions: undefined, users: new Map() };
    const newestRow = (takedowns: ReturnType<typeof roomOf>, at: number) => {
      const { rows } = keyFiguresTable({ ...figures, takedowns }, at, utc);
      return rows.findLast(({ values }) => values.takedowns !== null)?.bucket;
    };
    expect(newestRow(roomOf(steady), now)).toBe(end - 60_000);
    const lost = { ...roomOf(steady), synced: false, lostAt: now };
    const { rows } = keyFiguresTable({ ...figures, takedowns: lost }, now + 600_000, utc);
    expect(rows.at(-1)?.bucket, "no row of minutes that nobody counted").toBe(end - 60_000);
    const late = roomOf(steady);
    late.window = { ...late.window, newest: end - 61_000 };
    expect(newestRow(late, now)).toBe(end - 3 * 60_000);
  });

  test("sets the decisions of ten minutes against their sign-ups, and never divides by none", () => {
    const every = (value: number) => Array.from({ length: 240 }, (_, back): Bucket => ["all", bucket(back), 1, value]);
    const table = (created: number) =>
      keyFiguresTable(
        {
          takedowns: undefined,
          userReports: undefined,
          signUps: roomOf(every(created)),
          decisions: roomOf(every(3)),
          users: new Map(),
        },
        now,
        utc,
      ).rows.map(({ values }) => values.abuse);
    expect(table(600).at(-1)).toBe(5);
    expect(table(600).slice(0, 9), "ten minutes are not known yet").toEqual(Array.from({ length: 9 }, () => null));
    expect(table(0).every((ratio) => ratio === null)).toBe(true);
  });
});

describe("labels at the ends of lines", () => {
  test("stand on one line where there is room for the longest name and any figure, else the figure stands below", () => {
    expect(labelsOf(["All", "Scams and fraud"], 150, 240)).toEqual({ stacked: false, gap: 18 });
    expect(labelsOf(["All", "Scams and fraud"], 114, 240)).toEqual({ stacked: true, gap: 30 });
    expect(labelsOf(["Sign-ups", "Deletions"], 114, 240).stacked).toBe(false);
    expect(
      labelsOf(
        Array.from({ length: 6 }, () => "Scams and fraud"),
        114,
        120,
      ).stacked,
      "too low for it",
    ).toBe(false);
  });
});
