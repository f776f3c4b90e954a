import type { Database } from "../../database/database.ts";
import { onClient } from "../../database/transaction.ts";
import type { Clock } from "../../kernel/clock.ts";
import type { Grain } from "../../kernel/grains.ts";
import { Refusal } from "../../kernel/refusal.ts";
import type { Permission } from "../../kernel/roles.ts";
import { readCombinedStart } from "../combined/store.ts";
import { rowsKeptFrom } from "../jobs.ts";
import type { Measure, SeriesWindow } from "./contract.ts";
import { countCombined } from "./count-combined.ts";
import { knownPoints, type Plan, type Points, valuesOfKey } from "./rules.ts";
import { beginReading, type CountedPoint, readFirstBucket, readPoints, tookTooLong } from "./store.ts";

export interface SeriesContext {
  database: Database;
  clock: Clock;
  /** Readings under way by their question: screens that turn to the next minute together ask the same at once. */
  underWay: Map<string, Promise<ReadWindows>>;
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

interface AskedWindows {
  grain: Grain;
  window: Points;
  /** How far back the compared window lies, ms; null for none. */
  shift: number | null;
  keys: number;
  /** One sum a window, in point 0. */
  whole: boolean;
}

/** Reads both windows in one snapshot. Who asks what is just being read gets that answer; `asOf` says of when it is. */
export function readWindows(context: SeriesContext, plan: Plan, asked: AskedWindows): Promise<ReadWindows> {
  const question = JSON.stringify([plan, asked]);
  const known = context.underWay.get(question);
  if (known) return known;
  const reading = readNow(context, plan, asked).finally(() => context.underWay.delete(question));
  context.underWay.set(question, reading);
  return reading;
}

function readNow(context: SeriesContext, plan: Plan, asked: AskedWindows): Promise<ReadWindows> {
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

/** The sum of a window over all its keys, of what is counted in it. */
export function windowSum(read: ReadWindows, number: 0 | 1): number {
  return read.sums.reduce((sum, { window, point, n }) => (window === number && point !== null ? sum + n : sum), 0);
}

/** The ranked keys with their sums in both windows, largest first. */
export function rankedSums(read: ReadWindows): { values: string[]; sums: [own: number, compared: number] }[] {
  const byPlace = new Map<number, { values: string[]; sums: [own: number, compared: number] }>();
  for (const { window, place, sourceId, key, n } of read.sums) {
    if (place === null) continue;
    const held = byPlace.get(place) ?? { values: valuesOfKey(read.plan, sourceId, key), sums: [0, 0] };
    byPlace.set(place, held);
    held.sums[window === 0 ? 0 : 1] += n;
  }
  return [...byPlace].sort(([a], [b]) => a - b).map(([, held]) => held);
}
