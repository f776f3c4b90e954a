import { performance } from "node:perf_hooks";
import { readCountsOfSources } from "../../counting/counting.ts";
import type { Database } from "../../database/database.ts";
import type { Clock } from "../../kernel/clock.ts";
import { bucketOf, grainMs } from "../../kernel/grains.ts";
import type { LastDay, SourceFreshness, SourceOverview } from "../contract.ts";
import { freshnessOf, sharesOf } from "./rules.ts";
import { readLastDays, readMedianGaps, readSourceRows } from "./store.ts";

/** Every screen asks each few seconds; figures of a day or a week move too slowly to be read each time. */
const keptMs = 15_000;
/** What took long to read is kept longer, so that reading it never costs more than a twentieth of a connection. */
const keptPerReading = 20;

const nothing: LastDay = { events: 0, counted: 0, aggregates: 0, duplicates: 0, rejected: 0, voided: 0 };

/**
 * Reads sources with their newest event, fresh each time, and figures of the last day and week that are 15 s old at
 * most, or twenty times as old as reading them took.
 */
export function createFreshnessReader(context: { database: Database; clock: Clock }) {
  const { query } = context.database;
  const usualGaps = keeping((now) => readMedianGaps(query, now));
  const lastDays = keeping((now) => readLastDays(query, now));
  const shares = keeping(async (now) =>
    sharesOf(await readCountsOfSources(context.database, bucketOf(now, "hour") - 23 * grainMs.hour)),
  );

  async function readAll(now: number) {
    const [gaps, days, parts, rows] = await Promise.all([
      usualGaps(now),
      lastDays(now),
      shares(now),
      readSourceRows(query, now),
    ]);
    return rows.map(({ sends, ...row }) => {
      const medianGapMs = gaps.get(row.id) ?? null;
      const state = freshnessOf(now, row.newestEvent, medianGapMs);
      const source = {
        ...row,
        medianGapMs,
        state,
        shares: parts.get(row.id) ?? [],
        lastDay: days.get(row.id) ?? nothing,
      };
      return { source, missed: sends && row.revokedAt === null };
    });
  }

  return {
    async readFreshness(now = context.clock.now()): Promise<SourceFreshness[]> {
      const all = await readAll(now);
      return all
        .filter(({ missed }) => missed)
        .map(({ source: { id, name, newestEvent, medianGapMs, state, shares, lastDay } }) => {
          return { id, name, newestEvent, medianGapMs, state, shares, lastDay };
        });
    },
    async readOverview(): Promise<SourceOverview[]> {
      return (await readAll(context.clock.now())).map(({ source }) => source);
    },
  };
}

/** Keeps what was read at a time (epoch ms) for those who ask soon after it; those who ask at once share a reading. */
function keeping<T>(read: (now: number) => Promise<T>): (now: number) => Promise<T> {
  let kept: { from: number; until: number; value: Promise<T> } | undefined;
  return (now) => {
    if (kept && now >= kept.from && now < kept.until) return kept.value;
    const begun = performance.now();
    const reading = { from: now, until: now + keptMs, value: read(now) };
    kept = reading;
    reading.value.then(
      () => {
        reading.until = now + Math.max(keptMs, keptPerReading * (performance.now() - begun));
      },
      () => {
        if (kept === reading) kept = undefined;
      },
    );
    return reading.value;
  };
}
