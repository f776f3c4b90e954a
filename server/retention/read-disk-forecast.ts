import type { Database } from "../database/database.ts";
import type { Clock } from "../kernel/clock.ts";
import { rejectionDays } from "../sources/contract.ts";
import { batchesKeptDays } from "../sources/sources.ts";
import { statementKeptMs } from "../takedowns/takedowns.ts";
import type { DiskForecast } from "./contract.ts";
import { forecastDisk } from "./rules.ts";
import { readDiskUse, readMeasurements } from "./store.ts";

const dayMs = 86_400_000;
const historyDays = 30;
const dayOf = (time: number) => new Date(time).toISOString().slice(0, 10);

/**
 * How large each table is now and will be, from the sizes of the last 30 days. `rawDays`: days that raw events are
 * kept. The cubes hold rows of every age and count as kept for ever.
 */
export async function readDiskForecast(
  context: { database: Database; clock: Clock },
  rawDays: number,
): Promise<DiskForecast> {
  const { database, clock } = context;
  const today = clock.now();
  const [now, measurements] = await Promise.all([
    readDiskUse(database.pool),
    readMeasurements(database.pool, dayOf(today - historyDays * dayMs), dayOf(today)),
  ]);
  const keptDays = new Map([
    ["raw_event", rawDays],
    ["statement", statementKeptMs / dayMs],
    ["rejection", rejectionDays],
    ["intake_batch", batchesKeptDays(rawDays)],
  ]);
  return forecastDisk(now, measurements, keptDays);
}
