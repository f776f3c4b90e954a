import type { Actor } from "../kernel/actor.ts";
import { parseOrRefuse } from "../kernel/parse.ts";
import { requirePermission } from "../kernel/permission.ts";
import { Refusal } from "../kernel/refusal.ts";
import type { AlertsContext } from "./alerts.ts";
import { type AlertPage, alertNumberSchema } from "./contract.ts";
import { readAlert } from "./read-alert.ts";
import { findAlertId } from "./store.ts";

/** One alert by the number that people say and notifications show. @throws Refusal `forbidden`, `invalid`, `not_found` */
export async function findAlertByNumber(context: AlertsContext, actor: Actor, input: unknown): Promise<AlertPage> {
  requirePermission(actor, "alerts.read");
  const { number } = parseOrRefuse(alertNumberSchema, input);
  const alertId = await findAlertId(context.database.query, Number(number.slice(2)));
  if (alertId === undefined) throw new Refusal("not_found", "No alert has this number.", "number");
  return readAlert(context, actor, { alertId });
}
