import { recordDeed } from "../audit/audit.ts";
import type { Database } from "../database/database.ts";
import { inTransaction } from "../database/transaction.ts";
import type { Actor } from "../kernel/actor.ts";
import type { Clock } from "../kernel/clock.ts";
import { parseOrRefuse } from "../kernel/parse.ts";
import { requirePermission } from "../kernel/permission.ts";
import { Refusal } from "../kernel/refusal.ts";
import { createSourceSchema } from "./contract.ts";
import { storeNewKey } from "./keys/issue-key.ts";
import { requireAcceptableEnd } from "./keys/rules.ts";
import { insertSource } from "./store.ts";

/**
 * Creates a source with its first key, which is in the answer and nowhere else.
 * @throws Refusal `forbidden`, `invalid`, or `conflict` when the name is taken.
 */
export async function createSource(
  context: { database: Database; clock: Clock },
  actor: Actor,
  input: unknown,
): Promise<{ id: number; key: string }> {
  requirePermission(actor, "sources.manage");
  const { name, label, scopes, expiresAt = null } = parseOrRefuse(createSourceSchema, input);
  return inTransaction(context, actor, async (write) => {
    requireAcceptableEnd(write.at, expiresAt);
    const id = await insertSource(write.query, name, write.at);
    if (id === undefined) throw new Refusal("conflict", "A source with this name exists; choose another name.", "name");
    const issued = await storeNewKey(write, { sourceId: id, label, scopes, expiresAt });
    await recordDeed(write, {
      name: "source.created",
      subject: String(id),
      detail: { name, key: issued.keyId, scopes: issued.scopes.join(",") },
    });
    return { id, key: issued.key };
  });
}
