"use client";

import { parseAsStringLiteral, useQueryState } from "nuqs";
import { useMemo } from "react";
import type { Comparison } from "../../server/counting/series/contract.ts";
import { grainMs } from "../../server/kernel/grains.ts";
import type { LiveGrain } from "../../server/realtime/contract.ts";
import { comparisonChoices, type RangeName, rangeNames, zoneChoices } from "../../server/views/address/contract.ts";
import { useLive } from "../live/live-provider.tsx";
import { browserZone, utc, type Zone } from "../ui/format-time.ts";
import { useInBrowser } from "../ui/use-in-browser.ts";

// Range, comparison and zone stand in the address, so that a link shows the other person the same.

const { minute, hour, day } = grainMs;

/** How far back each range reaches, ms; null is everything that was ever counted. */
export const ranges = {
  "5m": { name: "Last 5 min", last: 5 * minute },
  "15m": { name: "Last 15 min", last: 15 * minute },
  "40m": { name: "Last 40 min", last: 40 * minute },
  "2h": { name: "Last 2 h", last: 2 * hour },
  "6h": { name: "Last 6 h", last: 6 * hour },
  "24h": { name: "Last 24 h", last: day },
  "7d": { name: "Last 7 days", last: 7 * day },
  "30d": { name: "Last 30 days", last: 30 * day },
  "90d": { name: "Last 90 days", last: 90 * day },
  "1y": { name: "Last year", last: 364 * day },
  all: { name: "All", last: null },
} as const satisfies Record<RangeName, { name: string; last: number | null }>;
export type Range = RangeName;
export const allRanges: readonly Range[] = rangeNames;

/** The ranges that are streamed, bucket by bucket. */
export const liveRanges = {
  "40m": { grain: "10s", length: ranges["40m"].last, name: ranges["40m"].name, buckets: "10-s buckets" },
  "2h": { grain: "minute", length: ranges["2h"].last, name: ranges["2h"].name, buckets: "1-min buckets" },
} as const satisfies Partial<Record<Range, { grain: LiveGrain; length: number; name: string; buckets: string }>>;
export type LiveRange = keyof typeof liveRanges;

/** The range of the address, or the page's own where that is none of those it offers; the address keeps what it says. */
export function useRange<Offered extends Range>(offered: readonly Offered[], fallback: Offered) {
  const [chosen, set] = useQueryState("range", parseAsStringLiteral(allRanges));
  return [offered.find((one) => one === chosen) ?? fallback, (range: Offered) => void set(range)] as const;
}

const liveRangesOffered = Object.keys(liveRanges) as LiveRange[];

export function useLiveRange(): LiveRange {
  return useRange(liveRangesOffered, "40m")[0];
}

export const comparisonNames: Record<Comparison, { name: string; short: string }> = {
  previous: { name: "Previous period", short: "the period before" },
  last_week: { name: "Same weekday last week", short: "last week" },
  last_year: { name: "Same weekday last year", short: "last year" },
};

/** How far back the compared stretch of a range of `length` ms lies, ms. */
export function shiftOf(comparison: Comparison | null, length: number): number {
  if (comparison === null) return 0;
  return { previous: length, last_week: 7 * day, last_year: 364 * day }[comparison];
}

/** The comparison of the address; where it says nothing, the page's own. Null compares with nothing. */
export function useComparison(fallback: Comparison | null) {
  const [chosen, set] = useQueryState("compare", parseAsStringLiteral(comparisonChoices));
  const comparison = chosen === "none" ? null : (chosen ?? fallback);
  return [comparison, (next: Comparison | null) => void set(next ?? "none")] as const;
}

export type ZoneChoice = (typeof zoneChoices)[number];

export function useZoneChoice() {
  return useQueryState("zone", parseAsStringLiteral(zoneChoices).withDefault("utc"));
}

/** The zone to write instants in. The server does not know the browser's, so the first drawing is in UTC. */
export function useZone(): Zone {
  const [choice] = useZoneChoice();
  const { clock } = useLive();
  const inBrowser = useInBrowser();
  return useMemo(() => (choice === "local" && inBrowser ? browserZone(clock.now()) : utc), [choice, clock, inBrowser]);
}
