import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { pointWords, rowWords, stepWords, stretchWords, tickWords } from "../../components/charts/point-times.ts";
import { drawingOf, lineOf, seriesDrawing, seriesSentence } from "../../components/charts/series-drawing.ts";
import { keyLooks, wholeKey, wholeLook } from "../../components/charts/series-looks.ts";
import { changeQuestion } from "../../components/panels/change-question.ts";
import { finestGrain, grainNames, grainsFor, usualGrain } from "../../components/panels/explore-grains.ts";
import { allRanges, comparisonNames, ranges } from "../../components/shell/use-scope.ts";
import { aheadOfUtc, utc } from "../../components/ui/format-time.ts";
import { explainChangeSchema } from "../../server/counting/change/contract.ts";
import { categories } from "../../server/counting/contract.ts";
import {
  type Comparison,
  comparisons,
  type Dimension,
  dimensions,
  dimensionsOf,
  type Filter,
  measures,
  type OneSeries,
  type SeriesAnswer,
} from "../../server/counting/series/contract.ts";
import { planOf, pointsOf } from "../../server/counting/series/rules.ts";
import { bucketOf, grainMs, grains } from "../../server/kernel/grains.ts";

const minute = 60_000;
const start = Date.UTC(2026, 10, 23, 12, 30);
const noNames = new Map<string, string>();

function series(key: string, points: (number | null)[], comparedPoints: (number | null)[] | null = null): OneSeries {
  const sum = (all: (number | null)[] | null) => all?.reduce<number>((total, one) => total + (one ?? 0), 0) ?? null;
  return {
    key,
    values: key.split("|"),
    points,
    total: sum(points),
    comparedPoints,
    comparedTotal: sum(comparedPoints),
  };
}

function answer(all: OneSeries[], more: Partial<SeriesAnswer> = {}): SeriesAnswer {
  const times = Array.from({ length: all[0]?.points.length ?? 0 }, (_, index) => start + index * minute);
  return {
    grain: "minute",
    step: minute,
    from: start,
    to: start + times.length * minute,
    times,
    series: all,
    other: null,
    compared: null,
    late: 0,
    missing: 0,
    asOf: start + times.length * minute,
    ...more,
  };
}

const named = { measure: "Takedowns", breakdowns: ["category"] as const, sources: noNames };

describe("a drawing of series", () => {
  test("at each point the whole is the sum of the lines and of all others, drawn or in the table", () => {
    const points = (length: number) => fc.array(fc.nat({ max: 1_000_000 }), { minLength: length, maxLength: length });
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 12 }).chain((keys) => fc.tuple(...categories.slice(0, keys).map(() => points(5)))),
        fc.option(points(5), { nil: null }),
        (lists, rest) => {
          const all = lists.map((list, index) => series(categories[index] ?? "none", list));
          const other = rest && { keys: 3, points: rest, total: null, comparedPoints: null, comparedTotal: null };
          const drawing = seriesDrawing(answer(all, { other }), named);
          for (const [index, row] of drawing.rows.entries()) {
            const expected = [...lists, ...(rest ? [rest] : [])].reduce((sum, list) => sum + (list[index] ?? 0), 0);
            const parts = Object.entries(row.values).filter(([key]) => key !== wholeKey);
            expect(row.values[wholeKey]).toBe(expected);
            expect(parts.reduce((sum, [, value]) => sum + (value ?? 0), 0)).toBe(expected);
            const columns = drawing.columns.filter(({ look }) => look.key !== wholeKey);
            expect(columns.reduce((sum, { points }) => sum + (points[index] ?? 0), 0)).toBe(expected);
          }
          expect(drawing.looks.length).toBeLessThanOrEqual(6);
          expect(new Set(drawing.looks.map(({ colour }) => colour)).size).toBe(drawing.looks.length);
          expect(new Set(drawing.looks.map(({ dash }) => dash)).size).toBe(drawing.looks.length);
        },
      ),
    );
  });

  test("what is not known stays a gap, what counted nothing is 0, and the point that fills is no part of the lines", () => {
    const drawing = seriesDrawing(answer([series("all", [null, 0, 7, 2])], { asOf: start + 3.5 * minute }), {
      ...named,
      breakdowns: [],
    });
    expect(drawing.rows.map(({ values }) => values.all ?? values[wholeKey])).toEqual([null, 0, 7]);
    expect(drawing.filling).toMatchObject({ bucket: start + 3 * minute, values: { [wholeKey]: 2 } });
    expect(drawing.span).toMatchObject({ from: start, settled: start + 3 * minute, to: start + 4 * minute });
  });

  test("a comparison keeps the time of each earlier point", () => {
    const earlier = start - 7 * grainMs.day;
    const compared = {
      from: earlier,
      to: earlier + 2 * minute,
      late: 0,
      missing: 1,
      times: [earlier, earlier + minute],
    };
    const { rows, comparedKey } = seriesDrawing(answer([series("violence", [5, 6], [null, 4])], { compared }), named);
    expect(comparedKey).toBe(wholeKey);
    expect(rows.map((row) => row.earlier)).toEqual([
      { bucket: earlier, values: { [wholeKey]: null, violence: null } },
      { bucket: earlier + minute, values: { [wholeKey]: 4, violence: 4 } },
    ]);
  });

  test("lines of several measures stand on one chart", () => {
    const created = series("all", [4, 5]);
    const line = lineOf({ ...wholeLook("Sign-ups"), key: "sign_ups" }, created);
    const other = lineOf({ ...wholeLook("Deletions"), key: "deletions" }, series("all", [1, 2]));
    const { rows, whole } = drawingOf(answer([created]), [line, other]);
    expect(whole).toBeUndefined();
    expect(rows[1]?.values).toEqual({ sign_ups: 5, deletions: 2 });
  });

  test("says its sum, its peak, what is missing and what came late", () => {
    const drawing = seriesDrawing(answer([series("violence", [null, 3, 9])], { late: 12 }), named);
    expect(seriesSentence(drawing, "Takedowns", utc)).toBe(
      "Takedowns: 12 in complete points. Peak 9, Mon 23 Nov 2026 12:32–12:33 UTC. 1 point is not known. 12 came late and are in no point.",
    );
  });
});

describe("looks", () => {
  test("a category keeps its colour whatever else is drawn", () => {
    const look = (...keys: string[]) =>
      keyLooks(
        ["category"],
        keys.map((key) => series(key, [1])),
        noNames,
      ).find(({ key }) => key === "scams_and_fraud");
    expect(look("violence", "animal_welfare", "self_harm", "scams_and_fraud")?.colour).toBe("var(--chart-4)");
    expect(look("scams_and_fraud")?.colour).toBe("var(--chart-4)");
  });

  test("a long name is cut at the line and whole in the table", () => {
    const name = "s".repeat(200);
    const [look] = keyLooks(["source"], [series("7", [1])], new Map([["7", name]]));
    expect(look?.name).toBe(name);
    expect(look?.short).toHaveLength(15);
  });
});

describe("grains", () => {
  test("the finest is what the server counts them at, for every two dimensions and a filter", () => {
    for (const measure of measures) {
      const known = dimensionsOf(measure);
      for (const one of known) {
        for (const two of known) {
          for (const three of known) {
            if (new Set([one, two, three]).size < 3) continue;
            const filter = { [three]: three === "source" ? 1 : "none" };
            const possible = grains.filter((grain) => {
              try {
                return planOf({ measure, breakdowns: [one, two], filter, grain }) !== null;
              } catch {
                return false;
              }
            });
            expect([one, two, three, possible[0]]).toEqual([one, two, three, finestGrain([one, two, three])]);
          }
        }
      }
    }
  });

  test("every grain that is offered can be answered in one chart, and the usual one is among them", () => {
    const lengths = [5, 15, 40, 120, 360, 1_440].map((minutes) => minutes * minute);
    const days = [7, 30, 90, 364, 4_000].map((count) => count * grainMs.day);
    for (const length of [...lengths, ...days]) {
      for (const shift of [0, length, 7 * grainMs.day, 364 * grainMs.day]) {
        for (const dimension of dimensions) {
          const question = { length, shift, dimensions: [dimension] };
          for (const grain of grainsFor(question)) expect(() => pointsOf(grain, start - length, start)).not.toThrow();
          expect(grainsFor(question)).toContain(usualGrain(question));
        }
      }
    }
    expect(usualGrain({ length: 5 * minute, shift: 0, dimensions: ["category"] })).toBe("10s");
    expect(usualGrain({ length: 30 * grainMs.day, shift: 0, dimensions: ["country"] })).toBe("hour");
  });

  test("every grain and comparison has a name", () => {
    for (const grain of grains) expect(grainNames[grain]).toMatch(/^1/);
    for (const comparison of comparisons) expect(comparisonNames[comparison].name).not.toBe("");
  });
});

describe("what moved", () => {
  const someLength = fc.constantFrom(...allRanges.map((range) => ranges[range].last ?? 900 * grainMs.day));
  const someFilter = fc.constantFrom(
    {},
    { source: 1 },
    { effect: "takedown" },
    { country: "IN" },
    { category: "none" },
  );
  const question = fc.record({
    now: fc.integer({ min: start, max: start + grainMs.day }),
    length: someLength,
    compare: fc.constantFrom(null, ...comparisons),
    filter: someFilter as fc.Arbitrary<Filter>,
    // What is drawn can be counted by the hour only, while what moved goes by the minute.
    breakdowns: fc.subarray([...dimensions], { maxLength: 2 }),
  });

  test("two stretches of one length, of complete buckets, that the server answers for every dimension", () => {
    fc.assert(
      fc.property(question, ({ now, length, compare, filter, breakdowns }) => {
        const drawn = [...breakdowns, ...(Object.keys(filter) as Dimension[])];
        const grain = usualGrain({ length, shift: 0, dimensions: drawn });
        const asked = changeQuestion({ measure: "decisions", filter, grain, compare, length }, now);
        const bucket = grainMs[asked.grain];
        expect(explainChangeSchema.safeParse(asked).error).toBeUndefined();
        expect([asked.from % bucket, asked.to % bucket, asked.before % bucket]).toEqual([0, 0, 0]);
        expect(asked.to, "all of it is past, for a minute at least").toBe(bucketOf(now - minute, asked.grain));
        expect(asked.to - asked.from).toBe(Math.max(bucket, Math.floor(length / bucket) * bucket));
        for (const by of dimensionsOf("decisions").filter((one) => !(one in filter))) {
          expect(() => planOf({ measure: "decisions", breakdowns: [by], filter, grain: asked.grain })).not.toThrow();
        }
      }),
    );
  });

  test("goes by the minute up to two hours, where minutes of then are kept and all is counted by the minute", () => {
    const asked = (length: number, compare: Comparison | null, filter: Filter = {}) =>
      changeQuestion({ measure: "takedowns", filter, grain: "minute", compare, length }, start).grain;
    expect(asked(5 * minute, null)).toBe("minute");
    expect(asked(2 * grainMs.hour, "last_week")).toBe("minute");
    expect(asked(2 * grainMs.hour, "last_year")).toBe("hour");
    expect(asked(6 * grainMs.hour, null)).toBe("hour");
    expect(asked(40 * minute, null, { source: 3 })).toBe("minute");
    expect(asked(40 * minute, null, { country: "IN" })).toBe("hour");
  });
});

describe("times of points", () => {
  const kolkata = { name: "Asia/Kolkata", label: "IST" };
  test("are written with their date, in the zone, as long as they are", () => {
    expect(pointWords(start, 5 * minute, utc)).toBe("Mon 23 Nov 2026 12:30–12:35");
    expect(pointWords(start, 10_000, utc)).toBe("Mon 23 Nov 2026 12:30:00–12:30:10");
    expect(pointWords(start, 5 * minute, kolkata)).toBe("Mon 23 Nov 2026 18:00–18:05");
    expect(pointWords(Date.UTC(2026, 10, 23), grainMs.day, utc)).toBe("Mon 23 Nov 2026");
    expect(pointWords(Date.UTC(2026, 10, 2), 7 * grainMs.day, utc)).toBe("2 Nov–Sun 8 Nov 2026");
    expect(rowWords(start, 5 * minute, utc, false)).toBe("23 Nov, 12:30");
    const later = (minutes: number) => start + minutes * minute;
    expect(stretchWords(start, later(40), later(50), utc)).toBe("12:30–13:10");
    expect(stretchWords(start, later(40), later(1_440), utc)).toBe("23 Nov, 12:30–13:10");
    expect(stretchWords(start, later(690), later(700), utc)).toBe("23 Nov, 12:30–00:00");
    expect(stretchWords(start, later(720), later(720), utc)).toBe("23 Nov, 12:30–24 Nov, 00:30");
    expect(tickWords(Date.UTC(2026, 10, 23), 6 * grainMs.hour, utc)).toBe("23 Nov");
    expect(tickWords(start, 28 * grainMs.day, utc)).toBe("Nov 2026");
    expect([10_000, 5 * minute, 3 * grainMs.hour, grainMs.day, 28 * grainMs.day].map(stepWords)).toEqual([
      "10 s",
      "5 min",
      "3 h",
      "1 day",
      "4 weeks",
    ]);
  });

  test("zones know how far they are ahead, also by half hours and behind", () => {
    expect(aheadOfUtc(start, utc)).toBe(0);
    expect(aheadOfUtc(start, kolkata)).toBe(5.5 * grainMs.hour);
    expect(aheadOfUtc(start, { name: "America/New_York", label: "EST" })).toBe(-5 * grainMs.hour);
  });
});
