import { invitationSchema, invitePersonSchema } from "../identity/invitation/contract.ts";
import { changeRolesSchema, personSchema } from "../identity/people/contract.ts";
import { issueResetLinkSchema } from "../identity/reset/contract.ts";
import { endSessionSchema } from "../identity/session/contract.ts";
import { createRouter, requires } from "./procedure.ts";

const reads = requires("people.read");
const manages = requires("people.manage");

export const peopleRouter = createRouter({
  /** Everybody, by name. */
  list: reads.query(({ ctx }) => ctx.identity.readPeople(ctx.session.actor)),
  /** Invitations that nobody has taken up, the newest first. */
  invitations: reads.query(({ ctx }) => ctx.identity.readInvitations(ctx.session.actor)),
  /** Where somebody is signed in, the last used first. */
  sessions: reads
    .input(personSchema)
    .query(({ ctx, input }) => ctx.identity.readSessions(ctx.session.actor, input, ctx.session.sessionId)),
  invite: manages
    .input(invitePersonSchema)
    .mutation(({ ctx, input }) => ctx.identity.invitePerson(ctx.session.actor, input)),
  issueInvitation: manages
    .input(invitationSchema)
    .mutation(({ ctx, input }) => ctx.identity.issueInvitation(ctx.session.actor, input)),
  withdrawInvitation: manages
    .input(invitationSchema)
    .mutation(({ ctx, input }) => ctx.identity.withdrawInvitation(ctx.session.actor, input)),
  changeRoles: manages
    .input(changeRolesSchema)
    .mutation(({ ctx, input }) => ctx.identity.changeRoles(ctx.session.actor, input)),
  suspend: manages
    .input(personSchema)
    .mutation(({ ctx, input }) => ctx.identity.suspendPerson(ctx.session.actor, input)),
  resume: manages.input(personSchema).mutation(({ ctx, input }) => ctx.identity.resumePerson(ctx.session.actor, input)),
  delete: manages.input(personSchema).mutation(({ ctx, input }) => ctx.identity.deletePerson(ctx.session.actor, input)),
  /** A link for a new password; ends all sessions. */
  reset: manages
    .input(issueResetLinkSchema)
    .mutation(({ ctx, input }) => ctx.identity.issueResetLink(ctx.session.actor, input)),
  endSession: manages
    .input(endSessionSchema)
    .mutation(({ ctx, input }) => ctx.identity.endSession(ctx.session.actor, input)),
  endSessions: manages
    .input(personSchema)
    .mutation(({ ctx, input }) => ctx.identity.endSessions(ctx.session.actor, input)),
});
