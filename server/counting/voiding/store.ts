import { type RawBuilder, sql, type Transaction } from "kysely";
import { grainMs } from "../../kernel/grains.ts";
import { cubes } from "../cube/rules.ts";
import type { VoidEffect, Voiding, VoidScope } from "./contract.ts";

type Query = Transaction<Record<never, never>>;

/** One voiding at a time, none beside a sealer or a reconciliation. To be taken before anything is read. */
export async function lockStoredCounts(query: Query): Promise<void> {
  await sql`lock table sealed_counts in share row exclusive mode`.execute(query);
}

export async function sourceExists(query: Query, sourceId: number): Promise<boolean> {
  const { rows } = await sql`select from source where source_id = ${sourceId}`.execute(query);
  return rows.length > 0;
}

/** First UTC day of receipt (`YYYY-MM-DD`) whose events are still there, when the source has older, sealed ones. */
export async function readUnsealedFrom(query: Query, sourceId: number): Promise<string | null> {
  const { rows } = await sql<{ sealed: boolean; oldest: string | null }>`
    select exists (select from sealed_counts where source_id = ${sourceId} and events <> 0) as sealed,
           (select min(inhrelid::regclass::text) from pg_inherits where inhparent = 'raw_event'::regclass) as oldest`.execute(
    query,
  );
  const [row] = rows;
  if (!row?.sealed) return null;
  return row.oldest?.slice(-8).replace(/^(\d{4})(\d{2})(\d{2})$/, "$1-$2-$3") ?? null;
}

/** Copies the events of the staged batches to the temporary table `voided_event`. */
export async function gatherVoidedEvents(query: Query, sourceId: number): Promise<void> {
  await sql`create temporary table voided_event (like raw_event) on commit drop`.execute(query);
  await sql`
    insert into voided_event
    select event.* from raw_event event join voided_batch on intake_batch_id = batch_id
    where source_id = ${sourceId} and count > 0
      and event.received_at >= (select min(received_at) from voided_batch)
      and event.received_at <= (select max(received_at) from voided_batch)`.execute(query);
  await sql`analyze voided_event`.execute(query);
}

/** What taking back the gathered events comes to; with `wholeSource` the sealed ones, too. */
export async function measureEffect(
  query: Query,
  sourceId: number,
  wholeSource: boolean,
): Promise<Omit<VoidEffect, "batches">> {
  const { rows } = await sql<{ events: number; counted: number; first: Date | null; last: Date | null }>`
    with sealed as (
      select coalesce(sum(events), 0) as events, coalesce(sum(n), 0) as n from sealed_counts
      where source_id = ${sourceId} and ${wholeSource}
    )
    select (select events from sealed)::bigint + count(*) as events,
           ((select n from sealed) + coalesce(sum(count), 0))::bigint as counted,
           min(event_time) as first, max(event_time) as last
    from voided_event`.execute(query);
  const [row] = rows;
  return {
    events: row?.events ?? 0,
    counted: row?.counted ?? 0,
    firstEvent: row?.first?.getTime() ?? null,
    lastEvent: row?.last?.getTime() ?? null,
  };
}

export async function insertVoiding(
  query: Query,
  voiding: { scope: VoidScope; reason: string; at: number; by: string; effect: VoidEffect },
): Promise<number> {
  const { scope, effect } = voiding;
  const at = (time: number | null | undefined) => (time === null || time === undefined ? null : new Date(time));
  const { rows } = await sql<{ voiding_id: number }>`
    insert into voiding (source_id, key_id, intake_batch_id, received_from, received_to, reason, voided_at, voided_by,
                         batches, events, n, first_event, last_event)
    values (${scope.sourceId}, ${scope.keyId ?? null}, ${scope.batchId ?? null}, ${at(scope.from)}, ${at(scope.to)},
            ${voiding.reason}, ${at(voiding.at)}, ${voiding.by}, ${effect.batches}, ${effect.events},
            ${effect.counted}, ${at(effect.firstEvent)}, ${at(effect.lastEvent)})
    returning voiding_id`.execute(query);
  return rows[0]?.voiding_id ?? 0;
}

/** A table of counts: what its rows are keyed by beside the source, and the same sums made from raw events. */
interface Tally {
  table: string;
  keys: readonly string[];
  /** The rows of the table that are meant: of one grain, or all. */
  only: RawBuilder<unknown>;
  sums(events: RawBuilder<unknown>): RawBuilder<unknown>;
}

const totals = sql`sum(sign(count))::bigint as events, sum(count)::bigint as n`;

/** In the order in which the intake takes its locks, so that the two never wait for each other in a circle. */
const tallies: readonly Tally[] = [
  ...(["content", "method", "place"] as const).flatMap((cube) =>
    (["10s", "minute", "hour", "day"] as const)
      .filter((grain) => grain !== "10s" || cubes[cube].finest === "10s")
      .map((grain): Tally => {
        const seconds = sql.lit(grainMs[grain] / 1000);
        return {
          table: `${cube}_cube`,
          keys: ["bucket", "cell"],
          only: sql`grain = ${seconds}`,
          sums: (events) => sql`
            select to_timestamp(floor(extract(epoch from event_time) / ${seconds}) * ${seconds}) as bucket,
                   ${sql.ref(`${cube}_cell`)} as cell, ${totals}
            from ${events} group by 1, 2`,
        };
      }),
  ),
  {
    table: "territory_cube",
    keys: ["kind", "bucket", "timing", "effect", "territory"],
    only: sql`true`,
    sums: (events) => sql`
      select kind, date_trunc('day', event_time, 'UTC') as bucket, timing, effect, territory, ${totals}
      from ${events} join content_cell on cell = content_cell cross join unnest(territories) as territory
      group by 1, 2, 3, 4, 5`,
  },
  {
    table: "cohort_cube",
    keys: ["decision_day", "cell"],
    only: sql`true`,
    sums: (events) => sql`
      select decision_day, content_cell as cell, ${totals} from ${events} where decision_day is not null group by 1, 2`,
  },
];

/** Takes the gathered events out of every table of counts. Rows of grains that are dropped by now are left out. */
export async function takeFromCubes(query: Query, sourceId: number): Promise<void> {
  for (const tally of tallies) await take(query, sourceId, tally, tally.sums(sql`voided_event`));
}

/** Takes out what is left of a source in the tables of counts beyond its raw events: what sealed days had brought. */
export async function takeSealedFromCubes(query: Query, sourceId: number): Promise<void> {
  const raw = sql`(select * from raw_event where source_id = ${sourceId}) raw`;
  for (const tally of tallies) {
    const keys = sql.raw(tally.keys.join(", "));
    await take(
      query,
      sourceId,
      tally,
      sql`
        select ${keys}, known.events - coalesce(raw.events, 0) as events, known.n - coalesce(raw.n, 0) as n
        from ${sql.table(tally.table)} known left join (${tally.sums(raw)}) raw using (${keys})
        where source_id = ${sourceId} and ${tally.only}
          and (known.events, known.n) is distinct from (coalesce(raw.events, 0), coalesce(raw.n, 0))`,
    );
  }
  await sql`update sealed_counts set events = 0, n = 0 where source_id = ${sourceId}`.execute(query);
}

async function take(query: Query, sourceId: number, tally: Tally, taken: RawBuilder<unknown>): Promise<void> {
  const table = sql.table(tally.table);
  const keys = sql.raw(tally.keys.join(", "));
  const known = sql.raw(tally.keys.map((key) => `known.${key}`).join(", "));
  const match = sql.raw(tally.keys.map((key) => `known.${key} = taken.${key}`).join(" and "));
  // The locks first, in the order of the key: an update takes them in the order of its plan.
  await sql`
    select count(*) from (
      select 1 from ${table} known join (${taken}) taken using (${keys})
      where known.source_id = ${sourceId} and ${tally.only} order by ${known} for update of known
    ) locked`.execute(query);
  await sql`
    update ${table} known set events = known.events - taken.events, n = known.n - taken.n, rev = known.rev + 1
    from (${taken}) taken
    where known.source_id = ${sourceId} and ${tally.only} and ${match}`.execute(query);
}

/** Adds a compensating row beside each gathered event, in its partition: the two are sealed together. */
export async function compensateRawEvents(query: Query): Promise<void> {
  await sql`
    insert into raw_event (source_id, identity, batch_id, event_time, received_at, count, content_cell, method_cell,
                           place_cell, territories, decision_identity, decision_day)
    select source_id, identity, batch_id, event_time, received_at, -count, content_cell, method_cell, place_cell,
           territories, decision_identity, decision_day
    from voided_event`.execute(query);
}

/** Voids the measurements of the staged batches, or all of a source. Returns how many. */
export async function voidGauges(
  query: Query,
  sourceId: number,
  voidingId: number,
  wholeSource: boolean,
): Promise<number> {
  const { numAffectedRows } = await sql`
    update gauge_measurement set voiding_id = ${voidingId}
    where source_id = ${sourceId} and voiding_id is null
      and (${wholeSource} or batch_id in (select intake_batch_id from voided_batch))`.execute(query);
  return Number(numAffectedRows ?? 0);
}

interface VoidingRecord {
  voiding_id: number;
  source_id: number;
  name: string;
  key_id: string | null;
  intake_batch_id: string | null;
  received_from: Date | null;
  received_to: Date | null;
  reason: string;
  voided_at: Date;
  voided_by: string;
  batches: number;
  events: number;
  n: number;
  first_event: Date | null;
  last_event: Date | null;
}

/** Voidings of events that happened at or after `from` (epoch ms), newest first, at most 200. */
export async function selectVoidings(
  query: Pick<Query, "getExecutor">,
  from: number,
  voidingId: number | null = null,
): Promise<Voiding[]> {
  const { rows } = await sql<VoidingRecord>`
    select voiding.*, source.name from voiding join source using (source_id)
    where coalesce(last_event, voided_at) >= ${new Date(from)}
      and (${voidingId}::int is null or voiding_id = ${voidingId})
    order by voiding_id desc limit 200`.execute(query);
  return rows.map((row) => ({
    id: row.voiding_id,
    sourceId: row.source_id,
    sourceName: row.name,
    keyId: row.key_id,
    batchId: row.intake_batch_id,
    from: row.received_from?.getTime() ?? null,
    to: row.received_to?.getTime() ?? null,
    reason: row.reason,
    voidedAt: row.voided_at.getTime(),
    voidedBy: row.voided_by,
    batches: row.batches,
    events: row.events,
    counted: row.n,
    firstEvent: row.first_event?.getTime() ?? null,
    lastEvent: row.last_event?.getTime() ?? null,
  }));
}
