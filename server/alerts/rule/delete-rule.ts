import { recordDeed } from "../../audit/audit.ts";
import { inTransaction } from "../../database/transaction.ts";
import type { Actor } from "../../kernel/actor.ts";
import { parseOrRefuse } from "../../kernel/parse.ts";
import { requirePermission } from "../../kernel/permission.ts";
import type { AlertsContext } from "../alerts.ts";
import { endAlerts, holdRule } from "./change-rule.ts";
import { deleteRuleSchema } from "./contract.ts";
import { toldOf } from "./create-rule.ts";
import { deleteRow } from "./store.ts";

/**
 * Watches no longer; what fires by the rule ends. Its alerts stay.
 * @throws Refusal `forbidden`, `invalid`, `not_found`, or `conflict` when somebody changed it.
 */
export async function deleteRule(context: AlertsContext, actor: Actor, input: unknown): Promise<{ id: number }> {
  requirePermission(actor, "rules.manage");
  const { id, version } = parseOrRefuse(deleteRuleSchema, input);
  return inTransaction(context, actor, async (write) => {
    const rule = await holdRule(write, id, version);
    await deleteRow(write.query, id);
    await recordDeed(write, { name: "rule.deleted", subject: String(id), detail: toldOf(rule) });
    await endAlerts(context, write, rule, "the rule was deleted");
    return { id };
  });
}
