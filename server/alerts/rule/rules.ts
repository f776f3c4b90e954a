import type { RuleCondition } from "./contract.ts";

const minuteMs = 60_000;
/** Senders may take so long to tell of what happened in a minute; then it is looked at. */
const settledMs = 15_000;

/** End of the newest minute that is complete at `now`, both epoch ms. */
export function completeUntil(now: number): number {
  return Math.floor((now - settledMs) / minuteMs) * minuteMs;
}

/** What was counted in a minute; null: not known, which is never taken for nothing. */
export type Minute = number | null;

/** Whether one minute is as the rule looks for. */
function meets({ comparison, value }: Pick<RuleCondition, "comparison" | "value">, count: number): boolean {
  if (comparison === "absent") return count === 0;
  return comparison === "above" ? count > (value ?? 0) : count < (value ?? 0);
}

/**
 * Whether a rule fires after these minutes, its newest last. It begins when all of them are as it looks for, and ends
 * when none is; what lies between changes nothing, so that a count around the value does not flap. Absence ends with the
 * first thing that is counted. Of minutes that are not known nothing begins or ends.
 */
export function firesAfter(rule: RuleCondition, fired: boolean, minutes: readonly Minute[]): boolean {
  const newest = minutes.slice(-rule.minutes);
  if (newest.length < rule.minutes) return fired;
  if (!fired) return newest.every((count) => count !== null && meets(rule, count));
  if (rule.comparison === "absent") {
    const last = newest.at(-1) ?? null;
    return last === null || last === 0;
  }
  return !newest.every((count) => count !== null && !meets(rule, count));
}

/** When a rule would have fired over minutes in a row, of which the first begins at `from`; epoch ms. */
export function firingsOver(
  rule: RuleCondition,
  from: number,
  minutes: readonly Minute[],
): { from: number; to: number | null }[] {
  const firings: { from: number; to: number | null }[] = [];
  let fires = false;
  for (let end = rule.minutes; end <= minutes.length; end++) {
    const next = firesAfter(rule, fires, minutes.slice(end - rule.minutes, end));
    const at = from + end * minuteMs;
    const last = firings.at(-1);
    if (next && !fires) firings.push({ from: at, to: null });
    if (!next && fires && last) last.to = at;
    fires = next;
  }
  return firings;
}

const number = new Intl.NumberFormat("en");
const measureWords: Record<RuleCondition["measure"], string> = {
  takedowns: "takedowns",
  restrictions: "restrictions",
  decisions: "decisions",
  reversals: "reversals",
  user_reports: "user reports",
  appeals_opened: "appeals opened",
  appeals_decided: "appeals decided",
  sign_ups: "sign-ups",
  deletions: "deletions",
};

/** "takedowns above 1,000 a minute for 5 minutes": what an alert says beside the rule's name. */
export function conditionWords({ measure, comparison, value, minutes, filter }: RuleCondition): string {
  const what = measureWords[measure];
  const limited = Object.values(filter).some((one) => one !== undefined) ? " as filtered" : "";
  const long = `${minutes} minute${minutes === 1 ? "" : "s"}`;
  if (comparison === "absent") return `no ${what}${limited} for ${long}`;
  return `${what}${limited} ${comparison} ${number.format(value ?? 0)} a minute for ${long}`;
}
