"use client";

import { useQuery } from "@tanstack/react-query";
import type { SourceFreshness } from "../../server/sources/contract.ts";
import { useLive } from "../live/live-provider.tsx";
import { useTRPC } from "../shell/api.tsx";

const askAgainMs = 5_000;

/** Sources and how fresh they were at the last answer; `asOf` is server time, epoch ms. Null before the first answer. */
export function useSources(): { sources: readonly SourceFreshness[]; asOf: number } | null {
  const trpc = useTRPC();
  const { clock } = useLive();
  const { data } = useQuery({
    ...trpc.sources.freshness.queryOptions(),
    refetchInterval: askAgainMs,
    staleTime: askAgainMs,
    select: (sources) => ({ sources, asOf: clock.now() }),
  });
  return data ?? null;
}

/** Those whose data is missing or late. A source that never sent is not yet missed. */
export function inTrouble(sources: readonly SourceFreshness[]): SourceFreshness[] {
  return sources.filter(({ state }) => state === "delayed" || state === "stale");
}
