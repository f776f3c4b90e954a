"use client";

import { parseAsStringLiteral, useQueryState } from "nuqs";
import { type Comparison, comparisons } from "../../server/counting/series/contract.ts";
import { grainMs } from "../../server/kernel/grains.ts";

const { hour, day } = grainMs;
const ranges = ["5m", "15m", "40m", "2h", "6h", "24h", "7d", "30d", "90d", "1y", "all"] as const;
export type ExploreRange = (typeof ranges)[number];

/** How far back each range reaches, ms; null is everything that was ever counted. */
export const exploreRanges: Record<ExploreRange, { name: string; last: number | null }> = {
  "5m": { name: "Last 5 min", last: hour / 12 },
  "15m": { name: "Last 15 min", last: hour / 4 },
  "40m": { name: "Last 40 min", last: (hour * 2) / 3 },
  "2h": { name: "Last 2 h", last: 2 * hour },
  "6h": { name: "Last 6 h", last: 6 * hour },
  "24h": { name: "Last 24 h", last: day },
  "7d": { name: "Last 7 days", last: 7 * day },
  "30d": { name: "Last 30 days", last: 30 * day },
  "90d": { name: "Last 90 days", last: 90 * day },
  "1y": { name: "Last year", last: 364 * day },
  all: { name: "All", last: null },
};

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

/** Range and comparison stand in the address, so that a link shows the other person the same. */
export function useExploreRange() {
  return useQueryState("range", parseAsStringLiteral(ranges).withDefault("24h"));
}

export function useComparison() {
  return useQueryState("compare", parseAsStringLiteral(comparisons));
}
