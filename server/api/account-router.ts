import {
  changePasswordSchema,
  passkeyAnswerSchema,
  provePasswordSchema,
  revokePasskeySchema,
  verifyAuthenticatorSchema,
} from "../identity/factors/contract.ts";
import { endSessionSchema } from "../identity/session/contract.ts";
import { createRouter, signedIn } from "./procedure.ts";

/** The own account, whatever the roles. */
export const accountRouter = createRouter({
  /** Who one is here, and what guards the account. */
  read: signedIn.query(({ ctx: { identity, session } }) => identity.account.read(session)),
  /** For 10 minutes what guards the account may be changed at this session. */
  proveByPassword: signedIn
    .input(provePasswordSchema)
    .mutation(({ ctx: { identity, session }, input }) => identity.account.proveByPassword(session, input)),
  proveByPasskey: signedIn
    .input(passkeyAnswerSchema)
    .mutation(({ ctx: { identity, session, cookie }, input }) =>
      identity.account.proveByPasskey(session, input, cookie),
    ),
  changePassword: signedIn
    .input(changePasswordSchema)
    .mutation(({ ctx: { identity, session }, input }) => identity.account.changePassword(session, input)),
  issueAuthenticator: signedIn.mutation(({ ctx: { identity, session } }) =>
    identity.account.issueAuthenticator(session),
  ),
  verifyAuthenticator: signedIn
    .input(verifyAuthenticatorSchema)
    .mutation(({ ctx: { identity, session }, input }) => identity.account.verifyAuthenticator(session, input)),
  disableAuthenticator: signedIn.mutation(({ ctx: { identity, session } }) =>
    identity.account.disableAuthenticator(session),
  ),
  issueRecoveryCodes: signedIn.mutation(({ ctx: { identity, session } }) =>
    identity.account.issueRecoveryCodes(session),
  ),
  revokePasskey: signedIn
    .input(revokePasskeySchema)
    .mutation(({ ctx: { identity, session }, input }) => identity.account.revokePasskey(session, input)),
  /** Where one is signed in, the last used first; the session that asks is marked. */
  sessions: signedIn.query(({ ctx: { identity, session } }) =>
    identity.readSessions(session.actor, { personId: session.personId }, session.sessionId),
  ),
  endSession: signedIn
    .input(endSessionSchema)
    .mutation(({ ctx, input }) => ctx.identity.endSession(ctx.session.actor, input)),
  /** Signs out everywhere but here. */
  endOtherSessions: signedIn.mutation(({ ctx: { identity, session } }) =>
    identity.endSessions(session.actor, { personId: session.personId }, session.sessionId),
  ),
});
