import type { Actor } from "../../kernel/actor.ts";
import { parseOrRefuse } from "../../kernel/parse.ts";
import { requirePermission } from "../../kernel/permission.ts";
import type { AlertsContext } from "../alerts.ts";
import { previewRuleSchema, type RuleCondition, type RulePreview } from "./contract.ts";
import { completeUntil, firingsOver } from "./rules.ts";

const minuteMs = 60_000;
const previewedMs = 24 * 60 * minuteMs;

/**
 * When a rule would have fired in the last 24 hours, by what is counted now.
 * @throws Refusal `forbidden`, `invalid` also for dimensions that are not counted together by the minute.
 */
export async function previewRule(context: AlertsContext, actor: Actor, input: unknown): Promise<RulePreview> {
  requirePermission(actor, "rules.preview");
  const rule = parseOrRefuse(previewRuleSchema, input);
  const to = completeUntil(context.clock.now());
  const from = to - previewedMs;
  // What stood at the beginning is known only from the minutes before.
  const before = rule.minutes * minuteMs;
  const minutes = await context.readMinutes({ ...rule, from: from - before, to });
  const shown = minutes.slice(rule.minutes);
  const known = shown.filter((count) => count !== null);
  return {
    from,
    to,
    firings: firingsOver(rule, from - before, minutes),
    least: known.length === 0 ? null : Math.min(...known),
    most: known.length === 0 ? null : Math.max(...known),
    unknown: shown.length - known.length,
  };
}

/** @throws Refusal `invalid` when the rule's dimensions are not counted together by the minute. */
export async function refuseUncounted(context: AlertsContext, rule: RuleCondition): Promise<void> {
  const to = completeUntil(context.clock.now());
  await context.readMinutes({ ...rule, from: to - minuteMs, to });
}
