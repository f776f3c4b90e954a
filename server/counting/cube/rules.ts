import { bucketOf, type Grain } from "../../kernel/grains.ts";
import type { CountableEvent } from "../contract.ts";

/** One row to add to a cube: its full key, in the order of the table's primary key after `source_id`, and what to add. */
export interface CubeRow {
  sourceId: number;
  grain: Grain;
  bucket: number;
  /** kind, timing, then the cube's own dimensions. */
  values: readonly string[];
  events: number;
  n: number;
  newest: number;
}

export interface CubeRows {
  content: CubeRow[];
  method: CubeRow[];
  place: CubeRow[];
  territory: CubeRow[];
}

const coarser: Record<Grain, readonly Grain[]> = {
  "10s": ["minute", "hour", "day"],
  minute: ["hour", "day"],
  hour: ["day"],
  day: [],
};

/**
 * Folds new events into the rows of the cubes, each list sorted by its full key: every transaction takes the row
 * locks in the same order, so that two of them never wait for each other in a circle.
 */
export function foldEvents(events: readonly { sourceId: number; event: CountableEvent }[]): CubeRows {
  const content = new Fold("10s");
  const method = new Fold("minute");
  const place = new Fold("minute");
  const territory = new Fold("day");
  for (const { sourceId, event: e } of events) {
    content.add(sourceId, e, [e.kind, e.timing, e.category, e.subject, e.effect, e.keywordClass]);
    method.add(sourceId, e, [e.kind, e.timing, e.category, e.effect, e.origin, e.autoDetected, e.autoDecided]);
    place.add(sourceId, e, [e.kind, e.timing, e.category, e.effect, e.country]);
    for (const scope of e.territories ?? []) territory.add(sourceId, e, [e.kind, e.timing, e.effect, scope]);
  }
  return { content: content.rows(), method: method.rows(), place: place.rows(), territory: territory.rows() };
}

/** Adds events up at the finest grain; the coarser grains are folded from its rows, not from the events again. */
class Fold {
  readonly #finest: Grain;
  readonly #rows = new Map<string, CubeRow>();

  constructor(finest: Grain) {
    this.#finest = finest;
  }

  add(sourceId: number, event: CountableEvent, values: readonly string[]): void {
    const bucket = bucketOf(event.eventTime, this.#finest);
    this.#fold(`${sourceId}|${this.#finest}|${bucket}|${values.join("|")}`, {
      sourceId,
      grain: this.#finest,
      bucket,
      values,
      events: 1,
      n: event.count,
      newest: event.eventTime,
    });
  }

  rows(): CubeRow[] {
    for (const row of [...this.#rows.values()]) {
      for (const grain of coarser[this.#finest]) {
        const bucket = bucketOf(row.bucket, grain);
        this.#fold(`${row.sourceId}|${grain}|${bucket}|${row.values.join("|")}`, { ...row, grain, bucket });
      }
    }
    return [...this.#rows].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
  }

  #fold(key: string, row: CubeRow): void {
    const known = this.#rows.get(key);
    if (known === undefined) {
      this.#rows.set(key, row);
      return;
    }
    known.events += row.events;
    known.n += row.n;
    if (row.newest > known.newest) known.newest = row.newest;
  }
}
