"use client";

import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import type { SourceFreshness } from "../../server/sources/contract.ts";
import { useLive } from "../live/live-provider.tsx";
import { useTRPC } from "../shell/api.tsx";

const askAgainMs = 5_000;
/** An answer older than this is not taken for the present state. */
export const sourcesOldMs = 15_000;

/** Sources and how fresh they were at the last answer; `asOf` is server time, epoch ms. Null before the first answer. */
export function useSources(): { sources: readonly SourceFreshness[]; asOf: number } | null {
  const trpc = useTRPC();
  const { clock } = useLive();
  const { data, dataUpdatedAt } = useQuery({
    ...trpc.sources.freshness.queryOptions(),
    refetchInterval: askAgainMs,
    staleTime: askAgainMs,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: an answer that says the same again is newer all the same
  return useMemo(() => (data ? { sources: data, asOf: clock.now() } : null), [data, dataUpdatedAt, clock]);
}

/** Those whose data is missing or late. A source that never sent is not yet missed. */
export function inTrouble(sources: readonly SourceFreshness[]): SourceFreshness[] {
  return sources.filter(({ state }) => state === "delayed" || state === "stale");
}
