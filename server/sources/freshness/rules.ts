import type { CountOfSource } from "../../counting/counting.ts";
import type { FreshnessState, SourceShare } from "../contract.ts";

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

/** Each source's shares (see SourceShare) of what was counted; by source id. What was voided away is no share. */
export function sharesOf(counts: readonly CountOfSource[]): Map<number, SourceShare[]> {
  const counted = counts.filter(({ n }) => n > 0).toSorted(inOrder);
  const totals = new Map<string, number>();
  for (const { kind, n } of counted) totals.set(kind, (totals.get(kind) ?? 0) + n);
  const shares = new Map<number, SourceShare[]>();
  for (const { sourceId, kind, n } of counted) {
    const own = shares.get(sourceId) ?? [];
    shares.set(sourceId, [...own, { kind, part: n / (totals.get(kind) ?? n) }]);
  }
  return shares;
}

/** Decisions before anything else, then what is more, then by name, so that the order does not flicker. */
function inOrder(one: CountOfSource, other: CountOfSource): number {
  const decisionsFirst = Number(other.kind === "decision") - Number(one.kind === "decision");
  return decisionsFirst || other.n - one.n || (one.kind < other.kind ? -1 : 1);
}
