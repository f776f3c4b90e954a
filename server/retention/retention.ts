import type { Counting } from "../counting/counting.ts";
import type { Database } from "../database/database.ts";
import type { Clock } from "../kernel/clock.ts";
import type { Chore, DiskForecast } from "./contract.ts";
import { createChores } from "./jobs.ts";
import { readDiskForecast } from "./read-disk-forecast.ts";

export { readDiskForecast } from "./read-disk-forecast.ts";

/** What is kept how long: the chores that see to it, and how much disk it takes. */
export interface Retention {
  chores: readonly Chore[];
  /** Looks at every table's size now: some tens of milliseconds, for a page or a command, not for each scrape. */
  readDiskForecast(): Promise<DiskForecast>;
}

export function createRetention(context: {
  database: Database;
  clock: Clock;
  counting: Counting;
  /** Days of receipt whose raw events are kept. */
  rawDays: number;
}): Retention {
  return {
    chores: createChores(context),
    readDiskForecast: () => readDiskForecast(context, context.rawDays),
  };
}
