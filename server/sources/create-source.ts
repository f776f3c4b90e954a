import { randomBytes } from "node:crypto";
import { recordDeed } from "../audit/audit.ts";
import type { Database } from "../database/database.ts";
import { inTransaction } from "../database/transaction.ts";
import type { Actor } from "../kernel/actor.ts";
import type { Clock } from "../kernel/clock.ts";
import { parseOrRefuse } from "../kernel/parse.ts";
import { requirePermission } from "../kernel/permission.ts";
import { Refusal } from "../kernel/refusal.ts";
import { hashSecret } from "./authenticate-key.ts";
import { createSourceSchema } from "./contract.ts";
import { insertKey, insertSource } from "./store.ts";

/**
 * Creates a source with its first key. The key is in the answer and nowhere else: only its SHA-256 is stored, which is
 * enough for 256 random bits.
 * @throws Refusal `forbidden`, `invalid`, or `conflict` when the name is taken.
 */
export async function createSource(
  context: { database: Database; clock: Clock },
  actor: Actor,
  input: unknown,
): Promise<{ id: number; key: string }> {
  requirePermission(actor, "sources.manage");
  const { name, scopes, expiresAt } = parseOrRefuse(createSourceSchema, input);
  const keyId = randomBytes(8).toString("hex");
  const secret = randomBytes(32).toString("base64url");
  return inTransaction(context, actor, async (write) => {
    const id = await insertSource(write.query, name, write.at);
    if (id === undefined) throw new Refusal("conflict", "A source with this name exists; choose another name.", "name");
    const key = { keyId, sourceId: id, scopes: [...new Set(scopes)], secretHash: hashSecret(secret), at: write.at };
    await insertKey(write.query, expiresAt === undefined ? key : { ...key, expiresAt });
    await recordDeed(write, {
      name: "source.created",
      subject: String(id),
      detail: { name, key: keyId, scopes: key.scopes.join(",") },
    });
    return { id, key: `wf_${keyId}_${secret}` };
  });
}
