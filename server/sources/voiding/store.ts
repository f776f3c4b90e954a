import { sql, type Transaction } from "kysely";
import type { VoidScope } from "../../counting/voiding/contract.ts";

type Query = Transaction<Record<never, never>>;

/**
 * Lists the batches that a voiding concerns and that none has concerned before in the temporary table `voided_batch`
 * (intake_batch_id, received_at), which the transaction's end drops; there may be millions. Returns how many.
 */
export async function stageVoidedBatches(query: Query, scope: VoidScope): Promise<number> {
  await sql`
    create temporary table voided_batch (intake_batch_id uuid primary key, received_at timestamptz not null)
    on commit drop`.execute(query);
  const at = (time: number | undefined) => (time === undefined ? null : new Date(time));
  const { rows } = await sql<{ staged: number }>`
    with staged as (
      insert into voided_batch
      select intake_batch_id, received_at from intake_batch
      where source_id = ${scope.sourceId} and voiding_id is null
        and (${scope.keyId ?? null}::text is null or key_id = ${scope.keyId ?? null})
        and (${scope.batchId ?? null}::uuid is null or intake_batch_id = ${scope.batchId ?? null})
        and (${at(scope.from)}::timestamptz is null or received_at >= ${at(scope.from)})
        and (${at(scope.to)}::timestamptz is null or received_at < ${at(scope.to)})
      returning 1
    ) select count(*) as staged from staged`.execute(query);
  await sql`analyze voided_batch`.execute(query);
  return rows[0]?.staged ?? 0;
}

/** Marks the staged batches as voided, so that no other voiding takes them back again. */
export async function markVoidedBatches(query: Query, sourceId: number, voidingId: number): Promise<void> {
  await sql`
    update intake_batch set voiding_id = ${voidingId} from voided_batch
    where intake_batch.source_id = ${sourceId} and intake_batch.intake_batch_id = voided_batch.intake_batch_id`.execute(
    query,
  );
}
