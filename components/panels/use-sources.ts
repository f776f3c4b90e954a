"use client";

import { type UseQueryResult, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import type { SourceFreshness } from "../../server/sources/contract.ts";
import { useLive } from "../live/live-provider.tsx";
import { useTRPC } from "../shell/api.tsx";
import { type Failure, isForbidden } from "./failure.ts";

const askAgainMs = 5_000;

/** The question that says how fresh each source is; every panel asks the same one. */
export function useFreshness(): UseQueryResult<SourceFreshness[], Failure> {
  const trpc = useTRPC();
  return useQuery({ ...trpc.sources.freshness.queryOptions(), refetchInterval: askAgainMs, staleTime: askAgainMs });
}

/** Sources and how fresh they were at the last answer; `asOf` is server time, epoch ms. Null before the first answer. */
export function useSources(): { sources: readonly SourceFreshness[]; asOf: number } | null {
  const { clock } = useLive();
  const { data, dataUpdatedAt, error } = useFreshness();
  const known = isForbidden(error) ? undefined : data;
  // biome-ignore lint/correctness/useExhaustiveDependencies: an answer that says the same again is newer all the same
  return useMemo(() => (known ? { sources: known, asOf: clock.now() } : null), [known, dataUpdatedAt, clock]);
}
