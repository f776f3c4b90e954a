import { recordDeed } from "../../audit/audit.ts";
import type { Database } from "../../database/database.ts";
import { inTransaction } from "../../database/transaction.ts";
import { type Actor, describeActor } from "../../kernel/actor.ts";
import type { Clock } from "../../kernel/clock.ts";
import { parseOrRefuse } from "../../kernel/parse.ts";
import { requirePermission } from "../../kernel/permission.ts";
import { Refusal } from "../../kernel/refusal.ts";
import { revokeKeySchema } from "../contract.ts";
import { revokedBefore } from "./rotate-key.ts";
import { readKey, revokeKeyRow } from "./store.ts";

/**
 * Revokes one key for good: the next request gets 401, on connections that are open too. What it sent stays counted.
 * @throws Refusal `forbidden`, `invalid`, `not_found`, or `conflict` that says who revoked it before.
 */
export async function revokeKey(
  context: { database: Database; clock: Clock },
  actor: Actor,
  input: unknown,
): Promise<{ keyId: string; sourceId: number; label: string }> {
  requirePermission(actor, "sources.manage");
  const { keyId } = parseOrRefuse(revokeKeySchema, input);
  return inTransaction(context, actor, async (write) => {
    const by = { at: write.at, name: describeActor(actor).name };
    const revoked = await revokeKeyRow(write.query, keyId, by);
    if (!revoked) {
      const key = await readKey(write.query, keyId);
      if (key?.revokedAt) throw revokedBefore(key.revokedBy, key.revokedAt);
      throw new Refusal("not_found", "No key has this id. Look it up in the list of keys.", "keyId");
    }
    const { sourceId, label } = revoked;
    await recordDeed(write, { name: "key.revoked", subject: keyId, detail: { source: sourceId, label } });
    return { keyId, sourceId, label };
  });
}
