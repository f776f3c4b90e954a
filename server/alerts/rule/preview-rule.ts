import { setImmediate } from "node:timers/promises";
import type { Actor } from "../../kernel/actor.ts";
import { parseOrRefuse } from "../../kernel/parse.ts";
import { requirePermission } from "../../kernel/permission.ts";
import type { AlertsContext } from "../alerts.ts";
import { mostFirings, previewRuleSchema, type RulePreview } from "./contract.ts";
import { readWatchedSeries } from "./read-watched-series.ts";
import { completeUntil, firingsOver, minutesNeeded } from "./rules.ts";

const minuteMs = 60_000;
const seriesAtOnce = 20;
const previewedMs = 24 * 60 * minuteMs;

/**
 * When a rule would have fired in the last 24 hours, by what is counted now.
 * @throws Refusal `forbidden`, `invalid` also for what no live view can be.
 */
export async function previewRule(context: AlertsContext, actor: Actor, input: unknown): Promise<RulePreview> {
  requirePermission(actor, "rules.preview");
  const rule = parseOrRefuse(previewRuleSchema, input);
  const to = completeUntil(context.clock.now());
  const from = to - previewedMs;
  // What stood at the beginning is known only from the minutes before.
  const before = minutesNeeded(rule);
  const start = from - before * minuteMs;
  const { series, nothing } = await readWatchedSeries(context, rule, { from: start, to });
  const shown = [...series.values()].flatMap((minutes) => minutes.slice(before));
  const known = shown.filter((count) => count !== null);
  const firings: RulePreview["firings"] = [];
  for (const [index, [key, minutes]] of [...series].entries()) {
    // A thousand series take seconds, in the process that calls people.
    if (index % seriesAtOnce === 0) await setImmediate();
    for (const firing of firingsOver(rule, start, minutes)) firings.push({ key, ...firing });
  }
  const measured = series.get("all") ?? nothing;
  return {
    from,
    to,
    firings: firings.sort((a, b) => a.from - b.from).slice(-mostFirings),
    fired: firings.length,
    values: new Set(firings.map(({ key }) => key)).size,
    least: leastOf(known),
    most: mostOf(known),
    unknown: measured.slice(before).filter((count) => count === null).length,
  };
}

// Of many series there are too many minutes to be arguments of one call.
const leastOf = (counts: readonly number[]) =>
  counts.reduce<number | null>((least, count) => (least === null || count < least ? count : least), null);
const mostOf = (counts: readonly number[]) =>
  counts.reduce<number | null>((most, count) => (most === null || count > most ? count : most), null);
