import type { CountOfSource } from "../../counting/counting.ts";
import type { SourceShare } from "../contract.ts";

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
