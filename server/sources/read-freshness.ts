import type { Database } from "../database/database.ts";
import type { Clock } from "../kernel/clock.ts";
import type { SourceFreshness } from "./contract.ts";
import { freshnessOf } from "./rules.ts";
import { readMedianGaps, readNewestEvents } from "./store.ts";

/** Every screen asks each few seconds; a week's median moves too slowly to be read each time (0.1 s at 3 M batches). */
const gapsKeptMs = 15_000;

/** Reads sources with their newest event, fresh each time, and their usual gap, at most 15 s old. */
export function createFreshnessReader(context: { database: Database; clock: Clock }) {
  const { query } = context.database;
  let kept: { from: number; gaps: Promise<Map<number, number>> } | undefined;

  function usualGaps(now: number): Promise<Map<number, number>> {
    if (kept && now >= kept.from && now < kept.from + gapsKeptMs) return kept.gaps;
    const reading = { from: now, gaps: readMedianGaps(query, now) };
    kept = reading;
    reading.gaps.catch(() => {
      if (kept === reading) kept = undefined;
    });
    return reading.gaps;
  }

  return async (now = context.clock.now()): Promise<SourceFreshness[]> => {
    const [gaps, rows] = await Promise.all([usualGaps(now), readNewestEvents(query)]);
    return rows.map((row) => {
      const newestEvent = row.newest_event?.getTime() ?? null;
      const medianGapMs = gaps.get(row.source_id) ?? null;
      const state = freshnessOf(now, newestEvent, medianGapMs);
      return { id: row.source_id, name: row.name, newestEvent, medianGapMs, state };
    });
  };
}
