import type { ContentRow } from "../counting/contract.ts";
import type { TotalUsers } from "../growth/growth.ts";
import type { Clock } from "../kernel/clock.ts";
import { type LiveGrain, liveGrains, oldestBucket } from "./contract.ts";
import { type Change, createCube } from "./cube.ts";
import type { LiveRow } from "./view.ts";

/** What the hub asks of the counting domain. Each answer is one consistent read of the database. */
export interface CountReader {
  /** All content rows of a grain from a bucket (epoch ms) on, every timing. */
  readContentRows(grain: LiveGrain, from: number): Promise<{ rows: readonly ContentRow[] }>;
  readTotalUsers(): Promise<TotalUsers>;
}

/** Rows stay a little longer than rooms show them, so that a room never loses a part of a bucket. */
const marginMs = 60_000;

/** The rows of the live windows in memory, kept equal to the database's. */
export interface HotWindow {
  /** Takes a row; null when it is not newer than the one held, or too old to be kept. */
  apply(row: LiveRow): Change | null;
  rows(grain: LiveGrain, from: number): Iterable<LiveRow>;
  /** The oldest bucket that a room may show now. */
  start(grain: LiveGrain, now: number): number;
  /** Reads a grain's window. @throws what reading throws. */
  load(grain: LiveGrain): Promise<void>;
  /** The same, never twice at a time, and errors are only told. */
  refresh(grain: LiveGrain): Promise<void>;
  letGo(now: number): void;
  size(): number;
  /** Takes nothing more; resolves when no read is under way. */
  close(): Promise<void>;
}

/** `take` gets what was read: it applies the rows one by one and tells the rooms. */
export function createHotWindow(options: {
  clock: Clock;
  counts: Pick<CountReader, "readContentRows">;
  take: (rows: readonly ContentRow[]) => void;
  onError: (error: unknown) => void;
}): HotWindow {
  const { clock, counts, take, onError } = options;
  const cube = createCube();
  const reading = new Map<LiveGrain, Promise<void>>();
  let closed = false;
  const keptFrom = (grain: LiveGrain, now: number) => oldestBucket(grain, now) - marginMs;

  /** A read is absolute and has revisions, so it can neither undo nor repeat what hints brought meanwhile. */
  async function load(grain: LiveGrain): Promise<void> {
    const from = keptFrom(grain, clock.now());
    if (cube.keptFrom(grain) > from) cube.keepFrom(grain, from);
    const { rows } = await counts.readContentRows(grain, from);
    if (!closed) take(rows);
  }

  return {
    apply: cube.apply,
    rows: cube.rows,
    start: (grain, now) => Math.max(oldestBucket(grain, now), cube.keptFrom(grain)),
    load,
    refresh(grain) {
      let read = reading.get(grain);
      if (read === undefined) {
        read = load(grain)
          .catch(onError)
          .finally(() => reading.delete(grain));
        reading.set(grain, read);
      }
      return read;
    },
    letGo(now) {
      for (const grain of liveGrains) {
        if (keptFrom(grain, now) > cube.keptFrom(grain)) cube.keepFrom(grain, keptFrom(grain, now));
      }
    },
    size: cube.size,
    async close() {
      closed = true;
      await Promise.all(reading.values());
    },
  };
}
