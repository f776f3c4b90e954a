import { recordDeed } from "../../audit/audit.ts";
import type { Database } from "../../database/database.ts";
import { inTransaction, type Write } from "../../database/transaction.ts";
import type { Actor } from "../../kernel/actor.ts";
import type { Clock } from "../../kernel/clock.ts";
import { parseOrRefuse } from "../../kernel/parse.ts";
import { requirePermission } from "../../kernel/permission.ts";
import { Refusal } from "../../kernel/refusal.ts";
import { type RotatedKey, rotateKeySchema } from "../contract.ts";
import { lockActiveSource } from "../revoke-source.ts";
import { storeNewKey } from "./issue-key.ts";
import { endOfReplaced, endOfSuccessor, requireRoomForKey, stateOf, utcMinute } from "./rules.ts";
import { countActiveKeys, type KeyRow, readKey, replaceKey } from "./store.ts";

/**
 * Replaces a key by a new one with its label, scopes and length of life; the old one goes on for the grace period. What
 * is sent by either is the same event: identity hangs on the source.
 * @throws Refusal `forbidden`, `invalid`, `not_found`, or `conflict` that says who replaced or revoked it before.
 */
export async function rotateKey(
  context: { database: Database; clock: Clock },
  actor: Actor,
  input: unknown,
): Promise<RotatedKey> {
  requirePermission(actor, "sources.manage");
  const { keyId, graceHours } = parseOrRefuse(rotateKeySchema, input);
  return inTransaction(context, actor, async (write) => {
    const found = await readKey(write.query, keyId);
    if (!found) throw new Refusal("not_found", "No key has this id. Look it up in the list of keys.", "keyId");
    await lockActiveSource(write, found.sourceId, "keyId");
    const old = await requireReplaceable(write, keyId);
    const endsAt = endOfReplaced(write.at, old.expiresAt, graceHours);
    const active = await countActiveKeys(write.query, old.sourceId, write.at);
    requireRoomForKey(endsAt > write.at ? active : active - 1);
    const { sourceId, label, scopes } = old;
    const issued = await storeNewKey(write, { sourceId, label, scopes, expiresAt: endOfSuccessor(write.at, old) });
    const replaced = await replaceKey(write.query, keyId, { keyId: issued.keyId, at: write.at, endsAt });
    if (!replaced) {
      await requireReplaceable(write, keyId);
      throw new Refusal("conflict", "This key was changed a moment ago. Look at it again.", "keyId");
    }
    const detail = { source: sourceId, successor: issued.keyId, endsAt, expiresAt: issued.expiresAt };
    await recordDeed(write, { name: "key.rotated", subject: keyId, detail });
    return { ...issued, replaced: { keyId, endsAt } };
  });
}

/** The key as it is now. @throws Refusal `conflict` when it was replaced, is revoked or past its end. */
async function requireReplaceable(write: Write, keyId: string): Promise<KeyRow> {
  const key = await readKey(write.query, keyId);
  if (!key) throw new Refusal("not_found", "No key has this id. Look it up in the list of keys.", "keyId");
  const successor = key.replacedBy === null ? undefined : await readKey(write.query, key.replacedBy);
  if (successor) {
    const { createdBy, createdAt } = successor;
    const deed = `${createdBy ?? "Somebody"} replaced this key by ${successor.keyId} at ${utcMinute(createdAt)}`;
    throw new Refusal("conflict", `${deed}. Use that one, or rotate it.`, "keyId");
  }
  if (key.revokedAt !== null) throw revokedBefore(key.revokedBy, key.revokedAt);
  if (stateOf(write.at, key) === "expired") {
    throw new Refusal(
      "conflict",
      `This key ended at ${utcMinute(key.expiresAt ?? write.at)}. Issue a new one.`,
      "keyId",
    );
  }
  return key;
}

/** Who revoked the key before, and when (epoch milliseconds). */
export function revokedBefore(by: string | null, at: number): Refusal {
  return new Refusal("conflict", `${by ?? "Somebody"} revoked this key at ${utcMinute(at)}. Issue a new one.`, "keyId");
}
