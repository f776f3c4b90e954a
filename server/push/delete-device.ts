import { recordDeed } from "../audit/audit.ts";
import { inTransaction } from "../database/transaction.ts";
import type { Actor } from "../kernel/actor.ts";
import { parseOrRefuse } from "../kernel/parse.ts";
import { Refusal } from "../kernel/refusal.ts";
import { type Device, deviceIdSchema } from "./contract.ts";
import type { PushContext } from "./push.ts";
import { requireOwnDevices } from "./record-subscription.ts";
import { deleteSubscription } from "./store.ts";

/** Notifies the person on this device no more. @throws Refusal `forbidden`, `invalid`, `not_found` */
export async function deleteDevice(context: PushContext, actor: Actor, input: unknown): Promise<Pick<Device, "id">> {
  const personId = requireOwnDevices(actor);
  const { id } = parseOrRefuse(deviceIdSchema, input);
  return inTransaction(context, actor, async (write) => {
    if (!(await deleteSubscription(write.query, id, personId))) {
      throw new Refusal("not_found", "You have no such device. Look at the list again.", "id");
    }
    await recordDeed(write, { name: "device.removed", subject: id });
    return { id };
  });
}
