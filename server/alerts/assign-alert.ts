import { recordDeed } from "../audit/audit.ts";
import { inTransaction } from "../database/transaction.ts";
import type { Actor } from "../kernel/actor.ts";
import { parseOrRefuse } from "../kernel/parse.ts";
import { Refusal } from "../kernel/refusal.ts";
import type { AlertsContext } from "./alerts.ts";
import { type Alert, assignSchema } from "./contract.ts";
import { whyNot } from "./refuse-change.ts";
import { requireResponder } from "./rules.ts";
import { appendEvent, assignUnresolved, findAlert } from "./store.ts";

/**
 * Gives an alert to a person who may act on it, or to nobody.
 * @throws Refusal `forbidden`, `invalid`, `not_found`, or `conflict` when it is resolved.
 */
export async function assignAlert(context: AlertsContext, actor: Actor, input: unknown): Promise<Alert> {
  requireResponder(actor);
  const { alertId, personId } = parseOrRefuse(assignSchema, input);
  const responders = personId === null ? [] : await context.readResponders();
  const person = responders.find((one) => one.personId === personId) ?? null;
  if (personId !== null && person === null) {
    throw new Refusal("not_found", "Nobody on call has this id; choose from the list.", "personId");
  }
  return inTransaction(context, actor, async (write) => {
    const alert = await assignUnresolved(write.query, alertId, person);
    if (!alert) throw whyNot(await findAlert(write.query, alertId));
    const assignee = person?.personId ?? null;
    await recordDeed(write, { name: "alert.assigned", subject: alertId, detail: { number: alert.number, assignee } });
    const detail = { assignee: person?.name ?? null };
    await appendEvent(write.query, alert, { kind: "assigned", at: write.at, actor, detail });
    write.afterCommit(context.wake);
    return alert;
  });
}
