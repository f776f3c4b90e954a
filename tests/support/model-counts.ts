import type { ContentRow } from "../../server/counting/contract.ts";
import type { TotalUsers } from "../../server/growth/growth.ts";
import { bucketOf } from "../../server/kernel/grains.ts";
import { type LiveGrain, liveGrains } from "../../server/realtime/contract.ts";
import type { CountReader } from "../../server/realtime/hot-window.ts";

/** What is counted, without the places where the count is kept. */
export type Counted = Omit<ContentRow, "grain" | "bucket" | "rev" | "newest"> & { eventTime: number };

export interface ModelCounts extends CountReader {
  /** Adds the counts to each live grain, raises revisions, answers the changed rows as a commit returns them. */
  commit(counted: readonly Counted[]): ContentRow[];
  measure(total: number, at: number): void;
  rows(): readonly ContentRow[];
}

/** Values of a decision that tests vary by spreading. */
export function decision(over: Partial<Counted> & { eventTime: number }): Counted {
  return {
    sourceId: 1,
    kind: "decision",
    timing: "live",
    category: "scams_and_fraud",
    subject: "channel",
    effect: "takedown",
    keywordClass: "none",
    n: 1,
    ...over,
  };
}

export function signUp(over: Partial<Counted> & { eventTime: number }): Counted {
  return decision({ kind: "accounts_created", category: "none", subject: "none", effect: "none", ...over });
}

/** The content cube as the database keeps it, in memory: what tests of the hub compare with. */
export function modelCounts(): ModelCounts {
  const rows = new Map<string, ContentRow>();
  let measured: { total: number; at: number } | null = null;

  const add = (grain: LiveGrain, { eventTime, ...dimensions }: Counted): string => {
    const bucket = bucketOf(eventTime, grain);
    const { n, ...identifying } = dimensions;
    const key = JSON.stringify([grain, bucket, ...Object.values(identifying)]);
    const held = rows.get(key);
    rows.set(key, {
      ...dimensions,
      grain,
      bucket,
      n: (held?.n ?? 0) + n,
      rev: (held?.rev ?? 0) + 1,
      newest: Math.max(held?.newest ?? 0, eventTime),
    });
    return key;
  };
  const since = (kind: ContentRow["kind"], after: number) =>
    [...rows.values()].reduce((sum, row) => {
      const counts = row.grain === "10s" && row.kind === kind && row.newest > after;
      return sum + (counts ? row.n : 0);
    }, 0);

  return {
    commit(counted) {
      const changed = new Set(counted.flatMap((count) => liveGrains.map((grain) => add(grain, count))));
      return [...changed].flatMap((key) => rows.get(key) ?? []);
    },
    measure(total, at) {
      measured = { total, at };
    },
    rows: () => [...rows.values()],
    readContentRows: async (grain, from) => ({
      rows: [...rows.values()].filter((row) => row.grain === grain && row.bucket >= from),
    }),
    async readTotalUsers(): Promise<TotalUsers> {
      const createdSince = since("accounts_created", measured?.at ?? 0);
      const deletedSince = since("accounts_deleted", measured?.at ?? 0);
      return {
        total: measured === null ? null : measured.total + createdSince - deletedSince,
        measured: measured?.total ?? null,
        measuredAt: measured?.at ?? null,
        createdSince,
        deletedSince,
        asOf: measured?.at ?? 0,
      };
    },
  };
}
