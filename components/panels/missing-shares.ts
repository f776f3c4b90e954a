import { kinds as allKinds, type Kind } from "../../server/counting/contract.ts";
import { countedBy, type Measure } from "../../server/counting/series/contract.ts";
import type { SourceFreshness } from "../../server/sources/contract.ts";
import type { Missing } from "../live/liveness.ts";
import { partWords } from "./source-words.ts";

/** The events that a measure is counted from. */
export function countedKinds(measure: Measure): readonly Kind[] {
  return [countedBy[measure].kind];
}

/** Those that sent events of one of these kinds in the last 24 hours. */
export function sendersOf(sources: readonly SourceFreshness[], kinds: readonly Kind[]): SourceFreshness[] {
  return sources.filter(({ shares }) => shares.some(({ kind }) => kinds.includes(kind)));
}

/** What is missing of events of these kinds; null while every source that usually sends them is fresh. */
export function missingOf(sources: readonly SourceFreshness[], kinds: readonly Kind[]): Missing | null {
  return missingAmong(sendersOf(sources, kinds), kinds);
}

/** The same of everything that sources send, where they themselves are drawn: one silent for days is missed, too. */
export function silentOf(sources: readonly SourceFreshness[]): Missing | null {
  return missingAmong(
    sources.filter(({ state }) => state !== "silent"),
    allKinds,
  );
}

function missingAmong(senders: readonly SourceFreshness[], kinds: readonly Kind[]): Missing | null {
  const lacking = inTrouble(senders);
  if (lacking.length === 0) return null;
  const named = lacking.map((source) => {
    const { id, name, state, newestEvent } = source;
    return { id, name, state, newestEvent, part: largestPart([source], kinds) };
  });
  return {
    part: largestPart(lacking, kinds),
    sources: named.toSorted((a, b) => b.part - a.part),
    of: senders.length,
  };
}

/** How much of a kind some sources send together, of the kind of which it is most. */
function largestPart(sources: readonly SourceFreshness[], kinds: readonly Kind[]): number {
  const shares = sources.flatMap((source) => source.shares);
  const parts = kinds.map((one) => shares.reduce((sum, { kind, part }) => sum + (kind === one ? part : 0), 0));
  return Math.min(1, Math.max(...parts));
}

/** "43 % missing: EU-West and 2 more" */
export function missingWords({ part, sources }: Missing): string {
  const [first, ...rest] = sources;
  return `${partWords(part)} missing: ${first?.name ?? ""}${rest.length > 0 ? ` and ${rest.length} more` : ""}`;
}

/** Those whose data is missing or late. A source that never sent is not yet missed. */
export function inTrouble(sources: readonly SourceFreshness[]): SourceFreshness[] {
  return sources.filter(({ state }) => state === "delayed" || state === "stale");
}
