import type { Actor } from "../../kernel/actor.ts";
import { parseOrRefuse } from "../../kernel/parse.ts";
import { requirePermission } from "../../kernel/permission.ts";
import type { AlertsContext } from "../alerts.ts";
import { alertIdSchema } from "../contract.ts";
import { findAlert } from "../store.ts";
import { seriesKeyOf } from "./check-rules.ts";
import type { Watched } from "./contract.ts";
import { readWatchedSeries } from "./read-watched-series.ts";
import { completeUntil } from "./rules.ts";
import { findWatching } from "./store.ts";

const minuteMs = 60_000;
/** So much is drawn, of which so much lies after the alert once it is there. */
const shownMs = 120 * minuteMs;
const afterMs = 30 * minuteMs;

/**
 * What the rule behind an alert counted around the moment at which it fired; null for an alert of no rule, of a rule that
 * was changed or deleted since, and where nothing is known of that time any more.
 * @throws Refusal `forbidden`, `invalid`.
 */
export async function readWatched(context: AlertsContext, actor: Actor, input: unknown): Promise<Watched | null> {
  requirePermission(actor, "alerts.read");
  const { alertId } = parseOrRefuse(alertIdSchema, input);
  const { query } = context.database;
  const [alert, rule] = await Promise.all([findAlert(query, alertId), findWatching(query, alertId)]);
  if (!alert || !rule || rule.changedAt >= alert.triggeredAt) return null;
  const to = Math.min(completeUntil(context.clock.now()), completeUntil(alert.triggeredAt) + afterMs);
  const from = to - shownMs;
  const { measure, breakdowns, filter, comparison, value } = rule;
  // Of a level the eye wants to see how high it stood, not how often it was measured.
  const shown = measure === "total_users" ? ({ ...rule, comparison: "above" } as const) : rule;
  const { series, nothing } = await readWatchedSeries(context, shown, { from, to });
  const minutes = series.get(seriesKeyOf(rule, alert.dedupKey)) ?? nothing;
  if (minutes.every((count) => count === null)) return null;
  return { measure, breakdowns, filter, comparison, value, minutes: [...minutes], from, firedAt: alert.triggeredAt };
}
