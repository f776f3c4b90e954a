import type { Filter, Measure } from "./contract.ts";
import { pointsASeries } from "./contract.ts";
import { readWindows, type SeriesContext } from "./read-windows.ts";
import { planOf } from "./rules.ts";

const minuteMs = 60_000;

/** A stretch of whole minutes, epoch ms. */
export interface AskedMinutes {
  measure: Measure;
  filter: Filter;
  from: number;
  to: number;
}

/**
 * What was counted live in each minute, for those who act on it by themselves; null where that is not known. Who asks
 * for a person has to look at what the person may read.
 * @throws Refusal `invalid` for dimensions that are not counted together by the minute.
 */
export async function readMinutes(
  context: SeriesContext,
  { measure, filter, from, to }: AskedMinutes,
): Promise<(number | null)[]> {
  const plan = planOf({ measure, filter, breakdowns: [], grain: "minute" });
  const longest = pointsASeries * minuteMs;
  const minutes: (number | null)[] = [];
  for (let start = from; start < to; start += longest) {
    const window = { from: start, to: Math.min(to, start + longest), step: minuteMs };
    const asked = { grain: "minute", window, shift: null, keys: 1, whole: false } as const;
    const { known, sums } = await readWindows(context, plan, asked);
    const points: (number | null)[] = known.map((isKnown) => (isKnown ? 0 : null));
    for (const { point, n } of sums) {
      const held = point === null ? null : points[point];
      if (point !== null && held != null) points[point] = held + n;
    }
    minutes.push(...points);
  }
  return minutes;
}
