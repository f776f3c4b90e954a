import type { Actor } from "../kernel/actor.ts";
import { parseOrRefuse } from "../kernel/parse.ts";
import { requirePermission } from "../kernel/permission.ts";
import type { AlertsContext } from "./alerts.ts";
import { type AlertPage, alertIdSchema } from "./contract.ts";
import { readDeliveries } from "./delivery/store.ts";
import { readEscalation } from "./escalation/store.ts";
import { whyNot } from "./refuse-change.ts";
import { findAlert, readDetails, readTimeline } from "./store.ts";

const entriesShown = 100;
const deliveriesShown = 200;

/** One alert with its details and the newest of its timeline. @throws Refusal `forbidden`, `invalid`, `not_found`. */
export async function readAlert(context: AlertsContext, actor: Actor, input: unknown): Promise<AlertPage> {
  requirePermission(actor, "alerts.read");
  const { alertId } = parseOrRefuse(alertIdSchema, input);
  const { query } = context.database;
  const alert = await findAlert(query, alertId);
  if (!alert) throw whyNot(undefined);
  const [details, timeline, escalation, deliveries] = await Promise.all([
    readDetails(query, alertId),
    readTimeline(query, alertId, entriesShown),
    readEscalation(query, alertId),
    readDeliveries(query, alertId, deliveriesShown),
  ]);
  return { alert, details, timeline, entries: timeline[0]?.sequence ?? 0, escalation, deliveries };
}
