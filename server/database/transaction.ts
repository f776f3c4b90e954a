import { setTimeout as wait } from "node:timers/promises";
import type { Transaction } from "kysely";
import type { Actor } from "../kernel/actor.ts";
import type { Clock } from "../kernel/clock.ts";
import { Refusal } from "../kernel/refusal.ts";
import type { Database } from "./database.ts";

/** An open transaction, with who writes and when. Deed, audit and announcement go through the same one. */
export interface Write {
  query: Transaction<Record<never, never>>;
  actor: Actor;
  /** Business time of the write, epoch milliseconds: one instant for everything in the transaction. */
  at: number;
  /** Runs after a successful commit; for hints to readers, never for what must not be lost. */
  afterCommit(hint: () => void): void;
}

const attempts = 5;
// deadlock_detected, serialization_failure: PostgreSQL asks for the whole transaction again.
const retryable = new Set(["40P01", "40001"]);

/** True for errors after which the same transaction may succeed when run again from its start. */
export function isRetryable(error: unknown): boolean {
  return error instanceof Error && "code" in error && typeof error.code === "string" && retryable.has(error.code);
}

/**
 * Runs `attempt` up to five times with jitter while PostgreSQL answers deadlock or serialization failure.
 * @throws Refusal `unavailable` when the last attempt fails so; any other error as it is.
 */
export async function retrying<T>(attempt: () => Promise<T>): Promise<T> {
  for (let n = 1; ; n++) {
    try {
      return await attempt();
    } catch (error) {
      if (!isRetryable(error)) throw error;
      if (n === attempts) throw new Refusal("unavailable", "The database is busy; send the same request again.");
      await wait(Math.random() * 20 * 2 ** n);
    }
  }
}

/** One transaction for one deed: everything commits together or not at all; hints run after the commit. */
export function inTransaction<T>(
  context: { database: Database; clock: Clock },
  actor: Actor,
  work: (write: Write) => Promise<T>,
): Promise<T> {
  return retrying(async () => {
    const hints: (() => void)[] = [];
    const result = await context.database.query
      .transaction()
      .execute((query) => work({ query, actor, at: context.clock.now(), afterCommit: (hint) => hints.push(hint) }));
    for (const hint of hints) hint();
    return result;
  });
}
