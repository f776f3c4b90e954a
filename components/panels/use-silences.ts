"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import type { Silences } from "../../server/alerts/silence/contract.ts";
import { useTRPC } from "../shell/api.tsx";
import { type Asked, useAsked } from "./use-asked.ts";

const askAgainMs = 5_000;
const seldomMs = 15_000;

/** The silences that the page was drawn with, asked again often: they begin and end by themselves. */
export function useSilences(initial: Silences): Asked<Silences> {
  const { alerts } = useTRPC();
  const query = useQuery({
    ...alerts.silences.queryOptions(),
    initialData: initial,
    staleTime: askAgainMs,
    refetchInterval: askAgainMs,
  });
  return useAsked(query, { pauses: false });
}

const nothing: ReadonlyMap<string, number> = new Map();

/** Until when alerts page nobody, epoch ms by id; only those that are silenced now. */
export function useSilencedUntil(): ReadonlyMap<string, number> {
  const { alerts } = useTRPC();
  const { data } = useQuery({ ...alerts.silences.queryOptions(), refetchInterval: seldomMs });
  if (!data || data.silenced.length === 0) return nothing;
  return new Map(data.silenced.map(({ alertId, until }) => [alertId, until]));
}

/** Asks again at once what a silence changes. */
export function useAskSilencesAgain(): () => Promise<void> {
  const { alerts } = useTRPC();
  const queries = useQueryClient();
  return async () => {
    await Promise.all([
      queries.invalidateQueries({ queryKey: alerts.silences.queryKey() }),
      queries.invalidateQueries({ queryKey: alerts.waiting.queryKey() }),
    ]);
  };
}
