import { type Counting, grainsKeptMs } from "../counting/counting.ts";
import type { Database } from "../database/database.ts";
import type { Clock } from "../kernel/clock.ts";
import { rejectionDays } from "../sources/contract.ts";
import { batchesKeptDays, type OutageCaller } from "../sources/sources.ts";
import { statementKeptMs } from "../takedowns/takedowns.ts";
import type { Chore, DiskForecast, KeptData } from "./contract.ts";
import { createChores } from "./jobs.ts";
import { readDiskForecast } from "./read-disk-forecast.ts";
import { keptData } from "./rules.ts";

export { readDiskForecast } from "./read-disk-forecast.ts";

/** What is kept how long: the chores that see to it, and how much disk it takes. */
export interface Retention {
  chores: readonly Chore[];
  kept: readonly KeptData[];
  /** Looks at every table's size now: some tens of milliseconds, for a page or a command, not for each scrape. */
  readDiskForecast(): Promise<DiskForecast>;
  /** The same, read at most every ten minutes; while the database is away, what was read last. */
  recentDiskForecast(): Promise<DiskForecast | undefined>;
}

export function createRetention(context: {
  database: Database;
  clock: Clock;
  counting: Counting;
  /** Days of receipt whose raw events are kept. */
  rawDays: number;
  /** Whom a source that falls silent is told; by default nobody. */
  callForOutages?: OutageCaller;
}): Retention {
  const read = () => readDiskForecast(context, context.rawDays);
  const kept = keptData({
    rawEvents: context.rawDays * dayMs,
    statements: statementKeptMs,
    requests: batchesKeptDays(context.rawDays) * dayMs,
    refusedItems: rejectionDays * dayMs,
    grains: grainsKeptMs,
  });
  return {
    chores: createChores({ ...context, callForOutages: context.callForOutages ?? (async () => {}) }),
    kept,
    readDiskForecast: read,
    recentDiskForecast: sparing(context.clock, read),
  };
}

const dayMs = 86_400_000;
const sparedMs = 10 * 60_000;

/** Asks again only after a while, whether or not there was an answer. */
function sparing<T>(clock: Clock, read: () => Promise<T>): () => Promise<T | undefined> {
  let askedAt = Number.NEGATIVE_INFINITY;
  let answer: T | undefined;
  let reading = Promise.resolve();
  return async () => {
    const now = clock.now();
    if (Math.abs(now - askedAt) >= sparedMs) {
      askedAt = now;
      reading = read().then(
        (latest) => {
          answer = latest;
        },
        () => {},
      );
    }
    await reading;
    return answer;
  };
}
