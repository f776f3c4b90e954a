import type { Silence } from "../../server/alerts/silence/contract.ts";
import { severityLooks } from "./alert-words.ts";

/** What a silence holds, in words: all of it must be so. */
export function matcherWords({ matcher, integration }: Pick<Silence, "matcher" | "integration">): string {
  const { severity, text, dedupKeyPrefix } = matcher;
  return [
    integration === null ? "" : `from ${integration}`,
    severity === null ? "" : `of severity ${severityLooks[severity].word.toLowerCase()}`,
    text === null ? "" : `with "${text}" in the summary or source`,
    dedupKeyPrefix === null ? "" : `whose key begins with "${dedupKeyPrefix}"`,
  ]
    .filter((words) => words !== "")
    .join(", ");
}

export type SilenceStanding = "on" | "ahead" | "past";

export function standingOf({ from, to, ended }: Silence, now: number): SilenceStanding {
  if (ended || to <= now) return "past";
  return from <= now ? "on" : "ahead";
}
