import type { Database } from "../database/database.ts";
import { onClient } from "../database/transaction.ts";
import type { Clock } from "../kernel/clock.ts";
import { grainMs } from "../kernel/grains.ts";
import { countCells } from "./combined/count-cells.ts";
import { readCombinedStart } from "./combined/store.ts";
import type { CubeName } from "./contract.ts";
import { hourRowsKeptFrom, minuteRowsKeptFrom } from "./jobs.ts";
import {
  cohortCounts,
  cubeCounts,
  type DayCount,
  type DayRange,
  identityCounts,
  keepSealersOut,
  storedCounts,
} from "./reconciliation/store.ts";

export interface Reconciliation {
  /** Events stored in the range, raw and sealed. */
  events: number;
  /** What they stand for by the day grain of the content cube: the sum of their `count`. */
  counted: number;
  rows_read: number;
  differences: string[];
}

const names: readonly CubeName[] = ["content", "method", "place"];

/**
 * Proves in one REPEATABLE READ transaction that for each source, kind and event day raw + sealed = minute (where
 * kept) = hour (where kept) = day in every cube, in events and in `count`; and identities = raw + sealed + measured; and that
 * reversals and appeals are the same number by the day of their decision.
 */
export function reconcileCounts(
  context: { database: Database; clock: Clock },
  range: DayRange,
): Promise<Reconciliation> {
  const now = context.clock.now();
  return onClient(
    context.database,
    async (client) => {
      await keepSealersOut(client);
      const stored = await storedCounts(client, range);
      const result: Reconciliation = { events: 0, counted: 0, rows_read: 0, differences: [] };
      for (const { events, rows } of stored) {
        result.events += events;
        result.rows_read += rows;
      }
      for (const cube of names) {
        for (const grain of ["minute", "hour", "day"] as const) {
          const kept = grain === "minute" ? minuteRowsKeptFrom(now) : grain === "hour" ? hourRowsKeptFrom(now) : 0;
          const counted = await cubeCounts(client, cube, grainMs[grain] / 1000, range);
          for (const { rows, n } of counted) {
            result.rows_read += rows;
            if (cube === "content" && grain === "day") result.counted += n;
          }
          const comparable = (count: DayCount) => Date.parse(count.day) >= kept;
          compare(`${cube} ${grain}`, stored.filter(comparable), counted.filter(comparable), result.differences);
        }
      }
      const starts = await readCombinedStart(client);
      for (const grain of ["hour", "day"] as const) {
        const counted = await countCells(client, grain, range);
        for (const { rows } of counted) result.rows_read += rows;
        const kept = Math.max(starts, grain === "hour" ? hourRowsKeptFrom(now) : 0);
        const comparable = (count: DayCount) => Date.parse(count.day) >= kept;
        compare(`combined ${grain}`, stored.filter(comparable), counted.filter(comparable), result.differences);
      }
      if (range.from === null && range.to === null) {
        const { identities, stored: expected } = await identityCounts(client);
        result.rows_read += identities;
        if (identities !== expected) result.differences.push(`identities: ${identities}, stored: ${expected}`);
        const { cohorts, counted } = await cohortCounts(client);
        for (const { rows } of [...cohorts, ...counted]) result.rows_read += rows;
        compare("cohorts", counted, cohorts, result.differences);
      }
      return result;
    },
    "begin isolation level repeatable read read only",
  );
}

function compare(name: string, stored: readonly DayCount[], counted: readonly DayCount[], differences: string[]): void {
  const keyOf = ({ sourceId, kind, day }: DayCount) => `source ${sourceId}, ${kind}, ${day}`;
  const expected = new Map(stored.map((count) => [keyOf(count), count]));
  const found = new Map(counted.map((count) => [keyOf(count), count]));
  for (const key of new Set([...expected.keys(), ...found.keys()])) {
    const { events = 0, n = 0 } = expected.get(key) ?? {};
    const { events: cubeEvents = 0, n: cubeN = 0 } = found.get(key) ?? {};
    if (events !== cubeEvents || n !== cubeN) {
      differences.push(`${name}, ${key}: ${cubeEvents} events counting ${cubeN}, stored ${events} counting ${n}`);
    }
  }
}
