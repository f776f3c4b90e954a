import { createHash, timingSafeEqual } from "node:crypto";
import type { Database } from "../../database/database.ts";
import type { Actor } from "../../kernel/actor.ts";
import type { Clock } from "../../kernel/clock.ts";
import { Refusal } from "../../kernel/refusal.ts";
import { findKey, touchKey } from "./store.ts";

const shape = /^Bearer +wf_([0-9a-f]{16})_([A-Za-z0-9_-]{43})$/i;
const nobody = createHash("sha256").update("no key has this hash").digest();

/** SHA-256 of a key's secret part, as it is stored. */
export function hashSecret(secret: string): Buffer {
  return createHash("sha256").update(secret).digest();
}

/**
 * Who sends, by `Authorization: Bearer wf_<key id>_<secret>`: one query, a constant-time compare also for unknown ids.
 * @throws Refusal `unauthenticated`, the same for a missing, unknown, wrong, expired or revoked key.
 */
export async function authenticateKey(
  context: { database: Database; clock: Clock },
  authorization: string | undefined,
): Promise<Extract<Actor, { kind: "source" }>> {
  const [, keyId, secret] = shape.exec(authorization ?? "") ?? [];
  if (keyId === undefined || secret === undefined) throw unauthenticated();
  const now = context.clock.now();
  const stored = await findKey(context.database.query, keyId.toLowerCase(), now);
  const same = timingSafeEqual(hashSecret(secret), stored?.secret_hash ?? nobody);
  if (!stored || !same) throw unauthenticated();
  if (!stored.used_lately) await touchKey(context.database.query, keyId.toLowerCase(), now);
  return {
    kind: "source",
    sourceId: stored.source_id,
    sourceName: stored.name,
    keyId: keyId.toLowerCase(),
    scopes: stored.scopes,
  };
}

function unauthenticated(): Refusal {
  return new Refusal("unauthenticated", "Send a valid key as: Authorization: Bearer <key>.");
}
