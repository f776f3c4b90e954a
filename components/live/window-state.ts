/** What a browser holds of one room: a pure merge of snapshots and frames. The property test of the hub runs it too. */
import { type BucketKey, type Frame, type LiveGrain, oldestBucket } from "../../server/realtime/contract.ts";

export interface Cell {
  readonly rev: number;
  readonly value: number;
}
export type Series = ReadonlyMap<BucketKey, ReadonlyMap<number, Cell>>;

export interface WindowState {
  /** Where the state stands in its room's numbering; null before the first snapshot. */
  readonly position: { readonly room: string; readonly epoch: string; readonly seq: number } | null;
  /** Key → bucket start (epoch ms) → absolute value. A map whose values did not change keeps its identity. */
  readonly series: Series;
  /** Server time of what is held, epoch ms; null before the first snapshot. */
  readonly asOf: number | null;
  /** Event time of the newest event shown, epoch ms; null when there is none. */
  readonly newest: number | null;
  /** Grain whose live window bounds the buckets; null for a single figure, which has no window. */
  readonly grain: LiveGrain | null;
}

/**
 * `applied`: the state moved on. `gap`: frames were missed or the server's epoch changed; join again.
 * `ignored`: nothing new, another room's, or no snapshot yet.
 */
export type Outcome = "applied" | "gap" | "ignored";

/** A window before its first snapshot. With a grain, buckets older than its live window fall out; without, none do. */
export function emptyWindow(grain: LiveGrain | null = null): WindowState {
  return { position: null, series: new Map(), asOf: null, newest: null, grain };
}

/** Takes the answer of a join: within one epoch and room the higher revision of a bucket wins, else it starts anew. */
export function applySnapshot(state: WindowState, frame: Frame): WindowState {
  const continues = state.position?.room === frame.room && state.position.epoch === frame.epoch;
  return advance(continues ? state : emptyWindow(state.grain), frame);
}

/** Takes one frame. On a gap the state stays as it was: what may be wrong is not shown as newer than it is. */
export function applyFrame(state: WindowState, frame: Frame): { state: WindowState; outcome: Outcome } {
  const { position } = state;
  if (position === null || position.room !== frame.room) return { state, outcome: "ignored" };
  if (position.epoch !== frame.epoch || frame.seq > position.seq + 1) return { state, outcome: "gap" };
  if (frame.seq <= position.seq) return { state, outcome: "ignored" };
  return { state: advance(state, frame), outcome: "applied" };
}

function advance(state: WindowState, frame: Frame): WindowState {
  const oldest = state.grain === null ? Number.NEGATIVE_INFINITY : oldestBucket(state.grain, frame.asOf);
  return {
    position: { room: frame.room, epoch: frame.epoch, seq: frame.seq },
    series: merge(state.series, frame, oldest),
    asOf: frame.asOf,
    newest: frame.newest,
    grain: state.grain,
  };
}

function merge(series: Series, frame: Frame, oldest: number): Series {
  const merged = new Map<BucketKey, ReadonlyMap<number, Cell>>();
  for (const [key, buckets] of series) {
    const kept = withoutOlder(buckets, oldest);
    if (kept.size > 0) merged.set(key, kept);
  }
  const copied = new Map<BucketKey, Map<number, Cell>>();
  for (const [key, bucket, rev, value] of frame.buckets) {
    const held = merged.get(key)?.get(bucket);
    if (bucket < oldest || (held !== undefined && held.rev >= rev)) continue;
    let buckets = copied.get(key);
    if (buckets === undefined) {
      buckets = new Map(merged.get(key));
      copied.set(key, buckets);
      merged.set(key, buckets);
    }
    buckets.set(bucket, { rev, value });
  }
  return merged;
}

function withoutOlder(buckets: ReadonlyMap<number, Cell>, oldest: number): ReadonlyMap<number, Cell> {
  for (const bucket of buckets.keys()) {
    if (bucket < oldest) return new Map([...buckets].filter(([start]) => start >= oldest));
  }
  return buckets;
}
