import { type Dimension, type Filter, type Measure, pointsASeries } from "./contract.ts";
import { readWindows, type SeriesContext } from "./read-windows.ts";
import { planOf, valuesOfKey } from "./rules.ts";

const minuteMs = 60_000;

/** A stretch of whole minutes, epoch ms, by at most two dimensions. */
export interface AskedMinutes {
  measure: Measure;
  breakdowns: readonly Dimension[];
  filter: Filter;
  from: number;
  to: number;
  /** So many keys come, the largest of each 300 minutes. */
  keys: number;
}

/** Values of minutes in a row; null: not known, which is never taken for nothing. */
interface Minutes {
  /** Of each key that something was counted of, as live views name it; "all" without breakdowns, always there. */
  series: ReadonlyMap<string, readonly (number | null)[]>;
  /** Of a key that nothing was counted of. */
  nothing: readonly (number | null)[];
}

/**
 * What was counted live in each minute, for those who act on it by themselves: the same sums as live views have. Who asks
 * for a person has to look at what the person may read.
 * @throws Refusal `invalid` for dimensions that are not counted together by the minute.
 */
export async function readMinutes(
  context: SeriesContext,
  { measure, breakdowns, filter, from, to, keys }: AskedMinutes,
): Promise<Minutes> {
  const plan = planOf({ measure, breakdowns, filter, grain: "minute" });
  const longest = pointsASeries * minuteMs;
  const nothing: (number | null)[] = [];
  const counted: { key: string; minute: number; n: number }[] = [];
  for (let start = from; start < to; start += longest) {
    const window = { from: start, to: Math.min(to, start + longest), step: minuteMs };
    const { known, sums } = await readWindows(context, plan, {
      grain: "minute",
      window,
      shift: null,
      keys,
      whole: false,
    });
    for (const { point, place, sourceId, key, n } of sums) {
      if (point === null || place === null) continue;
      const name = valuesOfKey(plan, sourceId, key).join("|") || "all";
      counted.push({ key: name, minute: nothing.length + point, n });
    }
    nothing.push(...known.map((isKnown) => (isKnown ? 0 : null)));
  }
  const series = new Map<string, (number | null)[]>(breakdowns.length === 0 ? [["all", [...nothing]]] : []);
  for (const { key, minute, n } of counted) {
    const points = series.get(key) ?? [...nothing];
    series.set(key, points);
    const held = points[minute];
    if (held != null) points[minute] = held + n;
  }
  return { series, nothing };
}
