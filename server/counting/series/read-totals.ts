import type { Actor } from "../../kernel/actor.ts";
import { parseOrRefuse } from "../../kernel/parse.ts";
import { requirePermission } from "../../kernel/permission.ts";
import { type RankedTotal, readTotalsSchema, type TotalsAnswer } from "./contract.ts";
import {
  describeWindow,
  permissionFor,
  type ReadWindows,
  rankedSums,
  readWindows,
  type SeriesContext,
  windowSum,
} from "./read-windows.ts";
import { planOf, shiftOf, windowOf } from "./rules.ts";

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
  const total = knownSum(read, 0, windowSum(read, 0));
  const ranked = rankedSums(read).map(({ values, sums }): RankedTotal => {
    const own = knownSum(read, 0, sums[0]) ?? 0;
    const compared = knownSum(read, 1, sums[1]);
    const change = compared === null ? null : own - compared;
    return {
      key: values.join("|"),
      values,
      total: own,
      share: ratio(own, total),
      compared,
      change,
      changeRatio: ratio(change, compared),
    };
  });
  return {
    ...describeWindow(read, 0),
    total,
    comparedTotal: knownSum(read, 1, windowSum(read, 1)),
    ranked,
    keys: read.ranked,
    compared: read.compared && describeWindow(read, 1),
    asOf: read.asOf,
  };
}

const ratio = (part: number | null, whole: number | null) =>
  part === null || whole === null || whole === 0 ? null : part / whole;

/** A sum of a window; null when nothing is known of it. */
function knownSum(read: ReadWindows, number: 0 | 1, sum: number): number | null {
  const known = number === 0 ? read.known : read.compared?.known;
  return known?.includes(true) ? sum : null;
}
