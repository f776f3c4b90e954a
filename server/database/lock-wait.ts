import { sql, type Transaction } from "kysely";

/**
 * Who waits for a whole table to be free stops everyone who comes after, and a backup holds every table for hours. So
 * upkeep gives up after three seconds (55P03) and is tried again later.
 */
const longestWait = "3s";

/** For `onClient`: begins a transaction that waits for locks a short time only. */
export const beginWithShortLockWaits = `begin; set local lock_timeout = '${longestWait}'`;

/** The statements that follow in this transaction wait for locks a short time only. */
export async function waitShortlyForLocks(query: Transaction<Record<never, never>>): Promise<void> {
  await sql`select set_config('lock_timeout', ${longestWait}, true)`.execute(query);
}

/** True when a lock was not to be had in time: PostgreSQL's lock_not_available. */
export function isLockedOut(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "55P03";
}
