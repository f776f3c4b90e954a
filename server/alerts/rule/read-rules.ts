import type { Actor } from "../../kernel/actor.ts";
import { requirePermission } from "../../kernel/permission.ts";
import type { AlertsContext } from "../alerts.ts";
import type { Rule } from "./contract.ts";
import { selectRules } from "./store.ts";

/** Every rule and how it stands. @throws Refusal `forbidden`. */
export async function readRules(context: AlertsContext, actor: Actor): Promise<Rule[]> {
  requirePermission(actor, "rules.read");
  return selectRules(context.database.query);
}
