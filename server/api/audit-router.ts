import { readAuditSchema } from "../audit/contract.ts";
import { createRouter, requires } from "./procedure.ts";

export const auditRouter = createRouter({
  /** Who did what, newest first, a page at a time. */
  rows: requires("audit.read")
    .input(readAuditSchema)
    .query(({ ctx, input }) => ctx.audit.readAudit(ctx.session.actor, input)),
  /** Names of all deeds that were ever done. */
  deeds: requires("audit.read").query(({ ctx }) => ctx.audit.readDeeds(ctx.session.actor)),
});
