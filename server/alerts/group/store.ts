import { type Kysely, sql } from "kysely";
import { epochMs } from "../../database/epoch.ts";
import type { Occurrence } from "../contract.ts";
import { type Known, occurrenceKey } from "./rules.ts";

type Query = Kysely<Record<never, never>>;
/** A group of one integration. */
export interface Group {
  integrationId: number;
  key: string;
}

/** A peer of the sender may tell of the same group at the same moment: one after the other. */
export async function lockGroup(query: Query, { integrationId, key }: Group): Promise<void> {
  await sql`select pg_advisory_xact_lock(${integrationId}, hashtext(${key}))`.execute(query);
}

export async function readOccurrences(query: Query, { integrationId, key }: Group): Promise<Known> {
  const { rows } = await sql<Occurrence>`
    select fingerprint, ${epochMs("starts_at")} as "startsAt", firing from alert_occurrence
    where integration_id = ${integrationId} and group_key = ${key}`.execute(query);
  return new Map(rows.map((row) => [occurrenceKey(row), row.firing]));
}

/** Puts on record what changed, and forgets what ended before `endedBefore` (epoch ms). */
export async function writeOccurrences(
  query: Query,
  { integrationId, key }: Group,
  changed: readonly Occurrence[],
  { at, endedBefore }: { at: number; endedBefore: number },
): Promise<void> {
  await sql`
    delete from alert_occurrence
    where integration_id = ${integrationId} and group_key = ${key} and not firing
      and seen_at < ${new Date(endedBefore)}`.execute(query);
  const last = new Map(changed.map((one) => [occurrenceKey(one), one]));
  if (last.size === 0) return;
  const rows = [...last.values()];
  await sql`
    insert into alert_occurrence (integration_id, group_key, fingerprint, starts_at, firing, seen_at)
    select ${integrationId}, ${key}, fingerprint, starts_at, firing, ${new Date(at)}
    from unnest(${rows.map((one) => one.fingerprint)}::text[],
                ${rows.map((one) => new Date(one.startsAt))}::timestamptz[],
                ${rows.map((one) => one.firing)}::boolean[]) as given (fingerprint, starts_at, firing)
    on conflict (integration_id, group_key, fingerprint, starts_at)
    do update set firing = excluded.firing, seen_at = excluded.seen_at`.execute(query);
}
