import { recordDeed } from "../../audit/audit.ts";
import { inTransaction } from "../../database/transaction.ts";
import { type Actor, describeActor } from "../../kernel/actor.ts";
import { parseOrRefuse } from "../../kernel/parse.ts";
import { requirePermission } from "../../kernel/permission.ts";
import { Refusal } from "../../kernel/refusal.ts";
import type { AlertsContext } from "../alerts.ts";
import { mostRules, type Rule, type RuleDefinition, ruleDefinitionSchema } from "./contract.ts";
import { countRules, insertRule } from "./store.ts";

/**
 * Watches a count from now on.
 * @throws Refusal `forbidden`, `invalid` also for what no live view can be, or `conflict` when the name is taken or there are as many rules as there may be.
 */
export async function createRule(context: AlertsContext, actor: Actor, input: unknown): Promise<Rule> {
  requirePermission(actor, "rules.manage");
  const rule = parseOrRefuse(ruleDefinitionSchema, input);
  return inTransaction(context, actor, async (write) => {
    if ((await countRules(write.query)) >= mostRules) {
      throw new Refusal("conflict", `There are ${mostRules} rules already: delete one first.`);
    }
    const created = await insertRule(write.query, rule, { at: write.at, by: describeActor(actor).name });
    if (!created) throw nameTaken();
    await recordDeed(write, { name: "rule.created", subject: String(created.id), detail: toldOf(rule) });
    return created;
  });
}

export const nameTaken = () => new Refusal("conflict", "A rule has this name; choose another name.", "name");

/** What the audit keeps of a rule. */
export const toldOf = ({
  name,
  measure,
  breakdowns,
  comparison,
  value,
  minutes,
  severity,
  enabled,
}: RuleDefinition) => ({
  ...{ name, measure, breakdowns: breakdowns.join("|"), comparison, value, minutes, severity, enabled },
});
