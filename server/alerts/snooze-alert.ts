import { recordDeed } from "../audit/audit.ts";
import { inTransaction } from "../database/transaction.ts";
import type { Actor } from "../kernel/actor.ts";
import { parseOrRefuse } from "../kernel/parse.ts";
import { Refusal } from "../kernel/refusal.ts";
import type { AlertsContext } from "./alerts.ts";
import { type Alert, snoozeSchema } from "./contract.ts";
import { restEscalation } from "./escalation/stop-escalation.ts";
import { whyNot } from "./refuse-change.ts";
import { longestSnoozeMs, requireResponder } from "./rules.ts";
import { appendEvent, findAlert, snoozeUnresolved } from "./store.ts";

/**
 * Lets an alert rest until a time, when its rest ends by itself and, where nobody has it, its calls begin anew; it goes on
 * counting events.
 * @throws Refusal `forbidden`, `invalid`, `not_found`, or `conflict` when it is resolved.
 */
export async function snoozeAlert(context: AlertsContext, actor: Actor, input: unknown): Promise<Alert> {
  requireResponder(actor);
  const { alertId, until } = parseOrRefuse(snoozeSchema, input);
  return inTransaction(context, actor, async (write) => {
    if (until <= write.at) throw new Refusal("invalid", "Choose a time that lies ahead.", "until");
    if (until > write.at + longestSnoozeMs) {
      throw new Refusal("invalid", "An alert rests 7 days at most; choose a sooner time.", "until");
    }
    const alert = await snoozeUnresolved(write.query, alertId, until);
    if (!alert) throw whyNot(await findAlert(write.query, alertId));
    if (alert.state === "open") await restEscalation(write, alertId, until);
    await recordDeed(write, { name: "alert.snoozed", subject: alertId, detail: { number: alert.number, until } });
    await appendEvent(write.query, alert, { kind: "snoozed", at: write.at, actor, detail: { until } });
    write.afterCommit(context.wake);
    return alert;
  });
}
