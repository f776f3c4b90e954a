import { recordDeed } from "../../audit/audit.ts";
import { inTransaction } from "../../database/transaction.ts";
import type { Actor } from "../../kernel/actor.ts";
import { parseOrRefuse } from "../../kernel/parse.ts";
import { requirePermission } from "../../kernel/permission.ts";
import { Refusal } from "../../kernel/refusal.ts";
import type { OncallContext } from "../schedule/read-people.ts";
import { notificationRulesSchema, type OwnNotificationRules } from "./contract.ts";
import { writeNotificationRules } from "./store.ts";

/**
 * Sets how oneself is notified; nobody sets another's. The latest to be saved holds.
 * @throws Refusal `forbidden`, `invalid`
 */
export async function changeNotificationRules(
  context: OncallContext,
  actor: Actor,
  input: unknown,
): Promise<OwnNotificationRules> {
  const personId = requireOwnRules(actor);
  const rules = parseOrRefuse(notificationRulesSchema, input);
  return inTransaction(context, actor, async (write) => {
    await writeNotificationRules(write.query, personId, rules, write.at);
    const detail = { high: rules.high.length, low: rules.low.length, quiet: rules.quiet !== null };
    await recordDeed(write, { name: "notification_rules.changed", subject: personId, detail });
    return { ...rules, changedAt: write.at };
  });
}

/** Id of the person who asks for what is their own. @throws Refusal `forbidden` */
export function requireOwnRules(actor: Actor): string {
  requirePermission(actor, "oncall.override");
  if (actor.kind !== "person") throw new Refusal("forbidden", "Only people are notified.");
  return actor.personId;
}
