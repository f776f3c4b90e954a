import { inTransaction } from "../database/transaction.ts";
import type { Actor } from "../kernel/actor.ts";
import { parseOrRefuse } from "../kernel/parse.ts";
import { isRefusal, Refusal } from "../kernel/refusal.ts";
import { type PageAcknowledged, pageTokenSchema } from "./contract.ts";
import type { PushContext } from "./push.ts";
import { tokenForMs } from "./rules.ts";
import { markUsed, wasUsed } from "./store.ts";

/**
 * Acknowledges an alert from its notification, as the person whom it called, if they still may. The token works once.
 * @throws Refusal `invalid`, `forbidden`, `not_found`, or `conflict` that says who was first
 */
export async function acknowledgePage(context: PushContext, input: unknown): Promise<PageAcknowledged> {
  const now = context.clock.now();
  const grant = context.tokens.open(parseOrRefuse(pageTokenSchema, input).token, "acknowledge", now);
  const actor = await actorOf(context, grant.personId);
  if (grant.alertId === null) throw new Refusal("forbidden", "This notification is about no single alert. Open it.");
  if (await wasUsed(context.database.query, grant.deliveryId)) {
    throw new Refusal("conflict", "This notification was used already. Open the alert to see who has it.");
  }
  // Marked after the deed: a process that dies between the two must not leave a person who pressed in vain.
  const use = () =>
    inTransaction(context, actor, ({ query }) => markUsed(query, grant.deliveryId, now + tokenForMs, now));
  try {
    const alert = await context.alerts.acknowledge(actor, { alertId: grant.alertId });
    await use();
    return { number: alert.number, by: alert.acknowledged?.by ?? actor.name };
  } catch (error) {
    if (isRefusal(error) && error.code === "conflict") await use();
    throw error;
  }
}

/** The person as they stand now. @throws Refusal `forbidden` when they are suspended or gone */
export async function actorOf(context: PushContext, personId: string): Promise<Extract<Actor, { kind: "person" }>> {
  const person = (await context.readStandings(context.database.query)).find(({ id }) => id === personId);
  if (person?.state !== "active") throw new Refusal("forbidden", "You may not act here any more.");
  return { kind: "person", personId, name: person.name, roles: person.roles };
}
