import { none } from "../counting/contract.ts";
import { countedBy, dimensions, dimensionsOf, type Filter, type Measure } from "../counting/series/contract.ts";

/**
 * What a chart draws: a measure of everything that its filter lets through; null is something that is not counted by
 * dimensions, such as hotline cases.
 */
export type Drawn = { measure: Measure; filter: Filter } | null;

/** The filter of a chart with what its measure implies: takedowns have one effect, sign-ups no category. */
function wholeFilter({ measure, filter }: NonNullable<Drawn>): Filter {
  const own = dimensionsOf(measure);
  const { effect } = countedBy[measure];
  const implied = dimensions
    .filter((dimension) => !own.includes(dimension))
    .map((dimension) => [dimension, dimension === "effect" ? (effect ?? none) : none]);
  return { ...filter, ...Object.fromEntries(implied) };
}

/** True when some event could be both in the chart and under the annotation's filter. The empty filter meets every chart. */
export function meets(filter: Filter, chart: Drawn): boolean {
  if (chart === null) return dimensions.every((dimension) => filter[dimension] === undefined);
  const drawn = wholeFilter(chart);
  return dimensions.every((dimension) => {
    const [wanted, shown] = [filter[dimension], drawn[dimension]];
    return wanted === undefined || shown === undefined || wanted === shown;
  });
}

/** Annotations are planned at most so far ahead, ms. */
const longestAhead = 366 * 86_400_000;

/** True when nothing of it lies more than a year after `now`, epoch ms: such a time is a slip of the pen. */
export function isWithinReach(now: number, { from, to }: { from: number; to: number | null }): boolean {
  return (to ?? from) <= now + longestAhead;
}

/** "14:32 UTC on 2026-11-24" */
export function utcMinuteAndDay(time: number): string {
  const written = new Date(time).toISOString();
  return `${written.slice(11, 16)} UTC on ${written.slice(0, 10)}`;
}
