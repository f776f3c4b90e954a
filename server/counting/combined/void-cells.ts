import type { Transaction } from "kysely";
import { bucketOf } from "../../kernel/grains.ts";
import { addCells, type CellCount, combinedCell, packCells } from "./rules.ts";
import { addBuckets, type CellOfHour, readCombinedDays, readHeldAndRaw, readVoidedCells } from "./store.ts";

type Query = Transaction<Record<never, never>>;
type Hours = Map<number, Map<number, CellCount>>;

const daysAtOnce = 31;

/** Takes the gathered events of a voiding out of the combined cube, by additions that count less than nothing. */
export async function voidCells(query: Query, sourceId: number): Promise<void> {
  const hours: Hours = new Map();
  for (const cell of await readVoidedCells(query)) subtract(hours, cell);
  await add(query, sourceId, hours);
}

/**
 * Takes out what is left of a source beyond its raw events: what sealed days had brought. Requests that commit meanwhile
 * are on both sides of each statement, so they do not matter.
 */
export async function voidSealedCells(query: Query, sourceId: number): Promise<void> {
  const days = await readCombinedDays(query, sourceId);
  for (let i = 0; i < days.length; i += daysAtOnce) {
    const { held, raw } = await readHeldAndRaw(query, sourceId, days.slice(i, i + daysAtOnce));
    const hours: Hours = new Map();
    const ofDays: Hours = new Map();
    for (const { grain, bucket, cells } of held) {
      if (grain !== "day") addPacked(hours, bucket, cells);
      // What waits to be added is in no day yet.
      if (grain !== "hour") addPacked(ofDays, bucketOf(bucket, "day"), cells);
    }
    for (const cell of raw) {
      subtract(hours, cell);
      subtract(ofDays, { ...cell, bucket: bucketOf(cell.bucket, "day") });
    }
    await add(query, sourceId, negated(withPrunedHours(hours, ofDays)));
  }
}

/** Hours that are no longer kept are in their day alone: what it has more than its hours stands in its first hour. */
function withPrunedHours(hours: Hours, days: Hours): Hours {
  for (const [hour, counts] of hours) {
    const day = bucketOf(hour, "day");
    for (const [cell, { events, n }] of counts) change(days, day, cell, -events, -n);
  }
  for (const [day, counts] of days) for (const [cell, { events, n }] of counts) change(hours, day, cell, events, n);
  return hours;
}

function negated(hours: Hours): Hours {
  for (const counts of hours.values()) {
    for (const count of counts.values()) {
      count.events = -count.events;
      count.n = -count.n;
    }
  }
  return hours;
}

const subtract = (hours: Hours, { bucket, cells, events, n }: CellOfHour) =>
  change(hours, bucket, combinedCell(cells), -events, -n);

function countsOf(hours: Hours, bucket: number): Map<number, CellCount> {
  const counts = hours.get(bucket) ?? new Map<number, CellCount>();
  hours.set(bucket, counts);
  return counts;
}

const addPacked = (hours: Hours, bucket: number, cells: Uint8Array) => addCells(countsOf(hours, bucket), cells);

function change(hours: Hours, bucket: number, cell: number, events: number, n: number): void {
  const counts = countsOf(hours, bucket);
  const known = counts.get(cell) ?? { events: 0, n: 0 };
  counts.set(cell, { events: known.events + events, n: known.n + n });
}

function add(query: Query, sourceId: number, hours: Hours): Promise<void> {
  const packed = [...hours].map(([bucket, counts]) => ({ sourceId, bucket, cells: packCells(counts) }));
  return addBuckets(
    query,
    packed.filter(({ cells }) => cells.length > 1),
  );
}
