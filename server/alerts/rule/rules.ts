import type { Dimension, LiveMeasure } from "../../counting/series/contract.ts";
import { dimensions } from "../../counting/series/contract.ts";
import { type FiringSeries, missedMinutes, type RuleCondition } from "./contract.ts";

const minuteMs = 60_000;
/** Senders may take so long to tell of what happened in a minute; then it is looked at. */
const settledMs = 15_000;

/** End of the newest minute that is complete at `now`, both epoch ms. */
export function completeUntil(now: number): number {
  return Math.floor((now - settledMs) / minuteMs) * minuteMs;
}

/** What was counted in a minute, or users at its end; null: not known, which is never taken for nothing. */
export type Minute = number | null;

/** Whether one minute is as the rule looks for. */
function meets({ comparison, value }: Pick<RuleCondition, "comparison" | "value">, count: number): boolean {
  if (comparison === "absent") return count === 0;
  return comparison === "above" ? count > (value ?? 0) : count < (value ?? 0);
}

/** So many minutes decide how a rule stands: its own, and those that say which values of a breakdown are missed. */
export function minutesNeeded({ breakdowns, comparison, minutes }: RuleCondition): number {
  return minutes + (breakdowns.length > 0 && comparison !== "above" ? missedMinutes : 0);
}

/**
 * Whether a rule fires after the first `end` of these minutes in a row. It begins when all of its newest are as it looks
 * for, and ends when none is; what lies between changes nothing, so that a count around the value does not flap. Absence
 * ends with the first thing that is counted. Of minutes that are not known nothing begins or ends. Little of a value of a
 * breakdown begins nothing when nothing was counted of it for longer than live views show: nobody misses it.
 */
export function firesAfter(
  rule: RuleCondition,
  fired: boolean,
  minutes: readonly Minute[],
  end: number = minutes.length,
): boolean {
  const start = end - rule.minutes;
  if (start < 0) return fired;
  const newest = minutes.slice(start, end);
  if (!fired) {
    return newest.every((count) => count !== null && meets(rule, count)) && isMissed(rule, minutes, end);
  }
  if (rule.comparison === "absent") {
    const last = newest.at(-1) ?? null;
    return last === null || last === 0;
  }
  return !newest.every((count) => count !== null && !meets(rule, count));
}

function isMissed(rule: RuleCondition, minutes: readonly Minute[], end: number): boolean {
  const needed = minutesNeeded(rule);
  if (needed === rule.minutes) return true;
  return minutes.slice(Math.max(0, end - needed), end).some((count) => count !== null && count > 0);
}

/** What is watched, minute by minute: each series by its key, and one of which nothing was counted. */
export interface WatchedSeries {
  series: ReadonlyMap<string, readonly Minute[]>;
  nothing: readonly Minute[];
}

/** Which series of a rule fire after these minutes, given those that did. */
export function firingKeys(
  rule: RuleCondition,
  fired: ReadonlySet<string>,
  { series, nothing }: WatchedSeries,
): Set<string> {
  const keys = new Set([...series.keys(), ...fired]);
  return new Set([...keys].filter((key) => firesAfter(rule, fired.has(key), series.get(key) ?? nothing)));
}

/** What the newest minute says of a rule: of several series the largest, or the smallest where it looks for little. */
export function newestOf(
  rule: RuleCondition,
  { series, nothing }: WatchedSeries,
): { seen: Minute; seenKey: string | null } {
  if (rule.breakdowns.length === 0) return { seen: series.get("all")?.at(-1) ?? null, seenKey: null };
  const sign = rule.comparison === "above" ? 1 : -1;
  let newest: { seen: Minute; seenKey: string | null } = { seen: nothing.at(-1) ?? null, seenKey: null };
  for (const [key, minutes] of series) {
    const last = minutes.at(-1);
    if (last == null || !isMissed(rule, minutes, minutes.length)) continue;
    if (newest.seenKey === null || sign * (last - (newest.seen ?? 0)) > 0) newest = { seen: last, seenKey: key };
  }
  return newest;
}

/** A change of what fires; of many the first ones only, so that no transaction holds the alerts of all for long. */
export interface FiringStep {
  began: string[];
  ended: string[];
  /** What fires after it. */
  firings: FiringSeries[];
}

/** From what fires to what shall, in steps of at most `atMost` changes; at least one step, which may change nothing. */
export function firingSteps(
  fired: readonly FiringSeries[],
  { keys, at, seen }: { keys: ReadonlySet<string>; at: number; seen: (key: string) => Minute },
  atMost: number,
): FiringStep[] {
  const known = new Set(fired.map(({ key }) => key));
  const changes = [
    // The oldest last: its page stands for the others, and one of them would be called out when it ends before them.
    ...fired.toReversed().flatMap(({ key }) => (keys.has(key) ? [] : [{ key, begins: false }])),
    ...[...keys].flatMap((key) => (known.has(key) ? [] : [{ key, begins: true }])),
  ];
  const steps: FiringStep[] = [];
  let firings = fired.map((one) => ({ ...one, seen: seen(one.key) }));
  do {
    const taken = changes.splice(0, atMost);
    const ended = taken.flatMap(({ key, begins }) => (begins ? [] : [key]));
    const began = taken.flatMap(({ key, begins }) => (begins ? [key] : []));
    firings = [
      ...firings.filter(({ key }) => !ended.includes(key)),
      ...began.map((key) => ({ key, since: at, seen: seen(key) })),
    ];
    steps.push({ began, ended, firings });
  } while (changes.length > 0);
  return steps;
}

/** When a series would have fired over minutes in a row, of which the first begins at `from`; epoch ms. */
export function firingsOver(
  rule: RuleCondition,
  from: number,
  minutes: readonly Minute[],
): { from: number; to: number | null }[] {
  const firings: { from: number; to: number | null }[] = [];
  let fires = false;
  for (let end = minutesNeeded(rule); end <= minutes.length; end++) {
    const next = firesAfter(rule, fires, minutes, end);
    const at = from + end * minuteMs;
    const last = firings.at(-1);
    if (next && !fires) firings.push({ from: at, to: null });
    if (!next && fires && last) last.to = at;
    fires = next;
  }
  return firings;
}

const number = new Intl.NumberFormat("en");
const measureWords: Record<LiveMeasure, string> = {
  takedowns: "takedowns",
  restrictions: "restrictions",
  decisions: "decisions",
  reversals: "reversals",
  user_reports: "user reports",
  appeals_opened: "appeals opened",
  appeals_decided: "appeals decided",
  sign_ups: "sign-ups",
  deletions: "deletions",
  total_users: "users in total",
};
/** Sources last: their names are the longest, and lists cut the end. */
const spoken: readonly Dimension[] = [...dimensions.filter((by) => by !== "source"), "source"];
const plain = (name: string) => name.replaceAll("_", " ");

/**
 * "takedowns (category violence) above 1,000 a minute for 5 minutes": what an alert says beside the rule's name, of the
 * rule as a whole or of one of its series.
 */
export function conditionWords(
  rule: RuleCondition,
  { key, sources }: { key?: string | undefined; sources?: ReadonlyMap<string, string> } = {},
): string {
  const { measure, comparison, value, minutes } = rule;
  const limits = limitWords(limitsOf(rule, key), sources);
  const what = `${measureWords[measure]}${limits === "" ? "" : ` (${limits})`}`;
  const long = `${minutes} minute${minutes === 1 ? "" : "s"}`;
  if (comparison === "absent") return `no ${measure === "total_users" ? `reading of ${what}` : what} for ${long}`;
  const unit = measure === "total_users" ? "" : " a minute";
  return `${what} ${comparison} ${number.format(value ?? 0)}${unit} for ${long}`;
}

/** "category violence": of which value of a rule's breakdowns an alert is. */
export function seriesWords(rule: RuleCondition, key: string, sources?: ReadonlyMap<string, string>): string {
  return limitWords(limitsOf({ ...rule, filter: {} }, key), sources);
}

function limitWords(limits: ReturnType<typeof limitsOf>, sources?: ReadonlyMap<string, string>): string {
  const named = (by: Dimension, is: string) => (by === "source" ? (sources?.get(is) ?? is) : plain(is));
  return limits.map(([by, is]) => `${plain(by)} ${named(by, is)}`).join(", ");
}

/** What the newest minute had, for its alert: the value that fired. */
export function seenWords({ measure, comparison }: RuleCondition, seen: number): string | null {
  if (measure !== "total_users") return `${number.format(seen)} ${measureWords[measure]} in the minute before`;
  return comparison === "absent" ? null : `${number.format(seen)} users in total at the end of the minute before`;
}

/** Whether what a rule says names a source. */
export function namesSource({ breakdowns, filter }: RuleCondition): boolean {
  return breakdowns.includes("source") || filter.source !== undefined;
}

function limitsOf({ breakdowns, filter }: RuleCondition, key: string | undefined): (readonly [Dimension, string])[] {
  const values = key === undefined ? [] : key.split("|");
  const held: Partial<Record<Dimension, string | number>> = { ...filter };
  for (const [index, by] of breakdowns.entries()) held[by] = values[index] ?? held[by];
  return spoken.flatMap((by) => (held[by] === undefined ? [] : [[by, String(held[by])] as const]));
}
