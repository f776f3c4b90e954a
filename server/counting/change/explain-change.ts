import type { Actor } from "../../kernel/actor.ts";
import { parseOrRefuse } from "../../kernel/parse.ts";
import { requirePermission } from "../../kernel/permission.ts";
import { isRefusal, Refusal } from "../../kernel/refusal.ts";
import { type Dimension, dimensionsOf } from "../series/contract.ts";
import {
  permissionFor,
  type ReadWindows,
  rankedSums,
  readWindows,
  type SeriesContext,
  windowSum,
} from "../series/read-windows.ts";
import { type Plan, planOf, windowOf } from "../series/rules.ts";
import { type ChangeAnswer, explainChangeSchema } from "./contract.ts";
import { type BeforeAfter, rankExplanations } from "./rules.ts";

const named = 20;
/** As many values as a dimension can have, and sources beyond which none explains much. */
const valuesADimension = 1_000;

/**
 * Which values of which dimensions explain the change of a measure between two windows of one length.
 * @throws Refusal `forbidden`, `invalid`, `too_large` when it takes too long
 */
export async function explainChange(context: SeriesContext, actor: Actor, input: unknown): Promise<ChangeAnswer> {
  const asked = parseOrRefuse(explainChangeSchema, input);
  requirePermission(actor, permissionFor(asked.measure));
  const { measure, filter, grain } = asked;
  const window = windowOf(grain, asked.from, asked.to);
  const shift = window.from - windowOf(grain, asked.before, asked.before + 1).from;
  if (shift <= 0) throw new Refusal("invalid", "before: must lie in an earlier bucket than from", "before");
  const read = (plan: Plan) =>
    readWindows(context, plan, { grain, window, shift, keys: valuesADimension, whole: true });

  const whole = await read(planOf({ measure, breakdowns: [], filter, grain }));
  const [after, before] = [total(whole, 0), total(whole, 1)];
  const byDimension = new Map<Dimension, BeforeAfter[]>();
  const notCounted: Dimension[] = [];
  for (const dimension of dimensionsOf(measure)) {
    // Where only live events count, the timing is one value.
    if (filter[dimension] !== undefined || (dimension === "timing" && grain !== "day")) continue;
    const plan = planIfCounted({ measure, breakdowns: [dimension], filter, grain });
    if (plan === null) notCounted.push(dimension);
    else if (after !== null && before !== null) byDimension.set(dimension, beforeAndAfter(await read(plan)));
  }
  const { moved, dimensions } = rankExplanations(byDimension);
  return {
    from: window.from,
    to: window.to,
    comparedFrom: window.from - shift,
    comparedTo: window.to - shift,
    before,
    after,
    change: after === null || before === null ? null : after - before,
    moved: moved.slice(0, named),
    dimensions,
    notCounted,
    asOf: whole.asOf,
  };
}

function planIfCounted(question: Parameters<typeof planOf>[0]): Plan | null {
  try {
    return planOf(question);
  } catch (error) {
    if (isRefusal(error)) return null;
    throw error;
  }
}

/** The sum of a window; null where a part of it that is past is not known: the rest would look like a change. */
function total(read: ReadWindows, number: 0 | 1): number | null {
  const side = number === 0 ? read : read.compared;
  if (!side) return null;
  const { from, step } = side.window;
  if (side.known.some((isKnown, i) => !isKnown && from + i * step <= read.asOf)) return null;
  return windowSum(read, number);
}

function beforeAndAfter(read: ReadWindows): BeforeAfter[] {
  return rankedSums(read).map(({ values: [value = ""], sums: [after, before] }) => ({ value, before, after }));
}
