import { type Kysely, sql } from "kysely";
import type { RejectedItems, SentBatch } from "../contract.ts";

type Query = Kysely<Record<never, never>>;

const milliseconds = (column: string) => sql.raw(`(extract(epoch from ${column}) * 1000)::float8`);

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
    select ${milliseconds("r.minute")} as minute, r.key_id as "keyId", coalesce(k.label, '') as "keyLabel", r.door,
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
    select b.intake_batch_id as "batchId", ${milliseconds("b.received_at")} as "receivedAt", b.key_id as "keyId",
           coalesce(k.label, '') as "keyLabel", b.received, b.accepted, b.duplicates, b.rejected, b.counted,
           b.aggregates, ${milliseconds("b.newest_event")} as "newestEvent", b.voiding_id is not null as voided
    from intake_batch b left join source_key k using (key_id)
    where b.source_id = ${wanted.sourceId} and ${before}
    order by b.received_at desc, b.intake_batch_id desc
    limit ${wanted.limit}`.execute(query);
  return rows;
}
