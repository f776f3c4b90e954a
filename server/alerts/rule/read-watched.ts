import type { Actor } from "../../kernel/actor.ts";
import { parseOrRefuse } from "../../kernel/parse.ts";
import { requirePermission } from "../../kernel/permission.ts";
import type { AlertsContext } from "../alerts.ts";
import { alertIdSchema } from "../contract.ts";
import { findAlert } from "../store.ts";
import type { Watched } from "./contract.ts";
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
  const minutes = await context.readMinutes({ ...rule, from, to });
  if (minutes.every((count) => count === null)) return null;
  const { measure, filter, comparison, value } = rule;
  return { measure, filter, comparison, value, minutes, from, firedAt: alert.triggeredAt };
}
