import { type Kysely, sql } from "kysely";
import type pg from "pg";
import type { IntakeBatch } from "../../counting/contract.ts";
import { epochMs } from "../../database/epoch.ts";
import type { RejectedItems, SentBatch } from "../contract.ts";
import { foldRejections, type RejectionRow } from "./rules.ts";

type Query = Kysely<Record<never, never>>;

/** Where a row of refused items stands: its key without the source, minute in epoch milliseconds. */
export type RejectionPlace = readonly [minute: number, keyId: string, door: string, field: string, reason: string];

/** Refused items of a source since `from` (epoch ms) and before a place, newest minute first. */
export async function readRejectionRows(
  query: Query,
  wanted: { sourceId: number; from: number; before: RejectionPlace | null; limit: number },
): Promise<RejectedItems[]> {
  const [minute, ...rest] = wanted.before ?? [];
  const before =
    minute === undefined
      ? sql`true`
      : sql`(r.minute, r.key_id, r.door, r.field, r.reason) < (${sql.join([new Date(minute), ...rest])})`;
  const { rows } = await sql<RejectedItems>`
    select ${epochMs("r.minute")} as minute, r.key_id as "keyId", coalesce(k.label, '') as "keyLabel", r.door,
           r.field, r.reason, r.items, r.sample_id as "sampleId"
    from rejection r left join source_key k using (key_id)
    where r.source_id = ${wanted.sourceId} and r.minute >= ${new Date(wanted.from)} and ${before}
    order by r.minute desc, r.key_id desc, r.door desc, r.field desc, r.reason desc
    limit ${wanted.limit}`.execute(query);
  return rows;
}

/** Where a batch stands: time of receipt in epoch milliseconds, then its id. */
export type BatchPlace = readonly [receivedAt: number, batchId: string];

/** Batches of a source before a place, newest first. */
export async function readBatchRows(
  query: Query,
  wanted: { sourceId: number; before: BatchPlace | null; limit: number },
): Promise<SentBatch[]> {
  const before = wanted.before
    ? sql`(b.received_at, b.intake_batch_id) < (${new Date(wanted.before[0])}, ${wanted.before[1]}::uuid)`
    : sql`true`;
  const { rows } = await sql<SentBatch>`
    select b.intake_batch_id as "batchId", ${epochMs("b.received_at")} as "receivedAt", b.key_id as "keyId",
           coalesce(k.label, '') as "keyLabel", b.received, b.accepted, b.duplicates, b.rejected, b.counted,
           b.aggregates, ${epochMs("b.newest_event")} as "newestEvent", b.voiding_id is not null as voided
    from intake_batch b left join source_key k using (key_id)
    where b.source_id = ${wanted.sourceId} and ${before}
    order by b.received_at desc, b.intake_batch_id desc
    limit ${wanted.limit}`.execute(query);
  return rows;
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
