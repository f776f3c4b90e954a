import { setTimeout as wait } from "node:timers/promises";
import type { Database } from "../database/database.ts";
import { isUnreachable } from "../database/transaction.ts";
import type { Clock } from "../kernel/clock.ts";
import { sealRows } from "./seal-rows.ts";

const everyMs = 10_000;

export interface SealerLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/**
 * Seals at once and then every ten seconds; each new head is logged, which is the anchor outside the database. Every
 * process of a database has one: they take turns by a lock.
 */
export function startSealer(context: { database: Database; clock: Clock; log: SealerLog }): { close(): Promise<void> } {
  const { log } = context;
  const stopping = new AbortController();
  const { signal } = stopping;
  const sealOnce = async () => {
    try {
      const sealed = await sealRows(context, signal);
      if (sealed) log.info({ ...sealed.head, rows: sealed.rows }, "audit sealed");
    } catch (error) {
      if (!signal.aborted)
        log[isUnreachable(error) ? "warn" : "error"]({ err: error }, "the audit could not be sealed");
    }
  };
  const running = (async () => {
    while (!signal.aborted) {
      await sealOnce();
      await wait(everyMs, undefined, { signal }).catch(() => {});
    }
  })();
  return {
    async close() {
      stopping.abort();
      await running;
    },
  };
}
