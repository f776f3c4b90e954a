import type { OncallContext } from "../schedule/read-people.ts";
import { receiptsKeptMs } from "./rules.ts";
import { insertReceipts } from "./store.ts";

/** Notes that these endpoints have a delivery which others do not have yet: the next try leaves them out. */
export async function recordReceipts(
  { database, clock }: OncallContext,
  deliveryId: string,
  contactIds: readonly string[],
): Promise<void> {
  const at = clock.now();
  await insertReceipts(database.query, deliveryId, contactIds, { at, keptFrom: at - receiptsKeptMs });
}
