import {
  changeRuleSchema,
  deleteRuleSchema,
  previewRuleSchema,
  ruleDefinitionSchema,
} from "../alerts/rule/contract.ts";
import { createRouter, requires } from "./procedure.ts";

const manages = requires("rules.manage");

export const rulesRouter = createRouter({
  /** Every rule and how it stands. */
  list: requires("rules.read").query(({ ctx }) => ctx.alerts.readRules(ctx.session.actor)),
  /** When a rule would have fired in the last 24 hours. */
  preview: requires("rules.preview")
    .input(previewRuleSchema)
    .query(({ ctx, input }) => ctx.alerts.previewRule(ctx.session.actor, input)),
  create: manages
    .input(ruleDefinitionSchema)
    .mutation(({ ctx, input }) => ctx.alerts.createRule(ctx.session.actor, input)),
  /** CONFLICT names who changed it before. */
  change: manages.input(changeRuleSchema).mutation(({ ctx, input }) => ctx.alerts.changeRule(ctx.session.actor, input)),
  delete: manages.input(deleteRuleSchema).mutation(({ ctx, input }) => ctx.alerts.deleteRule(ctx.session.actor, input)),
});
