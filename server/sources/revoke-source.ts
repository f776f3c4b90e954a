import { recordDeed } from "../audit/audit.ts";
import type { Database } from "../database/database.ts";
import { inTransaction, type Write } from "../database/transaction.ts";
import { type Actor, describeActor } from "../kernel/actor.ts";
import type { Clock } from "../kernel/clock.ts";
import { parseOrRefuse } from "../kernel/parse.ts";
import { requirePermission } from "../kernel/permission.ts";
import { Refusal } from "../kernel/refusal.ts";
import { revokeSourceSchema } from "./contract.ts";
import { utcMinute } from "./keys/rules.ts";
import { revokeKeysOfSource } from "./keys/store.ts";
import { lockSource, revokeSourceRow } from "./store.ts";

/**
 * Revokes a source and all its keys; requests that authenticate after the commit get 401. What it sent stays counted.
 * @throws Refusal `forbidden`, `invalid`, `not_found`, or `conflict` that says who revoked it before.
 */
export async function revokeSource(
  context: { database: Database; clock: Clock },
  actor: Actor,
  input: unknown,
): Promise<{ id: number; name: string }> {
  requirePermission(actor, "sources.manage");
  const { id } = parseOrRefuse(revokeSourceSchema, input);
  return inTransaction(context, actor, async (write) => {
    const by = { at: write.at, name: describeActor(actor).name };
    await lockActiveSource(write, id, "id");
    const name = await revokeSourceRow(write.query, id, by);
    await revokeKeysOfSource(write.query, id, by);
    await recordDeed(write, { name: "source.revoked", subject: String(id), detail: { name } });
    return { id, name };
  });
}

/**
 * Holds a source until the end of the transaction: its keys change one deed after the other. Its senders do not wait.
 * @throws Refusal `not_found`, or `conflict` that says who revoked it.
 */
export async function lockActiveSource(write: Write, sourceId: number, field: string): Promise<void> {
  const source = await lockSource(write.query, sourceId);
  if (!source) throw new Refusal("not_found", "No source has this id. Look it up in the list of sources.", field);
  if (source.revokedAt === null) return;
  const deed = `${source.revokedBy ?? "Somebody"} revoked this source at ${utcMinute(source.revokedAt)}`;
  throw new Refusal("conflict", `${deed}. Create a new source under another name.`, field);
}
