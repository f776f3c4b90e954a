import type { Urgency } from "../../oncall/notification/contract.ts";
import type { PolicySnapshot } from "../../oncall/policy/contract.ts";
import type { AlertDetails, Severity } from "../contract.ts";
import type { Routing } from "./contract.ts";

/** Where a run stands in its policy: the level to be called next, and in which round, both from 0. */
export interface Position {
  level: number;
  round: number;
}

/** What a due step does. `passed`: levels that reach nobody, from 0; the next was called at once. */
export type Step<Person> =
  | { kind: "call"; at: Position; people: Person[]; passed: number[]; next: Position }
  /** Every level of a whole round reaches nobody: they are asked again. */
  | { kind: "unreachable"; passed: number[] }
  /** Every level was called in every round. */
  | { kind: "exhausted"; passed: number[] };

/** How soon levels that reach nobody are asked again, ms. */
export const askAgainMs = 60_000;

/**
 * What is to be done now. `reach` says whom a level reaches at this moment. Somebody is called, or a whole round was
 * asked in vain, or the policy is at its end: it always says one of the three.
 */
export async function nextStep<Person>(
  policy: Pick<PolicySnapshot, "levels" | "repeats">,
  from: Position,
  reach: (level: number) => Promise<Person[]>,
): Promise<Step<Person>> {
  const passed: number[] = [];
  let { level, round } = from;
  for (let asked = 0; asked < policy.levels.length; asked++) {
    if (round > policy.repeats) return { kind: "exhausted", passed };
    const people = await reach(level);
    const next = following(policy, { level, round });
    if (people.length > 0) return { kind: "call", at: { level, round }, people, passed, next };
    passed.push(level);
    ({ level, round } = next);
  }
  return { kind: "unreachable", passed };
}

/** The position after one; past the last round where the policy ends. */
function following({ levels }: Pick<PolicySnapshot, "levels">, { level, round }: Position): Position {
  return level + 1 < levels.length ? { level: level + 1, round } : { level: 0, round: round + 1 };
}

/** How loud: what is critical or an error passes quiet hours. */
export const urgencyOf = (severity: Severity): Urgency =>
  severity === "critical" || severity === "error" ? "high" : "low";

/** What makes alerts of an integration one page; null: nothing does. */
export function causeOf({ grouping }: Pick<Routing, "grouping">, details: Pick<AlertDetails, "group">): string | null {
  if (grouping === "none") return null;
  return grouping === "all" ? "" : (details.group ?? null);
}
