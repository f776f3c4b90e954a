import { setTimeout as wait } from "node:timers/promises";
import { sql, type Transaction } from "kysely";
import type pg from "pg";
import { type Actor, describeActor } from "../kernel/actor.ts";
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

const unreachable = new Set(
  "ECONNREFUSED ECONNRESET ENOENT EPIPE ETIMEDOUT EHOSTUNREACH ENOTFOUND EAI_AGAIN 57P01 57P02 57P03 53300".split(" "),
);

/** True when the connection was lost or could not be made: whether the transaction committed is not known. */
export function isUnreachable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if ("code" in error && typeof error.code === "string") {
    return unreachable.has(error.code) || error.code.startsWith("08");
  }
  return /connection terminated|timeout exceeded when trying to connect|client has encountered a connection error/i.test(
    error.message,
  );
}

const attempts = 5;
// deadlock_detected, serialization_failure: PostgreSQL asks for the whole transaction again.
const retryable = new Set(["40P01", "40001"]);

/** True for errors after which the same transaction may succeed when run again from its start. */
function isRetryable(error: unknown): boolean {
  return error instanceof Error && "code" in error && typeof error.code === "string" && retryable.has(error.code);
}

/**
 * Runs `attempt` up to five times with jitter while PostgreSQL answers deadlock or serialization failure.
 * @throws Refusal `unavailable` when the last attempt fails so or the database is gone; any other error as it is.
 */
export async function retrying<T>(attempt: () => Promise<T>): Promise<T> {
  for (let n = 1; ; n++) {
    try {
      return await attempt();
    } catch (error) {
      if (isUnreachable(error)) {
        throw new Refusal("unavailable", "The database cannot be reached; send the same request again.");
      }
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
    const at = context.clock.now();
    const result = await context.database.query.transaction().execute(async (query) => {
      // The triggers on better-auth's tables read who acts; it ends with the transaction.
      const acting = JSON.stringify({ ...describeActor(actor), at });
      await sql`select set_config('watchfloor.acting', ${acting}, true)`.execute(query);
      return work({ query, actor, at, afterCommit: (hint) => hints.push(hint) });
    });
    for (const hint of hints) hint();
    return result;
  });
}

/** One transaction on a plain client, for COPY and prepared statements; `begin` may name an isolation level. */
export async function onClient<T>(
  database: Database,
  work: (client: pg.ClientBase) => Promise<T>,
  begin = "begin",
): Promise<T> {
  const client = await database.pool.connect();
  let broken = false;
  try {
    await client.query(begin);
    const result = await work(client);
    await client.query("commit");
    return result;
  } catch (error) {
    // A client whose rollback fails is in an unknown state: the pool must not hand it out again.
    await client.query("rollback").catch(() => {
      broken = true;
    });
    throw error;
  } finally {
    client.release(broken);
  }
}

/**
 * Waits for all. What follows a failed statement fails with in_failed_sql_transaction and may be heard of first: such a
 * rejection would hide the deadlock or the missing partition that it follows from.
 */
async function allOrFirstFault(sent: readonly Promise<unknown>[]): Promise<void> {
  const outcomes = await Promise.allSettled(sent);
  const faults = outcomes.filter((outcome) => outcome.status === "rejected").map(({ reason }) => reason as unknown);
  if (faults.length > 0) throw faults.find((fault) => !isConsequence(fault)) ?? faults[0];
}

const isConsequence = (error: unknown) => error instanceof Error && "code" in error && error.code === "25P02";

/**
 * One transaction whose last statements are sent at once, commit included: PostgreSQL works through them while this
 * process does something else. `work` returns the promises of what it has sent and not awaited, and the result to read
 * when all of them have come.
 */
export async function inPipeline<T>(
  database: Database,
  work: (client: pg.ClientBase) => Promise<{ sent: readonly Promise<unknown>[]; result: () => T }>,
): Promise<T> {
  const client = await database.pipeline.connect();
  let broken = false;
  try {
    const begun = client.query("begin");
    begun.catch(() => {});
    const { sent, result } = await work(client);
    // After a failed statement PostgreSQL turns the commit into a rollback; the failure itself rejects here.
    await allOrFirstFault([begun, ...sent, client.query("commit")]);
    return result();
  } catch (error) {
    await client.query("rollback").catch(() => {
      broken = true;
    });
    throw error;
  } finally {
    client.release(broken);
  }
}
