"use client";

import type { UseQueryResult } from "@tanstack/react-query";
import { useLive } from "../live/live-provider.tsx";
import { useServerSecond } from "../live/use-connection.ts";
import { sourcesOldMs } from "./use-sources.ts";

/** An answer with its age. */
export interface Asked<T> {
  data: T | undefined;
  /** Server time of the answer, epoch ms; null before the first. */
  asOf: number | null;
  /** It may not be true any more: nothing newer came for 15 s. */
  old: boolean;
  /** Why there is no answer, when there is none. */
  refusal: { forbidden: boolean; words: string } | null;
}

/** What may be believed of a query that is asked again every few seconds; draws anew each second. */
export function useAsked<T>({ data, dataUpdatedAt, error }: UseQueryResult<T, Failure>): Asked<T> {
  const { clock } = useLive();
  const now = useServerSecond();
  // Both times are of this computer, so that its clock, right or wrong, falls out of the difference.
  const asOf = data === undefined ? null : clock.now() - (Date.now() - dataUpdatedAt);
  const forbidden = error?.data?.code === "FORBIDDEN" || error?.data?.code === "UNAUTHORIZED";
  const words = error?.data ? error.message : "The server did not answer. It is asked again every few seconds.";
  return {
    data: forbidden ? undefined : data,
    asOf,
    old: asOf !== null && now - asOf > sourcesOldMs,
    refusal: error && (forbidden || data === undefined) ? { forbidden, words } : null,
  };
}

export interface Failure {
  message: string;
  data?: { code: string } | null;
}
