import type { Database } from "../../database/database.ts";
import { inTransaction, type Write } from "../../database/transaction.ts";
import type { Clock } from "../../kernel/clock.ts";
import { bucketOf } from "../../kernel/grains.ts";
import { readMedianGaps, readSourceRows } from "../freshness/store.ts";
import { isOut, leastOutageMs } from "./rules.ts";
import { beginOutages, endOutages, forgetOutagesUnder } from "./store.ts";

/** A source that fell silent, or speaks again; one alert each, whose key is `source-<id>`. */
type OutageCall = { kind: "source" } & (
  | {
      deed: "trigger";
      signal: {
        dedupKey: string;
        severity: "error";
        summary: string;
        source: string;
        group: string;
        links: { href: string; text: string }[];
      };
    }
  | { deed: "resolve"; dedupKey: string; why: string }
);
/** How people are called: inside the transaction that writes the silence down, as the last thing in it. */
export type OutageCaller = (write: Write, calls: readonly OutageCall[]) => Promise<void>;

/**
 * Looks which sources have fallen silent and which send again, and calls people for the one and no longer for the other.
 * Doing it twice changes nothing.
 */
export async function recordOutages(context: {
  database: Database;
  clock: Clock;
  callForOutages: OutageCaller;
}): Promise<void> {
  const { query } = context.database;
  const now = context.clock.now();
  const [sources, gaps, gapsBefore] = await Promise.all([
    readSourceRows(query, now),
    readMedianGaps(query, now),
    readMedianGaps(query, bucketOf(now, "hour") - 1),
  ]);
  const silent = sources.flatMap(({ id, newestEvent, createdAt, sends, revokedAt }) => {
    const rhythm = { usualGap: gaps.get(id) ?? null, gapBefore: gapsBefore.get(id) ?? null };
    if (!sends || revokedAt !== null || newestEvent === null) return [];
    return isOut(now, { newestEvent, createdAt, ...rhythm }) ? [{ sourceId: id, newestEvent }] : [];
  });
  await inTransaction(context, { kind: "chore", name: "record-outages" }, async (write) => {
    const ended = await endOutages(write.query);
    await forgetOutagesUnder(write.query, leastOutageMs);
    const begun = await beginOutages(write.query, silent);
    const nameOf = (sourceId: number) => sources.find(({ id }) => id === sourceId)?.name ?? `source ${sourceId}`;
    await context.callForOutages(write, [
      ...ended.map((sourceId): OutageCall => {
        const revoked = sources.some(({ id, revokedAt }) => id === sourceId && revokedAt !== null);
        const why = revoked ? "the source was revoked" : "the source sends again";
        return { deed: "resolve", kind: "source", dedupKey: `source-${sourceId}`, why };
      }),
      ...begun.map(({ sourceId, newestEvent }): OutageCall => {
        const since = new Date(newestEvent).toISOString().slice(11, 19);
        const signal = {
          dedupKey: `source-${sourceId}`,
          severity: "error" as const,
          summary: `${nameOf(sourceId)} has sent nothing since ${since} UTC`,
          source: nameOf(sourceId),
          group: "silent sources",
          links: [{ href: `/sources?source=${sourceId}`, text: "Its requests and keys" }],
        };
        return { deed: "trigger", kind: "source", signal };
      }),
    ]);
  });
}
