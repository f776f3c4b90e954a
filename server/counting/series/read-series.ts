import type { Database } from "../../database/database.ts";
import { onClient } from "../../database/transaction.ts";
import type { Actor } from "../../kernel/actor.ts";
import type { Clock } from "../../kernel/clock.ts";
import type { Grain } from "../../kernel/grains.ts";
import { parseOrRefuse } from "../../kernel/parse.ts";
import { requirePermission } from "../../kernel/permission.ts";
import { Refusal } from "../../kernel/refusal.ts";
import type { Permission } from "../../kernel/roles.ts";
import { readCombinedStart } from "../combined/store.ts";
import { rowsKeptFrom } from "../jobs.ts";
import {
  keysASeries,
  type Measure,
  type OneSeries,
  readSeriesSchema,
  type SeriesAnswer,
  type SeriesWindow,
} from "./contract.ts";
import { countCombined } from "./count-combined.ts";
import { knownPoints, type Plan, type Points, planOf, pointsOf, shiftOf, valuesOfKey } from "./rules.ts";
import { beginReading, type CountedPoint, readFirstBucket, readPoints, tookTooLong } from "./store.ts";

export interface SeriesContext {
  database: Database;
  clock: Clock;
}

/** What a person must hold to read a measure. */
export function permissionFor(measure: Measure): Permission {
  return measure === "sign_ups" || measure === "deletions" ? "growth.read" : "now.read";
}

/** The sums of two windows, and which of their points are known. */
export interface ReadWindows {
  plan: Plan;
  sums: readonly CountedPoint[];
  ranked: number;
  window: Points;
  known: boolean[];
  compared: { window: Points; known: boolean[] } | null;
  asOf: number;
}

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

/**
 * Reads both windows in one snapshot. `shift`: how far back the compared one lies, ms; null for none. `whole`: one sum a
 * window, in point 0.
 */
export function readWindows(
  context: SeriesContext,
  plan: Plan,
  asked: { grain: Grain; window: Points; shift: number | null; keys: number; whole: boolean },
): Promise<ReadWindows> {
  const { grain, window, shift } = asked;
  const now = context.clock.now();
  const earlier = shift === null ? null : { ...window, from: window.from - shift, to: window.to - shift };
  return onClient(
    context.database,
    async (client) => {
      const first = await readFirstBucket(client, grain);
      const starts = plan.cube === "combined" ? await readCombinedStart(client) : Number.NEGATIVE_INFINITY;
      const known = { first, keptFrom: Math.max(rowsKeptFrom(grain, now), starts), now };
      const sums = { ...asked, compared: earlier, keptFrom: Math.max(known.keptFrom, first ?? 0) };
      const counted =
        plan.cube === "combined" ? await countCombined(client, plan, sums) : await readPoints(client, plan, sums);
      return {
        plan,
        ...counted,
        window,
        known: knownPoints(window, known),
        compared: earlier && { window: earlier, known: knownPoints(earlier, known) },
        asOf: now,
      };
    },
    beginReading,
  ).catch((error: unknown) => {
    if (!tookTooLong(error)) throw error;
    throw new Refusal(
      "too_large",
      "This takes too long to count: ask for a shorter range or fewer dimensions.",
      "from",
    );
  });
}

const timesOf = ({ from, to, step }: Points) => Array.from({ length: (to - from) / step }, (_, i) => from + i * step);

/** What is said of a window beside its values. */
export function describeWindow(read: ReadWindows, number: 0 | 1): SeriesWindow {
  const { window, known } = number === 1 && read.compared ? read.compared : read;
  const late = read.sums.filter(({ window, point }) => window === number && point === null);
  return {
    from: window.from,
    to: window.to,
    late: read.plan.onlyLive ? late.reduce((sum, { n }) => sum + n, 0) : null,
    missing: known.filter((isKnown) => !isKnown).length,
  };
}

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
