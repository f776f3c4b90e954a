import type { Database } from "../../database/database.ts";
import type { Clock } from "../../kernel/clock.ts";
import { findPageDifferences, readOverdue } from "./store.ts";

/** How late a due step or delivery may be before something is wrong with the engine, ms. */
const lateMs = 60_000;

/** What waits longer than it should: the engine stands still, or cannot keep up. Ages in ms, 0 where nothing is late. */
export interface Overdue {
  steps: number;
  deliveries: number;
  oldestMs: number;
}

/** Steps that were not called and deliveries that were not sent, a minute after their time. */
export async function readOverduePages(context: { database: Database; clock: Clock }): Promise<Overdue> {
  return readOverdue(context.database.query, context.clock.now(), lateMs);
}

/**
 * Proves that every open alert has a next step or a reason, that no step is overdue, and that nobody was paged whom
 * neither the policy of the alert nor a person called.
 */
export async function verifyPages(context: {
  database: Database;
  clock: Clock;
}): Promise<{ open: number; deliveries: number; differences: string[] }> {
  const now = context.clock.now();
  const { open, deliveries, differences } = await findPageDifferences(context.database.query, now - lateMs);
  return { open, deliveries, differences };
}
