"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import type { SourceOverview } from "../../server/sources/contract.ts";
import { useTRPC } from "../shell/api.tsx";
import { type Asked, useAsked } from "./use-asked.ts";

export const askSourcesAgainMs = 5_000;

/** Every source with its state and its last 24 hours; `initial` is what the page was drawn with. */
export function useSourceOverview(initial: SourceOverview[]): Asked<SourceOverview[]> {
  const trpc = useTRPC();
  const options = { initialData: initial, refetchInterval: askSourcesAgainMs, staleTime: askSourcesAgainMs };
  return useAsked(useQuery({ ...trpc.sources.overview.queryOptions(), ...options }));
}

/** Asks again at once all that a deed may have changed. */
export function useAskSourcesAgain(): () => Promise<void> {
  const trpc = useTRPC();
  const queries = useQueryClient();
  return async () => {
    await Promise.all([
      queries.invalidateQueries({ queryKey: trpc.sources.pathKey() }),
      queries.invalidateQueries({ queryKey: trpc.counting.voidings.pathKey() }),
    ]);
  };
}
