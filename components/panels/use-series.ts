"use client";

import { useQuery } from "@tanstack/react-query";
import { useState, useSyncExternalStore } from "react";
import type { ReadSeries, ReadTotals, SeriesAnswer, TotalsAnswer } from "../../server/counting/series/contract.ts";
import { bucketOf, type Grain, grainMs } from "../../server/kernel/grains.ts";
import { useLive } from "../live/live-provider.tsx";
import { usePaused } from "../live/use-connection.ts";
import { useTRPC } from "../shell/api.tsx";
import { type AskRefusal, type Failure, isForbidden, refusalOf } from "./failure.ts";

/** A stretch of time: so many ms up to now, moving with the server's clock, or a fixed one in epoch ms. */
export type Stretch = { last: number } | { from: number; to: number };

/** Whole buckets, epoch ms; `moving`: the last one is that of now. */
export interface AskedWindow {
  from: number;
  to: number;
  moving: boolean;
}

/** The window of a stretch in whole buckets; renders again when the bucket of now is another. Server time only. */
export function useWindow(grain: Grain, stretch: Stretch): AskedWindow {
  const { seconds, pause } = useLive();
  usePaused();
  const read = () => bucketOf(pause.read() ?? seconds.read(), grain) + grainMs[grain];
  const end = useSyncExternalStore(seconds.subscribe, read, read);
  if ("last" in stretch) return { from: Math.max(0, end - stretch.last), to: end, moving: true };
  return { from: stretch.from, to: stretch.to, moving: stretch.to > end - grainMs[grain] };
}

/** What came of a question that is asked again while its window moves. */
export interface AskedSeries<T> {
  data: T | undefined;
  /** An answer is awaited; what is shown until then is the one before. */
  refreshing: boolean;
  /** Why there is no answer, when there is none. */
  refusal: AskRefusal | null;
  /** Asked again so often, ms; false for a window that is past. */
  beat: number | false;
  retry(): void;
}

/** A measure over time. Asked again every 10 s for up to 2 h, every 30 s for a day, every minute beyond. */
export function useSeries(question: ReadSeries, moving: boolean): AskedSeries<SeriesAnswer> {
  const trpc = useTRPC();
  const paused = usePaused() !== null;
  const beat = beatOf(question, moving);
  const options = trpc.series.read.queryOptions(question);
  return useAskedSeries(useQuery({ ...options, ...timing(beat, paused) }), question, beat);
}

/** The sums of a window by one dimension or two, ranked; asked again as `useSeries` is. */
export function useTotals(question: ReadTotals, moving: boolean): AskedSeries<TotalsAnswer> {
  const trpc = useTRPC();
  const paused = usePaused() !== null;
  const beat = beatOf(question, moving);
  const options = trpc.series.totals.queryOptions(question);
  return useAskedSeries(useQuery({ ...options, ...timing(beat, paused) }), question, beat);
}

function beatOf({ from, to }: { from: number; to: number }, moving: boolean): number | false {
  if (!moving) return false;
  if (to - from <= 2 * grainMs.hour) return 10_000;
  return to - from <= grainMs.day ? 30_000 : 60_000;
}

/** Each bucket of a moving window is another question: its answers are soon forgotten. */
function timing(beat: number | false, paused: boolean) {
  const staleTime = beat === false ? 30_000 : beat;
  return {
    refetchInterval: paused ? (false as const) : beat,
    staleTime: paused ? Infinity : staleTime,
    gcTime: 60_000,
  };
}

interface Answered<T> {
  data: T | undefined;
  error: Failure | null;
  isFetching: boolean;
  refetch(): unknown;
}

/** What came of a question, in the words of a panel. The answer before stays while the next is awaited, or fails. */
export function useAskedSeries<T>(answered: Answered<T>, question: object, beat: number | false): AskedSeries<T> {
  const { error, isFetching, refetch } = answered;
  const data = useLastAnswer(answered.data, withoutTime(question));
  return {
    data: isForbidden(error) ? undefined : data,
    refreshing: isFetching,
    refusal: refusalOf(error, data !== undefined),
    beat,
    retry: () => void refetch(),
  };
}

/** Each bucket of a moving window is a question of its own, so a failed one would take the drawn answer with it. */
function useLastAnswer<T>(data: T | undefined, question: string): T | undefined {
  const [last, setLast] = useState<{ data: T; question: string } | null>(null);
  if (data !== undefined && (last?.data !== data || last.question !== question)) setLast({ data, question });
  return data ?? (last?.question === question ? last.data : undefined);
}

/** The same for the same question of another time, or at another grain. */
function withoutTime(question: object): string {
  return JSON.stringify({ ...question, from: null, to: null, before: null, grain: null });
}
