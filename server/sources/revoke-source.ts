import { recordDeed } from "../audit/audit.ts";
import type { Database } from "../database/database.ts";
import { inTransaction } from "../database/transaction.ts";
import type { Actor } from "../kernel/actor.ts";
import type { Clock } from "../kernel/clock.ts";
import { parseOrRefuse } from "../kernel/parse.ts";
import { requirePermission } from "../kernel/permission.ts";
import { Refusal } from "../kernel/refusal.ts";
import { revokeSourceSchema } from "./contract.ts";
import { revokeSourceRow } from "./store.ts";

/**
 * Revokes a source and all its keys; requests that authenticate after the commit get 401. What it sent stays counted.
 * @throws Refusal `forbidden`, `invalid`, or `not_found` when no unrevoked source has the id.
 */
export async function revokeSource(
  context: { database: Database; clock: Clock },
  actor: Actor,
  input: unknown,
): Promise<{ id: number; name: string }> {
  requirePermission(actor, "sources.manage");
  const { id } = parseOrRefuse(revokeSourceSchema, input);
  return inTransaction(context, actor, async (write) => {
    const name = await revokeSourceRow(write.query, id, write.at);
    if (name === undefined) throw new Refusal("not_found", "No active source has this id.", "id");
    await recordDeed(write, { name: "source.revoked", subject: String(id), detail: { name } });
    return { id, name };
  });
}
