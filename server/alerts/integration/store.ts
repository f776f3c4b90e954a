import { type Kysely, sql } from "kysely";
import type { IntegrationKind } from "../contract.ts";

type Query = Kysely<Record<never, never>>;

/** A new integration's id; undefined when its name is taken. */
export async function insertIntegration(
  query: Query,
  given: {
    kind: IntegrationKind;
    name: string;
    policyId: number | null;
    keyHash: Buffer;
    at: number;
    by: string;
  },
): Promise<number | undefined> {
  const { rows } = await sql<{ id: number }>`
    insert into integration (kind, name, policy_id, key_hash, created_at, created_by)
    values (${given.kind}, ${given.name}, ${given.policyId}, ${given.keyHash}, ${new Date(given.at)}, ${given.by})
    on conflict (lower(name)) where revoked_at is null do nothing returning integration_id as id`.execute(query);
  return rows[0]?.id;
}

export async function findByKeyHash(
  query: Query,
  keyHash: Buffer,
): Promise<{ id: number; kind: IntegrationKind; name: string } | undefined> {
  const { rows } = await sql<{ id: number; kind: IntegrationKind; name: string }>`
    select integration_id as id, kind, name from integration
    where key_hash = ${keyHash} and revoked_at is null`.execute(query);
  return rows[0];
}

export async function findIntegration(
  query: Query,
  id: number,
): Promise<{ name: string; revokedAt: Date | null; revokedBy: string | null } | undefined> {
  const { rows } = await sql<{ name: string; revokedAt: Date | null; revokedBy: string | null }>`
    select name, revoked_at as "revokedAt", revoked_by as "revokedBy" from integration
    where integration_id = ${id}`.execute(query);
  return rows[0];
}

/** Its name when it is revoked now; undefined when there is none or it was revoked before. */
export async function revokeRow(
  query: Query,
  id: number,
  by: { at: number; name: string },
): Promise<string | undefined> {
  const { rows } = await sql<{ name: string }>`
    update integration set revoked_at = ${new Date(by.at)}, revoked_by = ${by.name}
    where integration_id = ${id} and revoked_at is null returning name`.execute(query);
  return rows[0]?.name;
}
