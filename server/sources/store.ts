import { type Kysely, sql } from "kysely";
import type pg from "pg";
import type { IntakeBatch } from "../counting/contract.ts";
import { foldRejections, type RejectionRow } from "./rules.ts";

type Query = Kysely<Record<never, never>>;

/** Inserts the source; `undefined` when the name is taken. */
export async function insertSource(query: Query, name: string, at: number): Promise<number | undefined> {
  const { rows } = await sql<{ source_id: number }>`
    insert into source (name, created_at) values (${name}, ${new Date(at)})
    on conflict (name) do nothing returning source_id`.execute(query);
  return rows[0]?.source_id;
}

/** A source, held until the end of the transaction. What it sends meanwhile does not wait: only its own deeds do. */
export async function lockSource(
  query: Query,
  sourceId: number,
): Promise<{ revokedAt: number | null; revokedBy: string | null } | undefined> {
  const { rows } = await sql<{ revoked_at: Date | null; revoked_by: string | null }>`
    select revoked_at, revoked_by from source where source_id = ${sourceId} for no key update`.execute(query);
  return rows[0] && { revokedAt: rows[0].revoked_at?.getTime() ?? null, revokedBy: rows[0].revoked_by };
}

/** Revokes a source that is locked and active; returns its name. Its keys are revoked beside it. */
export async function revokeSourceRow(
  query: Query,
  sourceId: number,
  by: { at: number; name: string },
): Promise<string> {
  const { rows } = await sql<{ name: string }>`
    update source set revoked_at = ${new Date(by.at)}, revoked_by = ${by.name} where source_id = ${sourceId}
    returning name`.execute(query);
  return rows[0]?.name ?? "";
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
