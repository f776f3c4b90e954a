import { endSessionSchema } from "../identity/session/contract.ts";
import { createRouter, requires } from "./procedure.ts";

const own = requires("account.manage");

/** The own account, whatever the roles. */
export const accountRouter = createRouter({
  /** Where one is signed in, the last used first; the session that asks is marked. */
  sessions: own.query(({ ctx: { identity, session } }) =>
    identity.readSessions(session.actor, { personId: session.personId }, session.sessionId),
  ),
  endSession: own
    .input(endSessionSchema)
    .mutation(({ ctx, input }) => ctx.identity.endSession(ctx.session.actor, input)),
  /** Signs out everywhere but here. */
  endOtherSessions: own.mutation(({ ctx: { identity, session } }) =>
    identity.endSessions(session.actor, { personId: session.personId }, session.sessionId),
  ),
});
