import type { Database } from "../database/database.ts";
import type { Clock } from "../kernel/clock.ts";
import { insertMeasurement, readDiskUse } from "./store.ts";

/** Writes down how large each table is today (UTC); does nothing where today is written already. */
export async function measureDisk(context: { database: Database; clock: Clock }): Promise<void> {
  const { database, clock } = context;
  const { relations } = await readDiskUse(database.pool);
  await insertMeasurement(database.pool, new Date(clock.now()).toISOString().slice(0, 10), relations);
}
