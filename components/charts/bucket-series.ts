import { bucketOf, grainMs } from "../../server/kernel/grains.ts";
import { type LiveGrain, oldestBucket } from "../../server/realtime/contract.ts";
import type { WindowState } from "../live/window-state.ts";

/** Events reach us a little after they happened; a bucket counts as complete this long after its end. */
const settleMs = 1_000;

/** The stretch of time that a chart draws, all in server time, epoch ms. */
export interface PlotSpan {
  from: number;
  /** End of the last complete bucket: lines are drawn up to here, what follows is still filling. */
  settled: number;
  /** Right edge: end of the bucket that is filling. */
  to: number;
  /** Event time of the newest event where later ones are to be expected; else null. */
  watermark: number | null;
  /** How much time a point stands for, ms. */
  step: number;
}

/** The span of a live chart: its points are the buckets of one grain. */
export interface Span extends PlotSpan {
  grain: LiveGrain;
}

/**
 * The span that ends with the bucket of `at`, the time up to which the data is known. With a watermark nothing after
 * the bucket of the newest event is complete, and where events flow that bucket neither: a line that went on would draw
 * a drop that nobody counted.
 */
export function spanAt(at: number, grain: LiveGrain, watermark: number | null = null, flowing = false): Span {
  const end = bucketOf(at - settleMs, grain);
  const last = watermark === null ? end : bucketOf(watermark, grain) + (flowing ? 0 : grainMs[grain]);
  const settled = Math.min(end, last);
  const from = oldestBucket(grain, at);
  return {
    grain,
    from,
    settled: Math.max(from, settled),
    to: bucketOf(at, grain) + grainMs[grain],
    watermark,
    step: grainMs[grain],
  };
}

/** Starts of the complete buckets of a span, oldest first. */
export function completeBuckets({ grain, from, settled }: Span): number[] {
  const count = Math.max(0, Math.round((settled - from) / grainMs[grain]));
  return Array.from({ length: count }, (_, index) => from + index * grainMs[grain]);
}

/** Starts of the buckets of a span that are still filling: none of them lies wholly after a watermark. */
export function fillingBuckets({ grain, settled, to, watermark }: Span): number[] {
  const end = watermark === null ? to : bucketOf(watermark, grain) + grainMs[grain];
  const count = Math.max(0, Math.round((end - settled) / grainMs[grain]));
  return Array.from({ length: count }, (_, index) => settled + index * grainMs[grain]);
}

/** Value of one key in one bucket; a bucket of a live window without a row counted nothing. */
export function valueAt(window: WindowState, key: string, bucket: number): number {
  return window.series.get(key)?.get(bucket)?.value ?? 0;
}

/** Sum over keys in one bucket. */
export function sumAt(window: WindowState, keys: Iterable<string>, bucket: number): number {
  let sum = 0;
  for (const key of keys) sum += valueAt(window, key, bucket);
  return sum;
}

/** Sum over keys of everything from `from` on, complete or not. */
export function sumSince(window: WindowState, keys: Iterable<string>, from: number): number {
  let sum = 0;
  for (const key of keys) {
    for (const [bucket, cell] of window.series.get(key) ?? []) if (bucket >= from) sum += cell.value;
  }
  return sum;
}

/** A rate a minute with what it is compared with. */
export interface Rate {
  /** Events in the last six complete 10-second buckets. */
  perMinute: number;
  /** End of the last of those buckets, epoch ms. */
  until: number;
  /** Mean a minute since the first event in the window, without the last minute; null when that is under 2 minutes. */
  usual: { perMinute: number; minutes: number } | null;
  /** The complete buckets, oldest first: what the small line draws. */
  counts: number[];
}

/** Rate of the sum of some keys of a 10-second window, at the end of a span. */
export function rateOf(window: WindowState, keys: readonly string[], span: Span): Rate {
  const counts = completeBuckets(span).map((bucket) => sumAt(window, keys, bucket));
  const perMinute = total(counts.slice(-6));
  const first = counts.findIndex((count) => count > 0);
  const before = first < 0 ? [] : counts.slice(first, -6);
  const minutes = before.length / 6;
  const usual = minutes < 2 ? null : { perMinute: total(before) / minutes, minutes: Math.round(minutes) + 1 };
  return { perMinute, until: span.settled, usual, counts };
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
