import { recordDeed } from "../../audit/audit.ts";
import { inTransaction } from "../../database/transaction.ts";
import type { Actor } from "../../kernel/actor.ts";
import { parseOrRefuse } from "../../kernel/parse.ts";
import { Refusal } from "../../kernel/refusal.ts";
import type { AlertsContext } from "../alerts.ts";
import type { Alert } from "../contract.ts";
import { whyNot } from "../refuse-change.ts";
import { requireResponder } from "../rules.ts";
import { appendEntries, findAlert, lockUnresolved } from "../store.ts";
import { sendTo } from "./call-people.ts";
import { addResponderSchema } from "./contract.ts";
import { countCall, insertCall, insertResponder, lockRun } from "./store.ts";

/**
 * Asks one more person to join, whoever has the alert. They are told as their rules say, and their own acknowledgement
 * stops it; it changes nothing of the levels.
 * @throws Refusal `forbidden`, `invalid`, `not_found`, or `conflict` when it is resolved or they were asked before.
 */
export async function addResponder(context: AlertsContext, actor: Actor, input: unknown): Promise<Alert> {
  const { name } = requireResponder(actor);
  const { alertId, personId } = parseOrRefuse(addResponderSchema, input);
  const person = (await context.readResponders()).find((one) => one.personId === personId);
  if (!person) throw new Refusal("not_found", "Nobody on call has this id; choose from the list.", "personId");
  return inTransaction(context, actor, async (write) => {
    const { query, at } = write;
    const alert = await lockUnresolved(query, alertId);
    if (!alert) throw whyNot(await findAlert(query, alertId));
    const run = await lockRun(query, alertId);
    if (!run) throw new Error("an alert has no escalation run");
    if (!(await insertResponder(query, alertId, personId, at))) {
      throw new Refusal("conflict", `${person.name} was asked to join before.`, "personId");
    }
    const call = run.calls + 1;
    const people = [{ personId, person: person.name, by: null }];
    await insertCall(query, { alertId, call, at, people, position: null, askedBy: name });
    await sendTo(context, query, { alert, call, people, at });
    await countCall(query, alertId, call);
    await recordDeed(write, {
      name: "alert.responder_added",
      subject: alertId,
      detail: { number: alert.number, personId },
    });
    write.afterCommit(context.wake);
    return appendEntries(query, alertId, [{ kind: "responder", at, actor, detail: { people: [person.name] } }]);
  });
}
