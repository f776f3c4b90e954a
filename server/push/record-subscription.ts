import { recordDeed } from "../audit/audit.ts";
import { inTransaction } from "../database/transaction.ts";
import type { Actor } from "../kernel/actor.ts";
import { parseOrRefuse } from "../kernel/parse.ts";
import { requirePermission } from "../kernel/permission.ts";
import { Refusal } from "../kernel/refusal.ts";
import { type Device, devicesAtMost, subscribeSchema } from "./contract.ts";
import type { PushContext } from "./push.ts";
import { deviceIdOf, isPoint } from "./rules.ts";
import { countOtherDevices, deleteSubscription, writeSubscription } from "./store.ts";

/**
 * Lets a browser notify the person who is signed in there, and nobody else from now on. The same again changes nothing.
 * @throws Refusal `forbidden`, `invalid` for keys that are none and addresses that nothing is sent to, `conflict` when
 * there are many
 */
export async function recordSubscription(
  context: PushContext,
  actor: Actor,
  input: unknown,
): Promise<Pick<Device, "id">> {
  const personId = requireOwnDevices(actor);
  const { endpoint, keys, label, replaces } = parseOrRefuse(subscribeSchema, input);
  if (!isPoint(keys.p256dh)) throw new Refusal("invalid", "keys.p256dh: not a key of a browser", "keys.p256dh");
  await context.outbound.check(endpoint).catch((fault: unknown) => {
    throw new Refusal("invalid", `endpoint: ${sentenceOf(fault)}`, "endpoint");
  });
  const id = deviceIdOf(endpoint);
  return inTransaction(context, actor, async (write) => {
    const before =
      replaces === undefined || replaces === id ? undefined : await deleteSubscription(write.query, replaces, personId);
    if ((await countOtherDevices(write.query, personId, id)) >= devicesAtMost) {
      throw new Refusal("conflict", `You have ${devicesAtMost} devices. Remove one that you no longer use.`);
    }
    const { publicKey: applicationKey } = context.keys;
    const device = {
      deviceId: id,
      personId,
      endpoint,
      ...keys,
      label: before?.label ?? label,
      applicationKey,
      at: write.at,
    };
    const isNew = await writeSubscription(write.query, device);
    if (isNew) await recordDeed(write, { name: "device.subscribed", subject: id });
    return { id };
  });
}

/** Id of the person who asks for what is their own. @throws Refusal `forbidden` */
export function requireOwnDevices(actor: Actor): string {
  requirePermission(actor, "oncall.override");
  if (actor.kind !== "person") throw new Refusal("forbidden", "Only people are notified.");
  return actor.personId;
}

/** Why nothing is sent to an address; the guard's words hold nothing of the address itself. */
export const sentenceOf = (fault: unknown) =>
  fault instanceof Error && fault.name === "OutboundFault" ? fault.message : "nothing can be sent there";
