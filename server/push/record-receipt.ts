import { parseOrRefuse } from "../kernel/parse.ts";
import { actorOf } from "./acknowledge-page.ts";
import { pageTokenSchema } from "./contract.ts";
import type { PushContext } from "./push.ts";

/** The notification of a delivery stands on a screen of its person. A repeat changes nothing. @throws Refusal `invalid`, `forbidden`, `not_found` */
export async function recordReceipt(context: PushContext, input: unknown): Promise<void> {
  const { token } = parseOrRefuse(pageTokenSchema, input);
  const { deliveryId, personId } = context.tokens.open(token, "shown", context.clock.now());
  await context.alerts.recordShown(await actorOf(context, personId), { deliveryId });
}
