import { type Kysely, sql } from "kysely";
import { epochMs } from "../../database/epoch.ts";
import type { Scope } from "../../kernel/actor.ts";
import type { SourceKey } from "../contract.ts";

type Query = Kysely<Record<never, never>>;

/** A new key as it is stored; times in epoch milliseconds. `by` is the name of who made it. */
export interface NewKey {
  keyId: string;
  sourceId: number;
  label: string;
  scopes: readonly Scope[];
  secretHash: Buffer;
  at: number;
  by: string;
  expiresAt: number | null;
}

export async function insertKey(query: Query, key: NewKey): Promise<void> {
  await sql`
    insert into source_key (key_id, source_id, label, scopes, secret_hash, created_at, created_by, expires_at)
    values (${key.keyId}, ${key.sourceId}, ${key.label}, ${key.scopes}, ${key.secretHash}, ${new Date(key.at)},
            ${key.by}, ${key.expiresAt === null ? null : new Date(key.expiresAt)})`.execute(query);
}

export interface StoredKey {
  source_id: number;
  name: string;
  scopes: readonly Scope[];
  secret_hash: Buffer;
  /** Its last use is on record, less than a minute ago. */
  used_lately: boolean;
}

/** The key with its source, if neither is revoked or past its end at `now`. */
export async function findKey(query: Query, keyId: string, now: number): Promise<StoredKey | undefined> {
  const { rows } = await sql<StoredKey>`
    select k.source_id, s.name, k.scopes, k.secret_hash,
           coalesce(k.last_used_at > ${new Date(now - 60_000)}, false) as used_lately
    from source_key k join source s using (source_id)
    where k.key_id = ${keyId} and k.revoked_at is null and s.revoked_at is null
      and (k.expires_at is null or k.expires_at > ${new Date(now)})`.execute(query);
  return rows[0];
}

/** Remembers the last use, to the minute: a busy key costs one write a minute, however many requests come at once. */
export async function touchKey(query: Query, keyId: string, now: number): Promise<void> {
  await sql`
    update source_key set last_used_at = ${new Date(now)}
    where key_id = ${keyId} and (last_used_at is null or last_used_at <= ${new Date(now - 60_000)})`.execute(query);
}

/** A key as lists and verbs see it: everything but its hash; times in epoch milliseconds. */
export interface KeyRow extends Omit<SourceKey, "state"> {
  sourceId: number;
}

const keyColumns = sql`
  key_id as "keyId", source_id as "sourceId", label, scopes, created_by as "createdBy", revoked_by as "revokedBy",
  replaced_by as "replacedBy", ${epochMs("created_at")} as "createdAt", ${epochMs("expires_at")} as "expiresAt",
  ${epochMs("revoked_at")} as "revokedAt", ${epochMs("last_used_at")} as "lastUsedAt"`;

export async function readKey(query: Query, keyId: string): Promise<KeyRow | undefined> {
  const { rows } = await sql<KeyRow>`select ${keyColumns} from source_key where key_id = ${keyId}`.execute(query);
  return rows[0];
}

/** A source's keys, newest first: all that are active at `now`, and at most `ended` of the others. */
export async function readKeysOfSource(query: Query, sourceId: number, now: number, ended: number): Promise<KeyRow[]> {
  const active = sql`revoked_at is null and (expires_at is null or expires_at > ${new Date(now)})`;
  const newestFirst = sql`order by created_at desc, key_id`;
  const { rows } = await sql<KeyRow>`
    (select ${keyColumns} from source_key where source_id = ${sourceId} and ${active} ${newestFirst})
    union all
    (select ${keyColumns} from source_key where source_id = ${sourceId} and not (${active}) ${newestFirst}
     limit ${ended})`.execute(query);
  return rows;
}

export async function countActiveKeys(query: Query, sourceId: number, now: number): Promise<number> {
  const { rows } = await sql<{ active: number }>`
    select count(*)::int as active from source_key
    where source_id = ${sourceId} and revoked_at is null
      and (expires_at is null or expires_at > ${new Date(now)})`.execute(query);
  return rows[0]?.active ?? 0;
}

/** Lets a key end for another to go on; false when it was replaced, revoked or past its end already. */
export async function replaceKey(
  query: Query,
  keyId: string,
  successor: { keyId: string; at: number; endsAt: number },
): Promise<boolean> {
  const { rows } = await sql`
    update source_key set replaced_by = ${successor.keyId}, expires_at = ${new Date(successor.endsAt)}
    where key_id = ${keyId} and replaced_by is null and revoked_at is null
      and (expires_at is null or expires_at > ${new Date(successor.at)})
    returning key_id`.execute(query);
  return rows.length > 0;
}

/** Revokes a key; undefined when there is none or it is revoked already. */
export async function revokeKeyRow(
  query: Query,
  keyId: string,
  by: { at: number; name: string },
): Promise<{ sourceId: number; label: string } | undefined> {
  const { rows } = await sql<{ sourceId: number; label: string }>`
    update source_key set revoked_at = ${new Date(by.at)}, revoked_by = ${by.name}
    where key_id = ${keyId} and revoked_at is null
    returning source_id as "sourceId", label`.execute(query);
  return rows[0];
}

export async function revokeKeysOfSource(
  query: Query,
  sourceId: number,
  by: { at: number; name: string },
): Promise<void> {
  await sql`
    update source_key set revoked_at = ${new Date(by.at)}, revoked_by = ${by.name}
    where source_id = ${sourceId} and revoked_at is null`.execute(query);
}
