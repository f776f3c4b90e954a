import { type LiveLayer, type LiveRow, liveLayers } from "../counting/contract.ts";

/** What one row brought: by how much the count and the revision of its bucket rise. `n` falls when rows are voided. */
export interface Change {
  row: LiveRow;
  n: number;
  rev: number;
}

/** The hot rows of the live layers. Of each row the highest revision seen is kept. */
export interface Cube {
  /** Takes a row; null when it is not newer than the one held, or older than what is kept. */
  apply(row: LiveRow): Change | null;
  /** Rows of a layer from a bucket on. */
  rows(layer: LiveLayer, from: number): Iterable<LiveRow>;
  /** From this bucket on every row that the hub was told of is held. */
  keptFrom(layer: LiveLayer): number;
  /** Keeps rows from this bucket on. Only whole buckets leave, so a bucket's sums are never of a part of its rows. */
  keepFrom(layer: LiveLayer, from: number): void;
  /** How many rows are held. */
  size(): number;
}

interface Hot {
  from: number;
  buckets: Map<number, Map<string, LiveRow>>;
}

export function createCube(): Cube {
  const layers = new Map<LiveLayer, Hot>(
    liveLayers.map((layer) => [layer, { from: Number.POSITIVE_INFINITY, buckets: new Map() }]),
  );
  const hotOf = (layer: LiveLayer): Hot => {
    const hot = layers.get(layer);
    if (hot === undefined) throw new Error(`no layer ${layer}`);
    return hot;
  };

  return {
    apply(row) {
      const { from, buckets } = hotOf(row.layer);
      if (row.bucket < from) return null;
      let rows = buckets.get(row.bucket);
      if (rows === undefined) {
        rows = new Map();
        buckets.set(row.bucket, rows);
      }
      const key = `${row.sourceId} ${row.cell}`;
      const held = rows.get(key);
      if (held !== undefined && held.rev >= row.rev) return null;
      rows.set(key, row);
      return { row, n: row.n - (held?.n ?? 0), rev: row.rev - (held?.rev ?? 0) };
    },
    *rows(layer, from) {
      for (const [bucket, rows] of hotOf(layer).buckets) if (bucket >= from) yield* rows.values();
    },
    keptFrom: (layer) => hotOf(layer).from,
    keepFrom(layer, from) {
      const hot = hotOf(layer);
      hot.from = from;
      for (const bucket of hot.buckets.keys()) if (bucket < from) hot.buckets.delete(bucket);
    },
    size() {
      let rows = 0;
      for (const { buckets } of layers.values()) for (const bucket of buckets.values()) rows += bucket.size;
      return rows;
    },
  };
}
