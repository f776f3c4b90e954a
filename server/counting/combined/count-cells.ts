import { type Grain, grainMs } from "../../kernel/grains.ts";
import type { DayCount, DayRange } from "../reconciliation/store.ts";
import { addCells, combinedFields, lowSize } from "./rules.ts";
import { type PackedBucket, readAdditions, readCombinedBuckets, readCombinedSpan, readSourceNumbers } from "./store.ts";

type Client = Parameters<typeof readAdditions>[0];

const dayMs = grainMs.day;
const monthMs = 31 * dayMs;

/** What the combined cube says at one grain, with what waits to be added to it, by source, kind and day. */
export async function countCells(
  client: Client,
  grain: Extract<Grain, "hour" | "day">,
  range: DayRange,
): Promise<DayCount[]> {
  const days = new Map<string, DayCount>();
  const span = await readCombinedSpan(client);
  const from = Math.max(span.from, range.from === null ? 0 : Date.parse(range.from));
  const to = Math.min(span.to, range.to === null ? span.to : Date.parse(range.to) + dayMs);
  for (const sourceId of await readSourceNumbers(client)) {
    for (let start = from; start < to; start += monthMs) {
      const month = { from: start, to: Math.min(start + monthMs, to) };
      for (const bucket of await readCombinedBuckets(client, grain, sourceId, month)) countInto(days, bucket);
    }
  }
  for (const addition of await readAdditions(client, { from, to })) countInto(days, addition);
  return [...days.values()];
}

function countInto(days: Map<string, DayCount>, { sourceId, bucket, cells }: PackedBucket): void {
  const counts = new Map<number, { events: number; n: number }>();
  addCells(counts, cells);
  const day = new Date(bucket).toISOString().slice(0, 10);
  for (const [cell, { events, n }] of counts) {
    const kind = kindOf(cell);
    const key = `${sourceId}|${kind}|${day}`;
    const known = days.get(key) ?? { sourceId, kind, day, events: 0, n: 0, rows: 0 };
    days.set(key, known);
    known.events += events;
    known.n += n;
    known.rows += 1;
  }
}

const kindField = combinedFields.get("kind");

function kindOf(cell: number): string {
  const { shift = 0, size = 1, values = [] } = kindField ?? {};
  return values[((cell % lowSize) >>> shift) & (size - 1)] ?? "unknown";
}
