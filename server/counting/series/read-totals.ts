import type { Actor } from "../../kernel/actor.ts";
import { parseOrRefuse } from "../../kernel/parse.ts";
import { requirePermission } from "../../kernel/permission.ts";
import { type RankedTotal, readTotalsSchema, type TotalsAnswer } from "./contract.ts";
import { describeWindow, permissionFor, type ReadWindows, readWindows, type SeriesContext } from "./read-series.ts";
import { planOf, shiftOf, valuesOfKey, windowOf } from "./rules.ts";

const listed = 300;

/**
 * The sums of a window by one dimension or two, ranked, beside those of an earlier stretch. With the grain of a chart
 * they are the sums of its lines. @throws Refusal `forbidden`, `invalid`, `too_large` when it takes too long
 */
export async function readTotals(context: SeriesContext, actor: Actor, input: unknown): Promise<TotalsAnswer> {
  const asked = parseOrRefuse(readTotalsSchema, input);
  requirePermission(actor, permissionFor(asked.measure));
  const window = windowOf(asked.grain, asked.from, asked.to);
  const shift = asked.compare === undefined ? null : shiftOf(asked.compare, window);
  const read = await readWindows(context, planOf(asked), {
    grain: asked.grain,
    window,
    shift,
    keys: listed,
    whole: true,
  });
  const total = sumOf(read, 0, () => true);
  const ranked: RankedTotal[] = [];
  for (let place = 1; place <= Math.min(read.ranked, listed); place++) {
    const first = read.sums.find((sum) => sum.place === place);
    const values = valuesOfKey(read.plan, first?.sourceId ?? 0, first?.key ?? 0);
    const own = sumOf(read, 0, (one) => one === place) ?? 0;
    const compared = sumOf(read, 1, (one) => one === place);
    const change = compared === null ? null : own - compared;
    ranked.push({
      key: values.join("|"),
      values,
      total: own,
      share: ratio(own, total),
      compared,
      change,
      changeRatio: ratio(change, compared),
    });
  }
  return {
    ...describeWindow(read, 0),
    total,
    comparedTotal: sumOf(read, 1, () => true),
    ranked,
    keys: read.ranked,
    compared: read.compared && describeWindow(read, 1),
    asOf: read.asOf,
  };
}

const ratio = (part: number | null, whole: number | null) =>
  part === null || whole === null || whole === 0 ? null : part / whole;

/** What was counted in a window of the keys that are meant; null when nothing is known of the window. */
function sumOf(read: ReadWindows, number: 0 | 1, isMeant: (place: number | null) => boolean): number | null {
  const known = number === 0 ? read.known : read.compared?.known;
  if (!known?.includes(true)) return null;
  const sums = read.sums.filter(({ window, point, place }) => window === number && point !== null && isMeant(place));
  return sums.reduce((sum, { n }) => sum + n, 0);
}
