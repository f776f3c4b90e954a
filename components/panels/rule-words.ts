import type {
  FiringSeries,
  Rule,
  RuleComparison,
  RuleCondition,
  RulePreview,
} from "../../server/alerts/rule/contract.ts";
import { type Dimension, dimensions, type LiveMeasure } from "../../server/counting/series/contract.ts";
import { dimensionNames, keyName, measureNames, type SourceNames, valueName } from "../charts/dimension-names.ts";
import { fullNumber } from "../ui/format-number.ts";
import { dayAndTime, type Zone } from "../ui/format-time.ts";
import type { Status } from "../ui/status-glyph.tsx";

/** What each comparison is called, of counts and of users in total. */
export function comparisonName(comparison: RuleComparison, measure: LiveMeasure): string {
  if (comparison === "absent") return measure === "total_users" ? "no reading at all" : "none at all";
  return { above: "more than", below: "fewer than" }[comparison];
}

/** "category and source": by what each is watched for itself. */
const breakdownWords = (breakdowns: readonly Dimension[]) =>
  breakdowns.map((by) => dimensionNames[by].toLowerCase()).join(" and ");

/** "Takedowns, category is Violence, each subject for itself: more than 500 a minute for 5 minutes." */
export function conditionWords(
  { measure, breakdowns, filter, comparison, value, minutes }: RuleCondition,
  sources: SourceNames,
): string {
  const limits = dimensions.flatMap((by) => {
    const held: Record<string, unknown> = filter;
    const is = held[by];
    return is === undefined ? [] : [`${dimensionNames[by].toLowerCase()} is ${valueName(by, String(is), sources)}`];
  });
  const each = breakdowns.length === 0 ? [] : [`each ${breakdownWords(breakdowns)} for itself`];
  const long = minutes === 1 ? "for a minute" : `for ${lengthWords(minutes)}`;
  const level = measure === "total_users";
  const name = comparisonName(comparison, measure).replace(" at all", "");
  const what = comparison === "absent" ? name : `${name} ${fullNumber(value ?? 0)}${level ? "" : " a minute"}`;
  return `${[measureNames[measure], ...limits, ...each].join(", ")}: ${what} ${long}`;
}

/** Whole hours as hours. */
function lengthWords(minutes: number): string {
  return minutes > 60 && minutes % 60 === 0 ? `${minutes / 60} hours` : `${minutes} minutes`;
}

/** "12 takedowns": a figure of a minute with its unit; of users, how many there are, or whether they were measured. */
export function seenWords({ measure, comparison }: RuleCondition, seen: number | null): string {
  if (seen === null) return "not known";
  if (measure !== "total_users") return `${fullNumber(seen)} ${measureNames[measure].toLowerCase()}`;
  if (comparison === "absent") return seen === 0 ? "no reading" : "measured";
  return `${fullNumber(seen)} users`;
}

/** "Violence": which value of a breakdown a figure is of. */
export function seriesName({ breakdowns }: RuleCondition, key: string, sources: SourceNames): string {
  return keyName(breakdowns, key.split("|"), sources);
}

const namedFirings = 5;

/** The values that fire and are named, the largest where much is looked for, else the longest; and how many more fire. */
export function namedOf({ comparison, firings }: Pick<Rule, "comparison" | "firings">): {
  named: readonly FiringSeries[];
  more: number;
} {
  const ranked = comparison === "above" ? firings.toSorted((a, b) => (b.seen ?? 0) - (a.seen ?? 0)) : firings;
  return { named: ranked.slice(0, namedFirings), more: Math.max(0, firings.length - namedFirings) };
}

/** How a rule stands, by shape and word. */
export function ruleLook({ enabled, firing, minute, seen }: Rule): { status: Status; word: string } {
  if (!enabled) return { status: "paused", word: "Off" };
  if (firing) return { status: "critical", word: "Firing" };
  if (minute === null) return { status: "loading", word: "Not looked yet" };
  if (seen === null) return { status: "unknown", word: "Nothing known" };
  return { status: "ok", word: "Quiet" };
}

/** "It would have fired 3 times in the last 24 hours, the last time from … to …." */
export function previewWords(
  rule: RuleCondition,
  { firings, fired: often, values: of, least, most, unknown }: RulePreview,
  { zone, sources }: { zone: Zone; sources: SourceNames },
): string {
  const last = firings.at(-1);
  const times = often === 1 ? "once" : `${fullNumber(often)} times`;
  const values = rule.breakdowns.length > 0 && of > 1 ? `, for ${fullNumber(of)} values` : "";
  const whose = last && rule.breakdowns.length > 0 ? ` for ${seriesName(rule, last.key, sources)}` : "";
  const when = last
    ? `, last${whose} from ${dayAndTime(last.from, zone)} ${last.to === null ? `${zone.label} until now` : `to ${dayAndTime(last.to, zone)} ${zone.label}`}`
    : "";
  const fired = last
    ? `It would have fired ${times} in the last 24 hours${values}${when}.`
    : "It would not have fired in the last 24 hours.";
  const gap =
    unknown > 0 && least !== null ? ` ${fullNumber(unknown)} of ${fullNumber(1_440)} minutes are not known.` : "";
  return `${fired} ${rangeWords(rule, least, most)}${gap}`;
}

function rangeWords({ measure, comparison }: RuleCondition, least: number | null, most: number | null): string {
  if (least === null || most === null) return "Nothing is known of that time.";
  const between = `Between ${fullNumber(least)} and ${fullNumber(most)}`;
  if (measure !== "total_users") return `${between} were counted a minute.`;
  if (comparison !== "absent") return `${between} users were there.`;
  return most === 0 ? "Users were not measured in that time." : "Users were measured in that time.";
}
