import { inTransaction } from "../../database/transaction.ts";
import type { Actor } from "../../kernel/actor.ts";
import { parseOrRefuse } from "../../kernel/parse.ts";
import { Refusal } from "../../kernel/refusal.ts";
import type { AlertsContext } from "../alerts.ts";
import { engine } from "../escalation/call-people.ts";
import { lockAlert } from "../store.ts";
import { shownSchema } from "./contract.ts";
import { noteDelivery, passOn } from "./record-result.ts";
import { findDelivery, findUnseen, writeShown, writeUnseen } from "./store.ts";

/**
 * The person's own page was painted where they could see it. A repeat changes nothing.
 * @throws Refusal `invalid`, or `not_found` for a delivery that is not theirs.
 */
export async function recordShown(context: AlertsContext, actor: Actor, input: unknown): Promise<void> {
  const { deliveryId } = parseOrRefuse(shownSchema, input);
  await inTransaction(context, actor, async (write) => {
    const found = await findDelivery(write.query, deliveryId);
    if (actor.kind !== "person" || found?.personId !== actor.personId) {
      throw new Refusal("not_found", "No page of yours has this id.", "deliveryId");
    }
    if (found.alertId) await lockAlert(write.query, found.alertId);
    if (await writeShown(write.query, deliveryId, write.at)) await noteDelivery(context, write, deliveryId, "shown");
  });
}

/** Pages that were accepted and that nobody saw in time: whoever is next is told now. How many. */
export async function recordUnseen(context: AlertsContext): Promise<number> {
  const unseen = await findUnseen(context.database.query, context.clock.now(), 50);
  for (const deliveryId of unseen) {
    await inTransaction(context, engine, async (write) => {
      const found = await findDelivery(write.query, deliveryId);
      if (found?.alertId) await lockAlert(write.query, found.alertId);
      if (!(await writeUnseen(write.query, deliveryId, write.at))) return;
      await passOn(write, deliveryId, "unseen");
      await noteDelivery(context, write, deliveryId, "unseen");
    });
  }
  return unseen.length;
}
