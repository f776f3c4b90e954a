import type { Database } from "../database/database.ts";
import { onClient } from "../database/transaction.ts";
import type { Actor } from "../kernel/actor.ts";
import type { Clock } from "../kernel/clock.ts";
import { bucketOf, type Grain, grainMs } from "../kernel/grains.ts";
import { pruneGrain } from "./cube/store.ts";
import { sealPartition } from "./seal-partition.ts";
import { rawPartitionDays, readMeasuredAt } from "./store.ts";

const dayMs = 86_400_000;
/** 10-second rows 2 hours, minute rows 15 days, hour rows 400 days, day rows for ever (DESIGN 3). */
export const grainsKeptMs = { "10s": 2 * 3_600_000, minute: 15 * dayMs, hour: 400 * dayMs } as const;

/** Seals raw days past their keep; `rawDays`: how many days of receipt stay readable event by event. */
export async function sealOldDays(
  context: { database: Database; clock: Clock },
  rawDays: number,
  signal: AbortSignal,
): Promise<void> {
  const { database, clock } = context;
  const chore: Actor = { kind: "chore", name: "seal-raw-events" };
  const oldest = new Date(clock.now() - rawDays * dayMs).toISOString().slice(0, 10);
  for (const day of await onClient(database, rawPartitionDays)) {
    if (day >= oldest) return;
    signal.throwIfAborted();
    await sealPartition(context, chore, day);
  }
}

/** Deletes the rows of each grain that are past its keep. */
export async function pruneGrains(context: { database: Database; clock: Clock }, signal: AbortSignal): Promise<void> {
  const { database, clock } = context;
  const now = clock.now();
  const measuredAt = (await readMeasuredAt(database.pool)) ?? 0;
  const around = (grain: Grain) => ({
    from: bucketOf(measuredAt, grain),
    to: bucketOf(measuredAt, grain) + grainMs[grain],
  });
  const spared = { "10s": { from: 0, to: 0 }, minute: around("hour"), hour: around("day") };
  for (const grain of ["10s", "minute", "hour"] as const) {
    signal.throwIfAborted();
    await pruneGrain(database.pool, grain, now - grainsKeptMs[grain], spared[grain]);
  }
}

/** Start of the first bucket of a grain that is kept whole, epoch ms. */
export function rowsKeptFrom(grain: Grain, now: number): number {
  return grain === "day" ? 0 : bucketOf(now - grainsKeptMs[grain], grain);
}

/** First UTC day of event time whose minute rows are all kept, epoch ms; earlier days are compared by hour and day. */
export function minuteRowsKeptFrom(now: number): number {
  return Math.ceil((now - grainsKeptMs.minute) / dayMs) * dayMs;
}

/** Like `minuteRowsKeptFrom`, for the hour rows. */
export function hourRowsKeptFrom(now: number): number {
  return Math.ceil((now - grainsKeptMs.hour) / dayMs) * dayMs;
}
