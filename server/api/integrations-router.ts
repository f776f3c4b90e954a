import { createIntegrationSchema, revokeIntegrationSchema } from "../alerts/contract.ts";
import { changeRoutingSchema } from "../alerts/escalation/contract.ts";
import { createRouter, requires } from "./procedure.ts";

const manages = requires("integrations.manage");

export const integrationsRouter = createRouter({
  /** Ours and those of other systems; never their keys. */
  list: requires("alerts.read").query(({ ctx }) => ctx.alerts.readIntegrations(ctx.session.actor)),
  /** The key is in the answer and nowhere else. */
  create: manages
    .input(createIntegrationSchema)
    .mutation(({ ctx, input }) => ctx.alerts.createIntegration(ctx.session.actor, input)),
  revoke: manages
    .input(revokeIntegrationSchema)
    .mutation(({ ctx, input }) => ctx.alerts.revokeIntegration(ctx.session.actor, input)),
  /** Whom its alerts call from now on, and which of them are one page. */
  route: manages
    .input(changeRoutingSchema)
    .mutation(({ ctx, input }) => ctx.alerts.changeRouting(ctx.session.actor, input)),
});
