import { sql, type Transaction } from "kysely";
import type pg from "pg";
import { type Grain, grainMs } from "../kernel/grains.ts";
import type { GaugeMeasurement, Kind } from "./contract.ts";
import type { PlacedEvent } from "./cube/rules.ts";

/** A new event with the source that sent it and the request it came in. */
export interface NewEvent extends PlacedEvent {
  batchId: string;
  receivedAt: number;
}
export interface NewGauge {
  sourceId: number;
  batchId: string;
  receivedAt: number;
  measurement: GaugeMeasurement;
}
/** An identity holds its source in its hash, so it is unique without it; the table leads with the source (DESIGN 2). */
export interface IdentityKey {
  sourceId: number;
  identity: string;
}

/** Inserts the identities in the order given and returns those that were new. */
export async function insertIdentities(client: pg.ClientBase, keys: readonly IdentityKey[]): Promise<Set<string>> {
  const values = [`{${keys.map((key) => key.sourceId).join(",")}}`, `{${keys.map((key) => key.identity).join(",")}}`];
  // One value instead of a row an identity: reading thousands of rows would cost more than inserting them.
  const { rows } = await client.query<{ inserted: string | null }>({
    name: "insert-identities",
    text: `with inserted as (
             insert into event_identity (source_id, identity)
             select * from unnest($1::int[], $2::uuid[]) on conflict do nothing
             returning identity)
           select string_agg(identity::text, ',') as inserted from inserted`,
    values,
  });
  return new Set(rows[0]?.inserted?.split(","));
}

/** True when the event was stored once, however long ago. */
export async function hasIdentity(pool: pg.Pool, key: IdentityKey): Promise<boolean> {
  const { rows } = await pool.query({
    name: "has-identity",
    text: "select 1 from event_identity where source_id = $1 and identity = $2",
    values: [key.sourceId, key.identity],
  });
  return rows.length > 0;
}

/** Takes identities back that this transaction has inserted: an all-or-nothing request met a known one. */
export async function withdrawIdentities(client: pg.ClientBase, keys: readonly IdentityKey[]): Promise<void> {
  await client.query(
    `delete from event_identity stored using unnest($1::int[], $2::uuid[]) as gone (source_id, identity)
     where stored.source_id = gone.source_id and stored.identity = gone.identity`,
    [keys.map((key) => key.sourceId), keys.map((key) => key.identity)],
  );
}

/**
 * Stores raw events. Their dimensions are the three cell numbers (content_cell, method_cell, place_cell say which);
 * the few that a side cube counts, too, keep what it counted them by. Resolves when all are sent and stored.
 */
export function insertRawEvents(client: pg.ClientBase, events: readonly NewEvent[]): Promise<unknown> {
  const isPlain = ({ event }: NewEvent) => !event.about && !event.territories?.length;
  const plain = events.filter(isPlain);
  const sent = plain.length > 0 ? [insertPlainEvents(client, plain)] : [];
  if (plain.length < events.length) {
    sent.push(
      insertEventsOfSideCubes(
        client,
        events.filter((event) => !isPlain(event)),
      ),
    );
  }
  return Promise.all(sent);
}

const rawColumns =
  "source_id, identity, batch_id, event_time, received_at, count, content_cell, method_cell, place_cell";
const rawValues = `source_id, identity, batch_id, to_timestamp(event_time / 1000.0), to_timestamp(received_at / 1000.0),
                  count, content_cell, method_cell, place_cell`;
const rawArrays =
  "$1::int[], $2::uuid[], $3::uuid[], $4::bigint[], $5::bigint[], $6::int[], $7::int[], $8::int[], $9::int[]";

function insertPlainEvents(client: pg.ClientBase, events: readonly NewEvent[]): Promise<unknown> {
  return client.query({
    name: "insert-raw-events",
    text: `insert into raw_event (${rawColumns}) select ${rawValues} from unnest(${rawArrays}) as new (${rawColumns})`,
    values: rawLiterals(events),
  });
}

function insertEventsOfSideCubes(client: pg.ClientBase, events: readonly NewEvent[]): Promise<unknown> {
  const more = "territories, decision_identity, decision_day";
  return client.query({
    name: "insert-raw-events-of-side-cubes",
    text: `insert into raw_event (${rawColumns}, ${more})
           select ${rawValues}, string_to_array(territories, ','), decision_identity, decision_day
           from unnest(${rawArrays}, $10::text[], $11::uuid[], $12::date[]) as new (${rawColumns}, ${more})`,
    values: [
      ...rawLiterals(events),
      events.map(({ event }) => (event.territories?.length ? event.territories.join(",") : null)),
      events.map(({ event }) => event.about?.decisionIdentity ?? null),
      events.map(({ event }) => event.about?.decisionDay ?? null),
    ],
  });
}

/** Numbers and identities only, so nothing to escape. */
function rawLiterals(events: readonly NewEvent[]): string[] {
  const literal = (pick: (event: NewEvent) => number | string) => `{${events.map(pick).join(",")}}`;
  return [
    literal(({ sourceId }) => sourceId),
    literal(({ event }) => event.identity),
    literal(({ batchId }) => batchId),
    literal(({ event }) => event.eventTime),
    literal(({ receivedAt }) => receivedAt),
    literal(({ event }) => event.count),
    literal(({ cells }) => cells.content),
    literal(({ cells }) => cells.method),
    literal(({ cells }) => cells.place),
  ];
}

/** Stores measurements; the newest event time wins when they are read. */
export function insertGauges(client: pg.ClientBase, gauges: readonly NewGauge[]): Promise<unknown> {
  return client.query(
    `insert into gauge_measurement (source_id, gauge, scope, event_time, value, identity, received_at, batch_id)
     select * from unnest($1::int[], $2::text[], $3::text[], $4::timestamptz[], $5::bigint[], $6::uuid[],
                          $7::timestamptz[], $8::uuid[])`,
    [
      gauges.map((gauge) => gauge.sourceId),
      gauges.map((gauge) => gauge.measurement.gauge),
      gauges.map((gauge) => gauge.measurement.scope),
      gauges.map((gauge) => new Date(gauge.measurement.eventTime).toISOString()),
      gauges.map((gauge) => gauge.measurement.value),
      gauges.map((gauge) => gauge.measurement.identity),
      gauges.map((gauge) => new Date(gauge.receivedAt).toISOString()),
      gauges.map((gauge) => gauge.batchId),
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
    // Even "if not exists" locks the parent, and everything that inserts would queue behind it.
    const { rows } = await client.query<{ there: boolean }>("select to_regclass($1) is not null as there", [
      partitionName(day),
    ]);
    if (rows[0]?.there) continue;
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

/** Adds a partition's counts to the sealed ones and drops it; returns how many events it held, null when there is none. */
export async function sealRawPartition(
  transaction: Transaction<Record<never, never>>,
  day: string,
): Promise<number | null> {
  const name = sql.table(partitionName(day));
  // One sealer at a time, and none beside a reconciliation: both lock this table before they touch a partition.
  await sql`lock table sealed_counts in share row exclusive mode`.execute(transaction);
  const found = await sql<{ there: boolean }>`
    select to_regclass(${partitionName(day)}) is not null as there`.execute(transaction);
  if (!found.rows[0]?.there) return null;
  await sql`
    insert into sealed_counts as sealed (source_id, kind, event_day, events, n, identities)
    select source_id, kind, (event_time at time zone 'UTC')::date, sum(sign(count)), sum(count),
           count(*) filter (where count > 0)
    from ${name} join content_cell on cell = content_cell group by 1, 2, 3
    on conflict (source_id, kind, event_day) do update
    set events = sealed.events + excluded.events, n = sealed.n + excluded.n,
        identities = sealed.identities + excluded.identities`.execute(transaction);
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

const newestMeasurement = `
  select value, event_time from gauge_measurement where gauge = 'total_users' and scope = 'world' and voiding_id is null
  order by event_time desc, received_at desc, identity limit 1`;

/** A measurement of users worldwide; epoch ms. */
export interface UsersMeasurement {
  at: number;
  value: number;
}

/**
 * The newest worldwide measurement of users in each bucket between two times, epoch ms, and the newest before them, oldest
 * first: of two at one time the one that counts as the newest of all would.
 */
export async function readUsersMeasurements(
  pool: pg.Pool,
  { grain, from, to }: { grain: Grain; from: number; to: number },
): Promise<UsersMeasurement[]> {
  const { rows } = await pool.query<{ value: number; event_time: Date }>(
    `with world as (
       select value, event_time, received_at, identity from gauge_measurement
       where gauge = 'total_users' and scope = 'world' and voiding_id is null
     )
     (select value, event_time from world where event_time < $1
      order by event_time desc, received_at desc, identity limit 1)
     union all
     (select distinct on (date_bin($3::interval, event_time, '1970-01-01Z')) value, event_time
      from world where event_time >= $1 and event_time < $2
      order by date_bin($3::interval, event_time, '1970-01-01Z'), event_time desc, received_at desc, identity)
     order by event_time`,
    [new Date(from), new Date(to), `${grainMs[grain]} milliseconds`],
  );
  return rows.map(({ value, event_time }) => ({ at: event_time.getTime(), value }));
}

/** When users were last measured worldwide, epoch ms. */
export async function readMeasuredAt(pool: pg.Pool): Promise<number | null> {
  const { rows } = await pool.query<{ event_time: Date }>(newestMeasurement);
  return rows[0]?.event_time.getTime() ?? null;
}

/**
 * The newest worldwide measurement of users, and accounts created and deleted in the minutes after the one it was
 * taken in: minutes up to the next full hour, hours up to the next UTC day, days from there.
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
      select value, event_time, date_trunc('minute', event_time, 'UTC') + interval '1 minute' as from_minute,
             date_trunc('hour', event_time, 'UTC') + interval '1 hour' as from_hour,
             date_trunc('day', event_time, 'UTC') + interval '24 hours' as from_day
      from (${newestMeasurement}) measurement
    ), since as (
      select cell.kind, cube.n from newest
      join source on true
      join content_cube cube on cube.source_id = source.source_id
        and ((cube.grain = 60 and cube.bucket >= newest.from_minute and cube.bucket < newest.from_hour)
          or (cube.grain = 3600 and cube.bucket >= newest.from_hour and cube.bucket < newest.from_day)
          or (cube.grain = 86400 and cube.bucket >= newest.from_day))
      join content_cell cell on cell.cell = cube.cell and cell.kind in ('accounts_created', 'accounts_deleted')
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

const netOfCell = "sum(case cell.kind when 'accounts_created' then cube.n else -cube.n end)::bigint as net";

/** Accounts created less those deleted, by the number of the point; a point in which none was is left out. */
export async function sumNetAccounts(
  pool: pg.Pool,
  grain: Grain,
  { from, to, step }: { from: number; to: number; step: number },
): Promise<Map<number, number>> {
  const { rows } = await pool.query<{ point: number; net: number }>(
    `select floor(date_part('epoch', cube.bucket - $2::timestamptz) / $4)::int as point, ${netOfCell}
     from source join content_cube cube on cube.source_id = source.source_id
       and cube.grain = $1 and cube.bucket >= $2 and cube.bucket < $3
     join content_cell cell on cell.cell = cube.cell and cell.kind in ('accounts_created', 'accounts_deleted')
     group by 1`,
    [grainMs[grain] / 1000, new Date(from), new Date(to), step / 1000],
  );
  return new Map(rows.map(({ point, net }) => [point, net]));
}

/**
 * Accounts created less those deleted between two whole minutes, epoch ms: by the day where a day lies wholly between
 * them, by the hour and the minute at both ends, as the figure of now is summed.
 */
export async function sumNetAccountsBetween(pool: pg.Pool, from: number, to: number): Promise<number> {
  const { rows } = await pool.query<{ net: number | null }>(
    `with edges as (
       select $1::timestamptz as starts, date_trunc('hour', $1::timestamptz + interval '1 hour - 1 microsecond', 'UTC') as from_hour,
              date_trunc('day', $1::timestamptz + interval '24 hours - 1 microsecond', 'UTC') as from_day,
              date_trunc('day', $2::timestamptz, 'UTC') as to_day, date_trunc('hour', $2::timestamptz, 'UTC') as to_hour,
              $2::timestamptz as ends
     )
     select ${netOfCell}
     from edges cross join source join content_cube cube on cube.source_id = source.source_id
       and ((cube.grain = 60 and cube.bucket >= starts and cube.bucket < least(from_hour, ends))
         or (cube.grain = 60 and cube.bucket >= greatest(to_hour, from_hour) and cube.bucket < ends)
         or (cube.grain = 3600 and cube.bucket >= from_hour and cube.bucket < least(from_day, to_hour))
         or (cube.grain = 3600 and cube.bucket >= greatest(to_day, from_day) and cube.bucket < to_hour)
         or (cube.grain = 86400 and cube.bucket >= from_day and cube.bucket < to_day))
     join content_cell cell on cell.cell = cube.cell and cell.kind in ('accounts_created', 'accounts_deleted')`,
    [new Date(from), new Date(to)],
  );
  return rows[0]?.net ?? 0;
}

/** What was counted of one kind that a source sent. */
export interface CountOfSource {
  sourceId: number;
  kind: Kind;
  n: number;
}

/** What each source sent of each kind, by event time from an hour on (epoch ms). */
export async function readCountsOfSources({ pool }: { pool: pg.Pool }, fromHour: number): Promise<CountOfSource[]> {
  const { rows } = await pool.query<CountOfSource>(
    `select cube.source_id as "sourceId", kind, sum(n)::bigint as n
     from source join content_cube cube
       on cube.source_id = source.source_id and cube.grain = 3600 and cube.bucket >= $1
     join content_cell using (cell) group by 1, 2`,
    [new Date(fromHour)],
  );
  return rows;
}
