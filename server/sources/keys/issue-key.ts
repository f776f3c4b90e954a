import { randomBytes } from "node:crypto";
import { recordDeed } from "../../audit/audit.ts";
import type { Database } from "../../database/database.ts";
import { inTransaction, type Write } from "../../database/transaction.ts";
import { type Actor, describeActor, type Scope } from "../../kernel/actor.ts";
import type { Clock } from "../../kernel/clock.ts";
import { parseOrRefuse } from "../../kernel/parse.ts";
import { requirePermission } from "../../kernel/permission.ts";
import { type IssuedKey, issueKeySchema } from "../contract.ts";
import { lockActiveSource } from "../revoke-source.ts";
import { hashSecret } from "./authenticate-key.ts";
import { requireAcceptableEnd, requireRoomForKey } from "./rules.ts";
import { countActiveKeys, insertKey } from "./store.ts";

/**
 * Makes another key for a source; times in epoch milliseconds. The key is in the answer and nowhere else.
 * @throws Refusal `forbidden`, `invalid`, `not_found`, or `conflict` when the source is revoked or has 20 active keys.
 */
export async function issueKey(
  context: { database: Database; clock: Clock },
  actor: Actor,
  input: unknown,
): Promise<IssuedKey> {
  requirePermission(actor, "sources.manage");
  const { sourceId, label, scopes, expiresAt = null } = parseOrRefuse(issueKeySchema, input);
  return inTransaction(context, actor, async (write) => {
    await lockActiveSource(write, sourceId, "sourceId");
    requireAcceptableEnd(write.at, expiresAt);
    requireRoomForKey(await countActiveKeys(write.query, sourceId, write.at));
    const issued = await storeNewKey(write, { sourceId, label, scopes, expiresAt });
    await recordDeed(write, {
      name: "key.issued",
      subject: issued.keyId,
      detail: { source: sourceId, label, scopes: issued.scopes.join(","), expiresAt },
    });
    return issued;
  });
}

/** Draws a key and stores its hash: SHA-256 is enough for 256 random bits. Who may, and how many, is up to the verb. */
export async function storeNewKey(
  write: Write,
  wanted: { sourceId: number; label: string; scopes: readonly Scope[]; expiresAt: number | null },
): Promise<IssuedKey> {
  const keyId = randomBytes(8).toString("hex");
  const secret = randomBytes(32).toString("base64url");
  const key = { ...wanted, scopes: [...new Set(wanted.scopes)], keyId };
  const by = describeActor(write.actor).name;
  await insertKey(write.query, { ...key, secretHash: hashSecret(secret), at: write.at, by });
  return { ...key, key: `wf_${keyId}_${secret}` };
}
