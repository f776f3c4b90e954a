import type { FreshnessState } from "./contract.ts";

/** An event this old is counted `late` on receipt (DESIGN 3), so live charts cannot show it any more. */
const staleAfterMs = 15 * 60_000;
const delayedAtLeastMs = 10_000;
const delayedAfterGaps = 3;

/**
 * How fresh a source is (PRODUCT, Screens): delayed when its newest event is older than three times its median gap,
 * at least 10 s. Times are epoch milliseconds; an event slightly ahead of the clock is fresh.
 */
export function freshnessOf(now: number, newestEvent: number | null, medianGapMs: number | null): FreshnessState {
  if (newestEvent === null) return "silent";
  const age = now - newestEvent;
  if (age > staleAfterMs) return "stale";
  return age > Math.max(delayedAtLeastMs, delayedAfterGaps * (medianGapMs ?? 0)) ? "delayed" : "live";
}
