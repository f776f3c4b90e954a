import type { Database } from "../database/database.ts";
import type { Clock } from "../kernel/clock.ts";
import type { ChainState } from "./contract.ts";
import { readHead, readWaiting } from "./store.ts";

/** The chain's head and what waits: two short reads, for a page or a scrape. */
export async function readChain(context: { database: Database; clock: Clock }): Promise<ChainState> {
  const { pool } = context.database;
  const [head, waiting] = await Promise.all([readHead(pool), readWaiting(pool)]);
  return {
    head: head && { sequence: head.sequence, hash: head.hash.toString("hex") },
    waiting: waiting.rows,
    waitingMs: waiting.oldest === null ? null : Math.max(0, context.clock.now() - waiting.oldest),
  };
}
