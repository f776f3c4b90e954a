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

/** Each source's share (see SourceShare) of what was counted; by source id. What was voided away is no share. */
export function sharesOf(counts: readonly CountOfSource[]): Map<number, SourceShare> {
  const counted = counts.filter(({ n }) => n > 0);
  const totals = new Map<string, number>();
  for (const { kind, n } of counted) totals.set(kind, (totals.get(kind) ?? 0) + n);
  const chosen = new Map<number, CountOfSource>();
  for (const count of counted) {
    const known = chosen.get(count.sourceId);
    if (!known || isBetter(count, known)) chosen.set(count.sourceId, count);
  }
  return new Map([...chosen].map(([id, { kind, n }]) => [id, { kind, part: n / (totals.get(kind) ?? n) }]));
}

/** Decisions before anything else, then what is more, then by name, so that the choice does not flicker. */
function isBetter(one: CountOfSource, other: CountOfSource): boolean {
  if ((one.kind === "decision") !== (other.kind === "decision")) return one.kind === "decision";
  return one.n === other.n ? one.kind < other.kind : one.n > other.n;
}
