import type { Database } from "../../database/database.ts";
import type { Clock } from "../../kernel/clock.ts";
import { bucketOf } from "../../kernel/grains.ts";
import { readMedianGaps, readSourceRows } from "../freshness/store.ts";
import { isOut, leastOutageMs } from "./rules.ts";
import { beginOutages, endOutages, forgetOutagesUnder } from "./store.ts";

/** Looks which sources have fallen silent and which send again. Doing it twice changes nothing. */
export async function recordOutages(context: { database: Database; clock: Clock }): Promise<void> {
  const { query } = context.database;
  const now = context.clock.now();
  const [sources, gaps, gapsBefore] = await Promise.all([
    readSourceRows(query, now),
    readMedianGaps(query, now),
    readMedianGaps(query, bucketOf(now, "hour") - 1),
  ]);
  await endOutages(query);
  await forgetOutagesUnder(query, leastOutageMs);
  await beginOutages(
    query,
    sources.flatMap(({ id, newestEvent, createdAt, sends, revokedAt }) => {
      const rhythm = { usualGap: gaps.get(id) ?? null, gapBefore: gapsBefore.get(id) ?? null };
      if (!sends || revokedAt !== null || newestEvent === null) return [];
      return isOut(now, { newestEvent, createdAt, ...rhythm }) ? [{ sourceId: id, newestEvent }] : [];
    }),
  );
}
