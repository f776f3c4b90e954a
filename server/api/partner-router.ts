import { raiseCaseSchema, readCaseSchema } from "../hotline/contract.ts";
import { writeToDeskSchema } from "../hotline/portal/contract.ts";
import { createRouter, requires } from "./procedure.ts";

const officers = requires("portal.use");

/** The portal of partner authorities: everything in it is bound to the officer's own authority. */
export const partnerRouter = createRouter({
  portal: officers.query(({ ctx }) => ctx.hotline.readPortal(ctx.session.actor)),
  case: officers.input(readCaseSchema).query(({ ctx, input }) => ctx.hotline.readPortalCase(ctx.session.actor, input)),
  raise: officers
    .input(raiseCaseSchema)
    .mutation(({ ctx, input }) => ctx.hotline.raiseEmergency(ctx.session.actor, input)),
  send: officers.input(writeToDeskSchema).mutation(({ ctx, input }) => ctx.hotline.sendWord(ctx.session.actor, input)),
});
