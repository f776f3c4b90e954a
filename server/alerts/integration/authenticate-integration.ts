import { createHash } from "node:crypto";
import type { Database } from "../../database/database.ts";
import type { Actor } from "../../kernel/actor.ts";
import { Refusal } from "../../kernel/refusal.ts";
import type { IntegrationKind } from "../contract.ts";
import { findByKeyHash } from "./store.ts";

export type IntegrationActor = Extract<Actor, { kind: "integration" }>;

/** How a key is stored. SHA-256 is enough for 128 random bits. */
export const hashKey = (key: string): Buffer => createHash("sha256").update(key).digest();

/**
 * Whose key this is. The database compares hashes, of which nobody can choose the bytes: its time tells nothing of a key.
 * @throws Refusal `unauthenticated`, the same for a missing, unknown or revoked key and one of another kind.
 */
export async function authenticateIntegration(
  context: { database: Database },
  kind: IntegrationKind,
  key: string | undefined,
): Promise<IntegrationActor> {
  const found = key ? await findByKeyHash(context.database.query, hashKey(key)) : undefined;
  if (!found || found.kind !== kind) {
    throw new Refusal("unauthenticated", `Send the key of an integration of the kind ${kind}.`);
  }
  return { kind: "integration", integrationId: found.id, integrationName: found.name, speaks: kind };
}

/** Narrows to an integration. @throws Refusal `forbidden` otherwise. */
export function requireIntegration(actor: Actor): IntegrationActor {
  if (actor.kind === "integration") return actor;
  throw new Refusal("forbidden", "Only an integration reports events.");
}
