import type { Database } from "../database/database.ts";
import type { Clock } from "../kernel/clock.ts";
import { rejectionDays } from "./contract.ts";
import { deleteOldBatches, deleteOldRejections } from "./intake/store.ts";

const dayMs = 86_400_000;
/** So many rows a statement: short transactions that nothing waits for. */
const rowsAtOnce = 5_000;

/** Days that requests are remembered: as long as their raw events, and two days more for what was sealed late. */
export function batchesKeptDays(rawDays: number): number {
  return rawDays + 2;
}

/**
 * Forgets refused items and requests past their keep. Each source's batch with the newest event stays for ever: it is
 * what tells how fresh the source is.
 */
export async function pruneIntake(
  context: { database: Database; clock: Clock },
  rawDays: number,
  signal: AbortSignal,
): Promise<void> {
  const { pool } = context.database;
  const now = context.clock.now();
  const rejectionsFrom = now - rejectionDays * dayMs;
  const batchesFrom = now - batchesKeptDays(rawDays) * dayMs;
  await untilNoneIsLeft(signal, () => deleteOldRejections(pool, rejectionsFrom, rowsAtOnce));
  await untilNoneIsLeft(signal, () => deleteOldBatches(pool, batchesFrom, rowsAtOnce));
}

async function untilNoneIsLeft(signal: AbortSignal, deleteSome: () => Promise<number>): Promise<void> {
  while ((await deleteSome()) === rowsAtOnce) signal.throwIfAborted();
}
