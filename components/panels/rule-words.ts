import type { Rule, RuleComparison, RuleCondition, RulePreview } from "../../server/alerts/rule/contract.ts";
import { dimensions } from "../../server/counting/series/contract.ts";
import { dimensionNames, measureNames, type SourceNames, valueName } from "../charts/dimension-names.ts";
import { fullNumber } from "../ui/format-number.ts";
import { dayAndTime, type Zone } from "../ui/format-time.ts";
import type { Status } from "../ui/status-glyph.tsx";

export const comparisonNames: Record<RuleComparison, string> = {
  above: "more than",
  below: "fewer than",
  absent: "none at all",
};

/** "Takedowns, category is Violence: more than 500 a minute for 5 minutes." */
export function conditionWords(
  { measure, filter, comparison, value, minutes }: RuleCondition,
  sources: SourceNames,
): string {
  const limits = dimensions.flatMap((by) => {
    const held: Record<string, unknown> = filter;
    const is = held[by];
    return is === undefined ? [] : [`${dimensionNames[by].toLowerCase()} is ${valueName(by, String(is), sources)}`];
  });
  const long = minutes === 1 ? "for a minute" : `for ${minutes} minutes`;
  const what = comparison === "absent" ? "none" : `${comparisonNames[comparison]} ${fullNumber(value ?? 0)} a minute`;
  return `${[measureNames[measure], ...limits].join(", ")}: ${what} ${long}`;
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
export function previewWords({ firings, least, most, unknown }: RulePreview, zone: Zone): string {
  const last = firings.at(-1);
  const times = firings.length === 1 ? "once" : `${firings.length} times`;
  const when = last
    ? `, last from ${dayAndTime(last.from, zone)} ${last.to === null ? "until now" : `to ${dayAndTime(last.to, zone)}`} ${zone.label}`
    : "";
  const fired = last
    ? `It would have fired ${times} in the last 24 hours${when}.`
    : "It would not have fired in the last 24 hours.";
  const range =
    least === null || most === null
      ? "Nothing is known of that time."
      : `Between ${fullNumber(least)} and ${fullNumber(most)} were counted a minute.`;
  const gap = unknown > 0 && least !== null ? ` ${fullNumber(unknown)} of 1,440 minutes are not known.` : "";
  return `${fired} ${range}${gap}`;
}
