import { type LiveLayer, type LiveRow, liveLayers } from "../counting/contract.ts";
import type { TotalUsers } from "../growth/growth.ts";
import type { Clock } from "../kernel/clock.ts";
import { grainOf, oldestBucket } from "./contract.ts";
import { type Change, createCube } from "./cube.ts";

/** What the hub asks of the counting domain. Each answer is one consistent read of the database. */
export interface CountReader {
  /** All rows of a layer from a bucket (epoch ms) on, every timing. */
  readLiveRows(layer: LiveLayer, from: number): Promise<readonly LiveRow[]>;
  readTotalUsers(): Promise<TotalUsers>;
}

/** Rows stay a little longer than rooms show them, so that a room never loses a part of a bucket. */
const marginMs = 60_000;

/** The rows of the live windows in memory, kept equal to the database's. */
export interface HotWindow {
  /** Takes a row; null when it is not newer than the one held, or too old to be kept. */
  apply(row: LiveRow): Change | null;
  rows(layer: LiveLayer, from: number): Iterable<LiveRow>;
  /** The oldest bucket that a room may show now. */
  start(layer: LiveLayer, now: number): number;
  /** Reads a layer's window. @throws what reading throws. */
  load(layer: LiveLayer): Promise<void>;
  /** The same, never twice at a time, and errors are only told. */
  refresh(layer: LiveLayer): Promise<void>;
  letGo(now: number): void;
  size(): number;
  /** Takes nothing more; resolves when no read is under way. */
  close(): Promise<void>;
}

/** `take` gets what was read: it applies the rows one by one and tells the rooms. */
export function createHotWindow(options: {
  clock: Clock;
  counts: Pick<CountReader, "readLiveRows">;
  take: (rows: readonly LiveRow[]) => void;
  onError: (error: unknown) => void;
}): HotWindow {
  const { clock, counts, take, onError } = options;
  const cube = createCube();
  const reading = new Map<LiveLayer, Promise<void>>();
  let closed = false;
  const keptFrom = (layer: LiveLayer, now: number) => oldestBucket(grainOf(layer), now) - marginMs;

  /** A read is absolute and has revisions, so it can neither undo nor repeat what hints brought meanwhile. */
  async function load(layer: LiveLayer): Promise<void> {
    const from = keptFrom(layer, clock.now());
    if (cube.keptFrom(layer) > from) cube.keepFrom(layer, from);
    const rows = await counts.readLiveRows(layer, from);
    if (!closed) take(rows);
  }

  return {
    apply: cube.apply,
    rows: cube.rows,
    start: (layer, now) => Math.max(oldestBucket(grainOf(layer), now), cube.keptFrom(layer)),
    load,
    refresh(layer) {
      let read = reading.get(layer);
      if (read === undefined) {
        read = load(layer)
          .catch(onError)
          .finally(() => reading.delete(layer));
        reading.set(layer, read);
      }
      return read;
    },
    letGo(now) {
      for (const layer of liveLayers) {
        if (keptFrom(layer, now) > cube.keptFrom(layer)) cube.keepFrom(layer, keptFrom(layer, now));
      }
    },
    size: cube.size,
    async close() {
      closed = true;
      await Promise.all(reading.values());
    },
  };
}
