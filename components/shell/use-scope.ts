"use client";

import { parseAsStringLiteral, useQueryState } from "nuqs";
import { useMemo, useSyncExternalStore } from "react";
import type { LiveGrain } from "../../server/realtime/contract.ts";
import { useLive } from "../live/live-provider.tsx";
import { browserZone, utc, type Zone } from "../ui/format-time.ts";

/** Range and zone stand in the address, so that a link shows the other person the same. */
const ranges = ["40m", "2h"] as const;
export type Range = (typeof ranges)[number];
const zones = ["utc", "local"] as const;
export type ZoneChoice = (typeof zones)[number];

export const rangeLooks: Record<Range, { grain: LiveGrain; length: number; name: string; buckets: string }> = {
  "40m": { grain: "10s", length: 40 * 60_000, name: "Last 40 min", buckets: "10-s buckets" },
  "2h": { grain: "minute", length: 120 * 60_000, name: "Last 2 h", buckets: "1-min buckets" },
};

export function useRange() {
  return useQueryState("range", parseAsStringLiteral(ranges).withDefault("40m"));
}

export function useZoneChoice() {
  return useQueryState("zone", parseAsStringLiteral(zones).withDefault("utc"));
}

/** The zone to write instants in. The server does not know the browser's, so the first drawing is in UTC. */
export function useZone(): Zone {
  const [choice] = useZoneChoice();
  const { clock } = useLive();
  const inBrowser = useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
  return useMemo(() => (choice === "local" && inBrowser ? browserZone(clock.now()) : utc), [choice, clock, inBrowser]);
}

function never(): () => void {
  return () => {};
}
