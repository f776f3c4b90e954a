import type { Dimension, Filter, Measure } from "../../server/counting/series/contract.ts";
import { bucketOf, type Grain, grainMs } from "../../server/kernel/grains.ts";
import { shiftOf } from "../shell/use-scope.ts";
import { coarserOf, isCountedEverywhere, isKept } from "./explore-grains.ts";
import type { Exploration } from "./use-explore.ts";

/** What decides which two stretches are set against each other. */
type Explored = Pick<Exploration, "measure" | "filter" | "grain" | "compare" | "length">;

/** Two stretches of complete buckets: `from` up to `to`, and one as long from `before` on, epoch ms. */
export interface ChangeQuestion {
  measure: Measure;
  filter: Filter;
  grain: Grain;
  from: number;
  to: number;
  before: number;
}

/** Longer ranges are of so many minutes that whole hours tell as much. */
const minutesBelow = 6 * grainMs.hour;

/** A source that sends every half a minute has then sent what belongs to the last bucket: the rest would be a fall. */
const settleMs = grainMs.minute;

/** The last buckets of the range that are complete at `now`, server time in epoch ms, against as many before. */
export function changeQuestion(explored: Explored, now: number): ChangeQuestion {
  const { measure, filter, length, compare } = explored;
  const grain = grainOf(explored);
  const bucket = grainMs[grain];
  const to = bucketOf(now - settleMs, grain);
  const span = Math.max(bucket, Math.floor(length / bucket) * bucket);
  const shift = Math.ceil(shiftOf(compare ?? "previous", span) / bucket) * bucket;
  const from = Math.max(1, to - span);
  return { measure, filter, grain, from, to: Math.max(to, from + 1), before: Math.max(0, from - shift) };
}

/** By the minute where every dimension is counted so and the minutes of then are kept; else by the hour or longer. */
function grainOf({ grain, filter, compare, length }: Explored): Grain {
  const filtered = Object.keys(filter) as Dimension[];
  const shift = shiftOf(compare ?? "previous", length);
  // A minute more: the stretch ends with the last complete one.
  const kept = isKept("minute", length + shift + grainMs.minute);
  return length < minutesBelow && kept && filtered.every(isCountedEverywhere) ? "minute" : coarserOf(grain, "hour");
}
