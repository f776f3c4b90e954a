import type { LiveGrain } from "./contract.ts";
import type { LiveRow } from "./view.ts";

/** What one row brought: by how much the count and the revision of its bucket rise. `n` falls when rows are voided. */
export interface Change {
  row: LiveRow;
  n: number;
  rev: number;
}

/** The hot rows of the content cube. Of each row the highest revision seen is kept. */
export interface Cube {
  /** Takes a row; null when it is not newer than the one held, or older than what is kept. */
  apply(row: LiveRow): Change | null;
  /** Rows of a grain from a bucket on. */
  rows(grain: LiveGrain, from: number): Iterable<LiveRow>;
  /** From this bucket on every row that the hub was told of is held. */
  keptFrom(grain: LiveGrain): number;
  /** Keeps rows from this bucket on. Only whole buckets leave, so a bucket's sums are never of a part of its rows. */
  keepFrom(grain: LiveGrain, from: number): void;
  /** How many rows are held. */
  size(): number;
}

interface Hot {
  from: number;
  buckets: Map<number, Map<string, LiveRow>>;
}

export function createCube(): Cube {
  const hot: Record<LiveGrain, Hot> = {
    "10s": { from: Number.POSITIVE_INFINITY, buckets: new Map() },
    minute: { from: Number.POSITIVE_INFINITY, buckets: new Map() },
  };

  return {
    apply(row) {
      const { from, buckets } = hot[row.grain];
      if (row.bucket < from) return null;
      let rows = buckets.get(row.bucket);
      if (rows === undefined) {
        rows = new Map();
        buckets.set(row.bucket, rows);
      }
      const key = `${row.sourceId} ${row.kind} ${row.timing} ${row.category} ${row.subject} ${row.effect} ${row.keywordClass}`;
      const held = rows.get(key);
      if (held !== undefined && held.rev >= row.rev) return null;
      rows.set(key, row);
      return { row, n: row.n - (held?.n ?? 0), rev: row.rev - (held?.rev ?? 0) };
    },
    *rows(grain, from) {
      for (const [bucket, rows] of hot[grain].buckets) if (bucket >= from) yield* rows.values();
    },
    keptFrom: (grain) => hot[grain].from,
    keepFrom(grain, from) {
      hot[grain].from = from;
      for (const bucket of hot[grain].buckets.keys()) if (bucket < from) hot[grain].buckets.delete(bucket);
    },
    size() {
      let rows = 0;
      for (const { buckets } of Object.values(hot)) for (const bucket of buckets.values()) rows += bucket.size;
      return rows;
    },
  };
}
