import { recordDeed } from "../../audit/audit.ts";
import { inTransaction, type Write } from "../../database/transaction.ts";
import { type Actor, describeActor } from "../../kernel/actor.ts";
import { parseOrRefuse } from "../../kernel/parse.ts";
import { requirePermission } from "../../kernel/permission.ts";
import { Refusal } from "../../kernel/refusal.ts";
import type { AlertsContext } from "../alerts.ts";
import { callWithin } from "../cause/trigger-within.ts";
import { utcInstant } from "../rules.ts";
import { resolveOf } from "./check-rules.ts";
import { changeRuleSchema, type Rule } from "./contract.ts";
import { nameTaken, toldOf } from "./create-rule.ts";
import { isNameTaken, lockRule, updateRule } from "./store.ts";

/**
 * Changes what a rule looks for. It begins anew, and what fired by the old one ends.
 * @throws Refusal `forbidden`, `invalid`, `not_found`, or `conflict` when somebody changed it or the name is taken.
 */
export async function changeRule(context: AlertsContext, actor: Actor, input: unknown): Promise<Rule> {
  requirePermission(actor, "rules.manage");
  const { id, version, ...rule } = parseOrRefuse(changeRuleSchema, input);
  return inTransaction(context, actor, async (write) => {
    const before = await holdRule(write, id, version);
    if (await isNameTaken(write.query, rule.name, id)) throw nameTaken();
    const changed = await updateRule(write.query, id, rule, { at: write.at, by: describeActor(actor).name });
    await recordDeed(write, { name: "rule.changed", subject: String(id), detail: toldOf(rule) });
    await endAlerts(context, write, before, rule.enabled ? "the rule was changed" : "the rule was switched off");
    return changed;
  });
}

/** Holds a rule as its reader knows it. @throws Refusal `not_found`, or `conflict` that says who changed it. */
export async function holdRule(write: Write, id: number, version: number): Promise<Rule> {
  const rule = await lockRule(write.query, id);
  if (!rule) throw new Refusal("not_found", "No rule has this id. Reload the page.", "id");
  if (rule.version === version) return rule;
  const when = utcInstant(rule.changedAt);
  throw new Refusal("conflict", `${rule.changedBy} changed this rule at ${when}. Look at it again.`);
}

/** Ends what fires by a rule as it was, the first last: it leads the others, and would be followed by each in turn. */
export function endAlerts(context: AlertsContext, write: Write, before: Rule, why: string): Promise<void> {
  const calls = before.firings.toReversed().map(({ key }) => ({ ...resolveOf(before, key), why }));
  return callWithin(context, write, calls);
}
