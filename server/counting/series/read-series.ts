import type { Actor } from "../../kernel/actor.ts";
import { parseOrRefuse } from "../../kernel/parse.ts";
import { requirePermission } from "../../kernel/permission.ts";
import { keysASeries, type OneSeries, readSeriesSchema, type SeriesAnswer } from "./contract.ts";
import { describeWindow, permissionFor, type ReadWindows, readWindows, type SeriesContext } from "./read-windows.ts";
import { type Points, planOf, pointsOf, shiftOf, valuesOfKey } from "./rules.ts";
import type { CountedPoint } from "./store.ts";

/**
 * One measure over time, by at most two dimensions, beside an earlier stretch of the same length.
 * @throws Refusal `forbidden`, `invalid`, `too_large` when it takes too long
 */
export async function readSeries(context: SeriesContext, actor: Actor, input: unknown): Promise<SeriesAnswer> {
  const asked = parseOrRefuse(readSeriesSchema, input);
  requirePermission(actor, permissionFor(asked.measure));
  const window = pointsOf(asked.grain, asked.from, asked.to);
  const shift = asked.compare === undefined ? null : shiftOf(asked.compare, window);
  const read = await readWindows(context, planOf(asked), {
    grain: asked.grain,
    window,
    shift,
    keys: keysASeries,
    whole: false,
  });
  const byPlace = Map.groupBy(
    read.sums.filter(({ point }) => point !== null),
    ({ place }) => place,
  );
  const series: OneSeries[] = [];
  for (let place = 1; place <= Math.min(read.ranked, keysASeries); place++) {
    const sums = byPlace.get(place) ?? [];
    const values = valuesOfKey(read.plan, sums[0]?.sourceId ?? 0, sums[0]?.key ?? 0);
    series.push({ values, key: values.join("|") || "all", ...linesOf(read, sums) });
  }
  // Without breakdowns there is one line also where nothing was counted.
  if (asked.breakdowns.length === 0 && series.length === 0)
    series.push({ values: [], key: "all", ...linesOf(read, []) });
  const others = read.ranked - keysASeries;
  return {
    grain: asked.grain,
    step: window.step,
    ...describeWindow(read, 0),
    times: timesOf(window),
    series,
    other: others > 0 ? { keys: others, ...linesOf(read, byPlace.get(null) ?? []) } : null,
    compared: read.compared && { ...describeWindow(read, 1), times: timesOf(read.compared.window) },
    asOf: read.asOf,
  };
}

const timesOf = ({ from, to, step }: Points) => Array.from({ length: (to - from) / step }, (_, i) => from + i * step);

type Lines = Pick<OneSeries, "points" | "total" | "comparedPoints" | "comparedTotal">;

/** The sums of one key, laid on the points of both windows. */
function linesOf(read: ReadWindows, sums: readonly CountedPoint[]): Lines {
  const lay = (number: number, known: readonly boolean[]) => {
    const points: (number | null)[] = known.map((isKnown) => (isKnown ? 0 : null));
    for (const { window, point, n } of sums) {
      if (window === number && point !== null && known[point]) points[point] = (points[point] ?? 0) + n;
    }
    return points;
  };
  const points = lay(0, read.known);
  const comparedPoints = read.compared && lay(1, read.compared.known);
  return { points, total: sumOf(points), comparedPoints, comparedTotal: comparedPoints && sumOf(comparedPoints) };
}

function sumOf(points: readonly (number | null)[]): number | null {
  const known = points.filter((point) => point !== null);
  return known.length === 0 ? null : known.reduce((sum, point) => sum + point, 0);
}
