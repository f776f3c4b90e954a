import type { Actor } from "../kernel/actor.ts";
import type { OwnDevices } from "./contract.ts";
import type { PushContext } from "./push.ts";
import { requireOwnDevices } from "./record-subscription.ts";
import { readDevices } from "./store.ts";

/** The own devices, and what a browser subscribes with. @throws Refusal `forbidden` */
export async function readOwnDevices(context: PushContext, actor: Actor): Promise<OwnDevices> {
  const personId = requireOwnDevices(actor);
  const { publicKey: applicationKey } = context.keys;
  return { applicationKey, devices: await readDevices(context.database.query, personId, applicationKey) };
}

/** Whether a page by this channel would reach a device of the person, in a sentence. */
export async function tellReach(context: PushContext, personId: string): Promise<{ reaches: boolean; words: string }> {
  const { length } = await readDevices(context.database.query, personId, context.keys.publicKey);
  if (length === 0) return { reaches: false, words: "no device is subscribed" };
  return { reaches: true, words: length === 1 ? "1 device" : `${length} devices` };
}
