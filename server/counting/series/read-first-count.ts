import { onClient } from "../../database/transaction.ts";
import type { Actor } from "../../kernel/actor.ts";
import { requirePermission } from "../../kernel/permission.ts";
import type { SeriesContext } from "./read-windows.ts";
import { readFirstBucket } from "./store.ts";

/**
 * Start of the first UTC day in which anything was counted, epoch ms; null before the first event.
 * @throws Refusal `forbidden`
 */
export async function readFirstCount(
  context: Pick<SeriesContext, "database">,
  actor: Actor,
): Promise<{ first: number | null }> {
  requirePermission(actor, "now.read");
  return { first: await onClient(context.database, (client) => readFirstBucket(client, "day")) };
}
