"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { Voiding } from "../../server/counting/voiding/contract.ts";
import { grainMs } from "../../server/kernel/grains.ts";
import { useLive } from "../live/live-provider.tsx";
import { useTRPC } from "../shell/api.tsx";

const askAgainMs = 15_000;
const none: readonly Voiding[] = [];

/** Voidings of events of the hours that live charts draw; at most 15 s old while the server answers. */
export function useVoidings(): readonly Voiding[] {
  const trpc = useTRPC();
  const { clock } = useLive();
  // By whole hours: a `from` that moved with the clock would be another question each time.
  const from = (Math.floor(clock.now() / grainMs.hour) - 2) * grainMs.hour;
  const { data } = useQuery({
    ...trpc.counting.voidings.queryOptions({ from }),
    placeholderData: keepPreviousData,
    refetchInterval: askAgainMs,
    staleTime: askAgainMs,
  });
  return data ?? none;
}
