import { type Kysely, sql } from "kysely";
import type pg from "pg";
import type { IntakeBatch } from "../counting/contract.ts";
import type { Scope } from "../kernel/actor.ts";
import { foldRejections, type RejectionRow } from "./rules.ts";

type Query = Kysely<Record<never, never>>;

/** Inserts the source; `undefined` when the name is taken. */
export async function insertSource(query: Query, name: string, at: number): Promise<number | undefined> {
  const { rows } = await sql<{ source_id: number }>`
    insert into source (name, created_at) values (${name}, ${new Date(at)})
    on conflict (name) do nothing returning source_id`.execute(query);
  return rows[0]?.source_id;
}

export async function insertKey(
  query: Query,
  key: {
    keyId: string;
    sourceId: number;
    scopes: readonly Scope[];
    secretHash: Buffer;
    at: number;
    expiresAt?: number;
  },
): Promise<void> {
  await sql`
    insert into source_key (key_id, source_id, scopes, secret_hash, created_at, expires_at)
    values (${key.keyId}, ${key.sourceId}, ${key.scopes}, ${key.secretHash}, ${new Date(key.at)},
            ${key.expiresAt === undefined ? null : new Date(key.expiresAt)})`.execute(query);
}

/** Revokes the source and all its keys; `undefined` when there is no such source or it is revoked already. */
export async function revokeSourceRow(query: Query, sourceId: number, at: number): Promise<string | undefined> {
  const { rows } = await sql<{ name: string }>`
    update source set revoked_at = ${new Date(at)} where source_id = ${sourceId} and revoked_at is null
    returning name`.execute(query);
  if (rows[0]) {
    await sql`
      update source_key set revoked_at = ${new Date(at)}
      where source_id = ${sourceId} and revoked_at is null`.execute(query);
  }
  return rows[0]?.name;
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

/** Remembers the last use, to the minute: a busy key costs one write a minute. */
export async function touchKey(query: Query, keyId: string, now: number): Promise<void> {
  await sql`
    update source_key set last_used_at = ${new Date(now)} where key_id = ${keyId}`.execute(query);
}

/** Active sources that may send events, by name, each with the event time of its newest event. */
export async function readNewestEvents(
  query: Query,
): Promise<{ source_id: number; name: string; newest_event: Date | null }[]> {
  const { rows } = await sql<{ source_id: number; name: string; newest_event: Date | null }>`
    select s.source_id, s.name, newest.newest_event
    from source s
    left join lateral (
      select b.newest_event from intake_batch b
      where b.source_id = s.source_id and b.newest_event is not null
      order by b.newest_event desc limit 1
    ) newest on true
    where s.revoked_at is null and exists (
      select 1 from source_key k
      where k.source_id = s.source_id and k.revoked_at is null and k.scopes && array['statements', 'events'])
    order by s.name`.execute(query);
  return rows;
}

/** Median gap between a source's batches, ms, within this UTC hour of day over the last 7 days; by source id. */
export async function readMedianGaps(query: Query, now: number): Promise<Map<number, number>> {
  const at = sql`${new Date(now)}::timestamptz`;
  const { rows } = await sql<{ source_id: number; median_gap_ms: number | null }>`
    select source_id, percentile_cont(0.5) within group (order by gap_ms) as median_gap_ms
    from (
      select b.source_id, extract(epoch from b.received_at - lag(b.received_at)
               over (partition by b.source_id, day.hour_start order by b.received_at))::float8 * 1000 as gap_ms
      from generate_series(0, 7) as days_ago
      cross join lateral (select date_trunc('hour', ${at}, 'UTC') - days_ago * interval '24 hours' as hour_start) day
      cross join source s
      join intake_batch b on b.source_id = s.source_id
        and b.received_at >= greatest(day.hour_start, ${at} - interval '7 days')
        and b.received_at < least(day.hour_start + interval '1 hour', ${at})
      where s.revoked_at is null
    ) gaps
    where gap_ms is not null group by source_id`.execute(query);
  return new Map(rows.map((row) => [row.source_id, row.median_gap_ms ?? 0]));
}

/** One row a request of a source: what came, what was counted, what was known, what was refused and why. */
export async function insertIntakeBatches(client: pg.ClientBase, batches: readonly IntakeBatch[]): Promise<void> {
  const inserted = client.query({
    name: "insert-intake-batches",
    text: `insert into intake_batch
             (source_id, intake_batch_id, key_id, received_at, received, accepted, duplicates, rejected, counted,
              aggregates, newest_event)
           select * from unnest($1::int[], $2::uuid[], $3::text[], $4::timestamptz[], $5::int[], $6::int[], $7::int[],
                                $8::int[], $9::bigint[], $10::int[], $11::timestamptz[])`,
    values: [
      batches.map((batch) => batch.sourceId),
      batches.map((batch) => batch.batchId),
      batches.map((batch) => batch.keyId),
      batches.map((batch) => new Date(batch.receivedAt)),
      batches.map((batch) => batch.received),
      batches.map((batch) => batch.accepted),
      batches.map((batch) => batch.duplicates),
      batches.map((batch) => batch.rejections.length),
      batches.map((batch) => batch.counted),
      batches.map((batch) => batch.aggregates),
      batches.map((batch) => (batch.newestEvent === null ? null : new Date(batch.newestEvent))),
    ],
  });
  const reasons = foldRejections(batches);
  await Promise.all([inserted, ...(reasons.length > 0 ? [addRejections(client, reasons)] : [])]);
}

/** Adds refused items to the minute they came in; a source that floods us with rubbish costs a row a reason. */
function addRejections(client: pg.ClientBase, rows: readonly RejectionRow[]): Promise<unknown> {
  return client.query(
    `insert into rejection as known (source_id, minute, key_id, door, field, reason, items, sample_id)
     select * from unnest($1::int[], $2::timestamptz[], $3::text[], $4::text[], $5::text[], $6::text[], $7::bigint[],
                          $8::text[])
     on conflict (source_id, minute, key_id, door, field, reason) do update
     set items = known.items + excluded.items, sample_id = coalesce(known.sample_id, excluded.sample_id)`,
    [
      rows.map((row) => row.sourceId),
      rows.map((row) => new Date(row.minute)),
      rows.map((row) => row.keyId),
      rows.map((row) => row.door),
      rows.map((row) => row.field),
      rows.map((row) => row.reason),
      rows.map((row) => row.items),
      rows.map((row) => row.sampleId),
    ],
  );
}

/** Deletes at most `limit` rows of refused items that came in before a time, epoch ms; returns how many. */
export async function deleteOldRejections(pool: pg.Pool, before: number, limit: number): Promise<number> {
  const { rowCount } = await pool.query(
    `delete from rejection where ctid = any(array(select ctid from rejection where minute < $1 limit $2))`,
    [new Date(before), limit],
  );
  return rowCount ?? 0;
}

/** Deletes at most `limit` batches received before a time, epoch ms, but no source's newest; returns how many. */
export async function deleteOldBatches(pool: pg.Pool, before: number, limit: number): Promise<number> {
  const { rowCount } = await pool.query(
    `with newest as (
       select batch.source_id, batch.intake_batch_id from source cross join lateral (
         select source_id, intake_batch_id from intake_batch
         where source_id = source.source_id and newest_event is not null
         order by newest_event desc limit 1) batch)
     delete from intake_batch where ctid = any(array(
       select ctid from intake_batch
       where received_at < $1 and (source_id, intake_batch_id) not in (select source_id, intake_batch_id from newest)
       limit $2))`,
    [new Date(before), limit],
  );
  return rowCount ?? 0;
}
