"use client";

import { useQuery } from "@tanstack/react-query";
import { useSyncExternalStore } from "react";
import type { ReadSeries, ReadTotals, SeriesAnswer, TotalsAnswer } from "../../server/counting/series/contract.ts";
import { bucketOf, type Grain, grainMs } from "../../server/kernel/grains.ts";
import { useLive } from "../live/live-provider.tsx";
import { usePaused } from "../live/use-connection.ts";
import { useTRPC } from "../shell/api.tsx";
import type { Failure } from "./use-asked.ts";

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
  refusal: { forbidden: boolean; words: string } | null;
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
  return askedSeries(
    useQuery({ ...options, ...timing(beat, paused), placeholderData: keepWhileMoving(question) }),
    beat,
  );
}

/** The sums of a window by one dimension or two, ranked; asked again as `useSeries` is. */
export function useTotals(question: ReadTotals, moving: boolean): AskedSeries<TotalsAnswer> {
  const trpc = useTRPC();
  const paused = usePaused() !== null;
  const beat = beatOf(question, moving);
  const options = trpc.series.totals.queryOptions(question);
  return askedSeries(
    useQuery({ ...options, ...timing(beat, paused), placeholderData: keepWhileMoving(question) }),
    beat,
  );
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

interface Asks {
  queryKey: readonly unknown[];
}

/** The answer before stays while the next is awaited, as long as it is one to the same question of another time. */
function keepWhileMoving(question: object) {
  const now = withoutTime(question);
  return <T>(before: T | undefined, query: Asks | undefined): T | undefined => {
    const asked = query?.queryKey[1];
    const input = typeof asked === "object" && asked !== null && "input" in asked ? asked.input : undefined;
    return typeof input === "object" && input !== null && withoutTime(input) === now ? before : undefined;
  };
}

function withoutTime(question: object): string {
  return JSON.stringify({ ...question, from: null, to: null, grain: null });
}

interface Answered<T> {
  data: T | undefined;
  error: Failure | null;
  isFetching: boolean;
  refetch(): unknown;
}

/** What came of a question, in the words of a panel. */
export function askedSeries<T>(
  { data, error, isFetching, refetch }: Answered<T>,
  beat: number | false,
): AskedSeries<T> {
  const forbidden = error?.data?.code === "FORBIDDEN" || error?.data?.code === "UNAUTHORIZED";
  const words = error?.data ? error.message : "The server did not answer. It is asked again every few seconds.";
  return {
    data: forbidden ? undefined : data,
    refreshing: isFetching,
    refusal: error && (forbidden || data === undefined) ? { forbidden, words } : null,
    beat,
    retry: () => void refetch(),
  };
}
