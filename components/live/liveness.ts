import type { SourceFreshness } from "../../server/sources/contract.ts";
import { type Connection, silenceMs } from "./connection.ts";
import type { HotlineView } from "./hotline-stream.ts";
import type { RoomView } from "./rooms.ts";

/** What figures lack while some of the sources that usually send them are late or silent. */
export interface Missing {
  /** How much of what usually comes those sources send, 0 to 1; of several kinds, of the one that lacks most. */
  part: number;
  sources: readonly MissingSource[];
  /** How many sources usually send it, the missing ones included. */
  of: number;
}
export interface MissingSource extends Pick<SourceFreshness, "id" | "name" | "state" | "newestEvent"> {
  part: number;
}

/** What may be believed of something drawn, worst last (PRODUCT, screens). */
export type Liveness =
  | { state: "loading" }
  | { state: "empty"; word?: string }
  | { state: "live"; age: number | null }
  | { state: "partial"; age: number | null; missing: Missing }
  | { state: "paused"; at: number }
  | { state: "delayed"; age: number; newest: number; missing?: Missing }
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

/** Where some sources are silent and others are not, what is drawn is a lower bound. All of them silent is no part. */
export function partly(liveness: Liveness, missing: Missing | null): Liveness {
  if (missing === null || missing.sources.length >= missing.of) return liveness;
  if (liveness.state === "live") return { state: "partial", age: liveness.age, missing };
  return liveness.state === "delayed" ? { ...liveness, missing } : liveness;
}

/** As a tile writes it: ages in whole seconds, and none while it is live, so that what reads the same is the same. */
export function asWritten(liveness: Liveness): Liveness {
  return liveness.state === "live" ? { state: "live", age: null } : inSeconds(liveness);
}

/** With its age in whole seconds. */
export function inSeconds(liveness: Liveness): Liveness {
  if (!("age" in liveness) || liveness.age === null) return liveness;
  return { ...liveness, age: Math.floor(liveness.age / 1_000) * 1_000 };
}

/** What figures lack, where they lack something. */
export function lackOf(liveness: Liveness): Missing | null {
  return "missing" in liveness ? (liveness.missing ?? null) : null;
}

/** Empty is what is known to hold nothing: it comes after whatever makes that doubtful. */
export function emptied(liveness: Liveness, empty: boolean, word?: string): Liveness {
  if (!empty || (liveness.state !== "live" && liveness.state !== "partial")) return liveness;
  return word === undefined ? { state: "empty" } : { state: "empty", word };
}

/** Something that is asked for again and again, before its figures are looked at. */
export interface Answered {
  /** Server time of what is drawn, epoch ms; null before the first answer. */
  asOf: number | null;
  refusal: { forbidden: boolean; words: string } | null;
  /** From this age on it counts as old, ms; null for a window that is past and cannot grow old. */
  oldAfter: number | null;
}

/** What speaks against an answer; null when nothing does. `pausedAt`, `now`: server time, epoch ms. */
export function answerLiveness(
  { asOf, refusal, oldAfter }: Answered,
  { now, pausedAt, connection }: { now: number; pausedAt: number | null; connection: Connection },
): Liveness | null {
  if (refusal?.forbidden) return { state: "forbidden", reason: refusal.words };
  if (asOf === null) return refusal ? { state: "disconnected", age: 0, lostAt: now } : { state: "loading" };
  if (oldAfter === null) return null;
  if (pausedAt !== null) return { state: "paused", at: pausedAt };
  const age = Math.max(0, now - asOf);
  const old = age > oldAfter || isCut(connection, now, asOf);
  return old ? { state: "disconnected", age, lostAt: asOf } : null;
}

/** The line is dead and nothing was answered since: the next answer will not come either. */
function isCut(connection: Connection, now: number, asOf: number): boolean {
  if (connection.phase !== "disconnected" || connection.trouble === "blocked") return false;
  const { lastHeard } = connection;
  return lastHeard !== null && now - lastHeard > silenceMs && asOf <= lastHeard;
}

/** By the sources of what is drawn: as fresh as the freshest, and a part where others are not. */
export function sourcesLiveness(
  sources: readonly Pick<SourceFreshness, "newestEvent" | "state">[],
  missing: Missing | null,
  now: number,
): Liveness {
  const sent = sources.flatMap(({ newestEvent, state }) =>
    newestEvent === null ? [] : [{ newest: newestEvent, state }],
  );
  const freshest = sent.toSorted((a, b) => b.newest - a.newest)[0];
  if (!freshest) return { state: "live", age: null };
  const { newest, state } = freshest;
  const age = Math.max(0, now - newest);
  const late = sent.every((one) => one.state !== "live") && (state === "delayed" || state === "stale");
  return partly(late ? { state, age, newest } : { state: "live", age }, missing);
}

/** A durable stream without cases or alerts is not short of data: only its line can make it doubtful. */
export function streamLiveness(
  view: Pick<HotlineView, "synced" | "lostAt" | "polledAt" | "refusal">,
  now: number,
): Liveness {
  if (view.refusal !== null) return { state: "forbidden", reason: view.refusal };
  if (view.synced) return { state: "live", age: null };
  const { lostAt, polledAt } = view;
  if (polledAt !== null && now - polledAt <= polledOldMs) {
    return { state: "delayed", age: Math.max(0, now - polledAt), newest: polledAt };
  }
  if (lostAt === null) return { state: "loading" };
  if (now - lostAt <= silenceMs) return { state: "live", age: null };
  return { state: "disconnected", age: now - lostAt, lostAt };
}

/** What takes the place of cases: they come with the page, so they are there before the line is. */
export function insteadOfCases(liveness: Liveness, none: boolean): Liveness | null {
  if (liveness.state === "forbidden") return liveness;
  return none ? { state: "empty" } : null;
}
