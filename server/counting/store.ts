import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { sql, type Transaction } from "kysely";
import type pg from "pg";
import { from as copyFrom } from "pg-copy-streams";
import type { CountableEvent, GaugeMeasurement } from "./contract.ts";

/** A new event with the source that sent it and the request it came in. */
export interface NewEvent {
  sourceId: number;
  batchId: string;
  receivedAt: number;
  event: CountableEvent;
}
export interface NewGauge {
  sourceId: number;
  receivedAt: number;
  measurement: GaugeMeasurement;
}
export interface IdentityKey {
  sourceId: number;
  identity: string;
}

export const identityKey = (key: IdentityKey) => `${key.sourceId}|${key.identity}`;

/** Inserts the identities in the order given and returns those that were new, as `identityKey` strings. */
export async function insertIdentities(client: pg.ClientBase, keys: readonly IdentityKey[]): Promise<Set<string>> {
  const values = [`{${keys.map((key) => key.sourceId).join(",")}}`, `{${keys.map((key) => key.identity).join(",")}}`];
  const { rows } = await client.query<{ source_id: number; identity: string }>({
    name: "insert-identities",
    text: `insert into event_identity (source_id, identity)
           select * from unnest($1::int[], $2::uuid[]) on conflict do nothing
           returning source_id, identity`,
    values,
  });
  return new Set(rows.map((row) => `${row.source_id}|${row.identity}`));
}

/** Takes identities back that this transaction has inserted: an all-or-nothing request met a known one. */
export async function withdrawIdentities(client: pg.ClientBase, keys: readonly IdentityKey[]): Promise<void> {
  await client.query(
    `delete from event_identity stored using unnest($1::int[], $2::uuid[]) as gone (source_id, identity)
     where stored.source_id = gone.source_id and stored.identity = gone.identity`,
    [keys.map((key) => key.sourceId), keys.map((key) => key.identity)],
  );
}

/** Copies the raw events in. Every text is one of a closed enumeration, so nothing needs escaping. */
export async function copyRawEvents(client: pg.ClientBase, events: readonly NewEvent[]): Promise<void> {
  if (events.length === 0) return;
  const lines: string[] = [];
  let received = "";
  let receivedAt = Number.NaN;
  for (const { sourceId, batchId, receivedAt: at, event: e } of events) {
    if (at !== receivedAt) {
      receivedAt = at;
      received = new Date(at).toISOString();
    }
    lines.push(
      `${sourceId}\t${e.identity}\t${batchId}\t${e.kind}\t${new Date(e.eventTime).toISOString()}\t${received}\t${e.timing}\t${e.count}\t${e.category}\t${e.subject}\t${e.effect}\t${e.origin}\t${e.autoDetected}\t${e.autoDecided}\t${e.country}\t${e.keywordClass}\n`,
    );
  }
  const copy = client.query(
    copyFrom(`copy raw_event (source_id, identity, batch_id, kind, event_time, received_at, timing, count, category,
      subject, effect, origin, auto_detected, auto_decided, country, keyword_class) from stdin`),
  );
  await pipeline(Readable.from([lines.join("")]), copy);
}

/** Stores measurements; the newest event time wins when they are read. */
export async function insertGauges(client: pg.ClientBase, gauges: readonly NewGauge[]): Promise<void> {
  if (gauges.length === 0) return;
  await client.query(
    `insert into gauge_measurement (source_id, gauge, scope, event_time, value, identity, received_at)
     select * from unnest($1::int[], $2::text[], $3::text[], $4::timestamptz[], $5::bigint[], $6::uuid[], $7::timestamptz[])`,
    [
      gauges.map((gauge) => gauge.sourceId),
      gauges.map((gauge) => gauge.measurement.gauge),
      gauges.map((gauge) => gauge.measurement.scope),
      gauges.map((gauge) => new Date(gauge.measurement.eventTime).toISOString()),
      gauges.map((gauge) => gauge.measurement.value),
      gauges.map((gauge) => gauge.measurement.identity),
      gauges.map((gauge) => new Date(gauge.receivedAt).toISOString()),
    ],
  );
}

const partitionName = (day: string) => `raw_event_${day.replaceAll("-", "")}`;
const dayText = (time: number) => new Date(time).toISOString().slice(0, 10);
const dayMs = 86_400_000;

/** Makes the raw partitions of the day of `time` (UTC) and of the `ahead` days after it. */
export async function ensureRawPartitions(client: pg.ClientBase, time: number, ahead: number): Promise<void> {
  // Two processes that start together would race in "if not exists"; the lock ends with the transaction.
  await client.query("select pg_advisory_xact_lock(hashtext('watchfloor partitions'))");
  for (let offset = 0; offset <= ahead; offset++) {
    const day = dayText(time + offset * dayMs);
    const next = dayText(time + (offset + 1) * dayMs);
    await client.query(
      `create table if not exists ${partitionName(day)} partition of raw_event for values from ('${day}') to ('${next}')`,
    );
  }
}

/** Days (UTC, `YYYY-MM-DD`) of receipt whose raw events are kept, oldest first. */
export async function rawPartitionDays(client: pg.ClientBase): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `select inhrelid::regclass::text as name from pg_inherits
     where inhparent = 'raw_event'::regclass order by 1`,
  );
  return rows.map(({ name }) => name.slice(-8).replace(/^(\d{4})(\d{2})(\d{2})$/, "$1-$2-$3"));
}

/** Adds a partition's counts to the sealed ones and drops it; returns how many events it held. */
export async function sealRawPartition(transaction: Transaction<Record<never, never>>, day: string): Promise<number> {
  const name = sql.table(partitionName(day));
  await sql`lock table ${name} in access exclusive mode`.execute(transaction);
  await sql`
    insert into sealed_counts as sealed (source_id, kind, event_day, events, n)
    select source_id, kind, (event_time at time zone 'UTC')::date, count(*), sum(count) from ${name} group by 1, 2, 3
    on conflict (source_id, kind, event_day) do update
    set events = sealed.events + excluded.events, n = sealed.n + excluded.n`.execute(transaction);
  const { rows } = await sql<{ events: number }>`select count(*) as events from ${name}`.execute(transaction);
  await sql`drop table ${name}`.execute(transaction);
  return rows[0]?.events ?? 0;
}

export interface TotalUsers {
  measured: number | null;
  measuredAt: number | null;
  createdSince: number;
  deletedSince: number;
  asOf: number;
}

/**
 * The newest worldwide measurement of users, and accounts created and deleted in the minutes after the one it was
 * taken in. Minutes up to the next full hour, hours from there: minute rows are kept 15 days, hour rows 400.
 */
export async function readUsersSinceMeasurement(pool: pg.Pool): Promise<TotalUsers> {
  const { rows } = await pool.query<{
    value: number | null;
    event_time: Date | null;
    created: number;
    deleted: number;
    as_of: Date;
  }>(`
    with newest as (
      select value, event_time, date_trunc('minute', event_time) + interval '1 minute' as from_minute,
             date_trunc('hour', event_time) + interval '1 hour' as from_hour
      from gauge_measurement where gauge = 'total_users' and scope = 'world'
      order by event_time desc, received_at desc, identity limit 1
    ), since as (
      select cube.kind, cube.n from newest
      join source on true
      join content_cube cube on cube.source_id = source.source_id and cube.kind in ('accounts_created', 'accounts_deleted')
        and ((cube.grain = 'minute' and cube.bucket >= newest.from_minute and cube.bucket < newest.from_hour)
          or (cube.grain = 'hour' and cube.bucket >= newest.from_hour))
    )
    select (select value from newest) as value, (select event_time from newest) as event_time,
           coalesce((select sum(n) from since where kind = 'accounts_created'), 0)::bigint as created,
           coalesce((select sum(n) from since where kind = 'accounts_deleted'), 0)::bigint as deleted,
           statement_timestamp() as as_of`);
  const row = rows[0];
  return {
    measured: row?.value ?? null,
    measuredAt: row?.event_time?.getTime() ?? null,
    createdSince: row?.created ?? 0,
    deletedSince: row?.deleted ?? 0,
    asOf: row?.as_of.getTime() ?? 0,
  };
}
