import { silenceMs } from "./connection.ts";
import type { RoomView } from "./rooms.ts";

/** What may be believed of something drawn, worst last (PRODUCT, screens). */
export type Liveness =
  | { state: "loading" }
  | { state: "empty" }
  | { state: "live"; age: number | null }
  | { state: "paused"; at: number }
  | { state: "delayed"; age: number; newest: number }
  | { state: "stale"; age: number; newest: number }
  | { state: "disconnected"; age: number; lostAt: number }
  | { state: "forbidden"; reason: string };

/** True when a figure was right once but may not be now: it turns grey and says its age. */
export function isOld({ state }: Liveness): boolean {
  return state === "stale" || state === "disconnected";
}

/** No source is called delayed before this age of its newest event, however fast it usually is. */
const leastDelayedMs = 10_000;
/** An answer to a question that is asked every 5 s may be so old; then the line is taken for broken. */
const polledOldMs = 15_000;
/** Older events are late on receipt, so that nothing still to come can move a live chart before this. */
const staleMs = 15 * 60_000;

/**
 * Of rooms drawn together: the worst line, the newest event. `gap` is the usual time between two events, in
 * milliseconds; delayed from three times that on.
 */
export function livenessOf(rooms: readonly RoomView[], now: number, gap: number): Liveness {
  const refused = rooms.find((room) => room.refusal !== null);
  if (refused?.refusal) return { state: "forbidden", reason: refused.refusal };
  if (rooms.some((room) => room.window.position === null)) return { state: "loading" };
  const paused = rooms.find((room) => room.pausedAt !== null);
  if (paused?.pausedAt) return { state: "paused", at: paused.pausedAt };
  const lostAt = rooms.flatMap((room) => (room.synced || room.lostAt === null ? [] : [room.lostAt]));
  const lost = Math.min(now, ...lostAt);
  const polled = rooms.some((room) => room.polled);
  if (now - lost > (polled ? polledOldMs : silenceMs)) return { state: "disconnected", age: now - lost, lostAt: lost };
  const events = rooms.flatMap((room) => (room.window.newest === null ? [] : [room.window.newest]));
  if (events.length === 0) return { state: "empty" };
  const newest = Math.max(...events);
  const age = Math.max(0, now - newest);
  if (polled && age <= staleMs) return { state: "delayed", age, newest };
  if (age <= delayedAfter(gap)) return { state: "live", age };
  return { state: age > staleMs ? "stale" : "delayed", age, newest };
}

/**
 * The usual time between two events, in milliseconds, read from what is drawn: the median distance between buckets
 * that hold something, divided among the events of one bucket where they follow each other without a hole.
 */
export function usualGap(counts: readonly number[], bucketMs: number): number {
  const filled = counts.flatMap((count, index) => (count > 0 ? [index] : []));
  if (filled.length < 2) return 0;
  const steps = filled.slice(1).map((index, before) => index - (filled[before] ?? index));
  const step = median(steps);
  if (step > 1) return step * bucketMs;
  return bucketMs / Math.max(1, median(filled.map((index) => counts[index] ?? 0)));
}

/** Fewer buckets than this tell nothing of what is usual. */
const leastFilled = 6;

/** True when several events a bucket are usual: then the bucket in which they stopped is not a complete one. */
export function flows(counts: readonly number[], bucketMs: number): boolean {
  return counts.filter((count) => count > 0).length >= leastFilled && usualGap(counts, bucketMs) <= bucketMs / 3;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

function delayedAfter(gap: number): number {
  return Math.max(leastDelayedMs, 3 * gap);
}

/**
 * Event time of the newest event where later ones are to be expected, else null: what follows it was not counted to be
 * nothing, it is not counted yet. A broken line does not change that.
 */
export function watermark(rooms: readonly RoomView[], at: number, gap: number): number | null {
  const events = rooms.flatMap((room) => (room.window.newest === null ? [] : [room.window.newest]));
  if (events.length === 0) return null;
  const newest = Math.max(...events);
  return knownUntil(rooms, at) - newest > delayedAfter(gap) ? newest : null;
}

/** Server time up to which all the rooms are known to be right; never later than `now`. */
export function knownUntil(rooms: readonly RoomView[], now: number): number {
  return Math.min(now, ...rooms.flatMap((room) => (room.synced || room.lostAt === null ? [] : [room.lostAt])));
}
