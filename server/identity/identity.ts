import type { IncomingMessage, ServerResponse } from "node:http";
import type { Database } from "../database/database.ts";
import type { Actor } from "../kernel/actor.ts";
import { addressGroup } from "../kernel/address.ts";
import type { Clock } from "../kernel/clock.ts";
import { isRefusal } from "../kernel/refusal.ts";
import type { Permission, Role } from "../kernel/roles.ts";
import { configureSignIn, type IdentityLog } from "./configure-sign-in.ts";
import { createPerson } from "./create-person.ts";
import { acceptCode } from "./factors/accept-code.ts";
import { checkNewPasskey } from "./factors/check-proof.ts";
import { disableFactors } from "./factors/disable-authenticator.ts";
import { createOwnAccount, type OwnAccount } from "./factors/factors.ts";
import { writeProof } from "./factors/store.ts";
import { countGuess } from "./guessing/count-guess.ts";
import { createSignInHandler } from "./handle-sign-in.ts";
import type { Invitation, InvitePerson, IssuedInvitation, OpenInvitation } from "./invitation/contract.ts";
import { invitePerson } from "./invitation/invite-person.ts";
import { issueInvitation } from "./invitation/issue-invitation.ts";
import { readInvitations } from "./invitation/read-invitations.ts";
import { openInvitation, redeemInvitation } from "./invitation/redeem-invitation.ts";
import { withdrawInvitation } from "./invitation/withdraw-invitation.ts";
import { issueFirstAdminLink } from "./issue-first-admin-link.ts";
import { changeRoles } from "./people/change-roles.ts";
import type { ChangeRoles, ListedPerson } from "./people/contract.ts";
import { deletePerson } from "./people/delete-person.ts";
import { readAddress } from "./people/read-address.ts";
import { readHolders } from "./people/read-holders.ts";
import { readPeople } from "./people/read-people.ts";
import { resumePerson } from "./people/resume-person.ts";
import { suspendPerson } from "./people/suspend-person.ts";
import { redeemFirstAdminLink } from "./redeem-first-admin-link.ts";
import type { IssuedReset, IssueResetLink } from "./reset/contract.ts";
import { issueResetLink } from "./reset/issue-reset-link.ts";
import { redeemResetLink } from "./reset/redeem-reset-link.ts";
import type { PersonSession } from "./session/contract.ts";
import { endSession } from "./session/end-session.ts";
import { endSessions } from "./session/end-sessions.ts";
import { readSession, type Session } from "./session/read-session.ts";
import { readSessions } from "./session/read-sessions.ts";
import { createUseRecorder } from "./session/record-use.ts";
import { rolesInForce } from "./session/rules.ts";
import { readAliveSessions } from "./session/store.ts";

export { signInRoutes } from "./handle-sign-in.ts";
export { readStandings } from "./people/read-standings.ts";
export { issueResetLink } from "./reset/issue-reset-link.ts";
export type { Session } from "./session/read-session.ts";

/** What can be done to people without a web server: all that the command line needs. `input` is untrusted. */
export interface People {
  createPerson(actor: Actor, input: unknown): Promise<{ id: string }>;
  readPeople(actor: Actor): Promise<ListedPerson[]>;
  changeRoles(actor: Actor, input: ChangeRoles): Promise<{ roles: Role[] }>;
  suspendPerson(actor: Actor, input: { personId: string }): Promise<{ ended: number }>;
  resumePerson(actor: Actor, input: { personId: string }): Promise<{ id: string }>;
  deletePerson(actor: Actor, input: { personId: string }): Promise<{ id: string }>;
  /** All but the session `keep`, where one is given. */
  endSessions(actor: Actor, input: { personId: string }, keep?: string): Promise<{ ended: number }>;
}

/** People, their roles and sessions. */
export interface Identity extends People {
  /** Answers /api/auth/*: what signInRoutes lists; 404 for the rest. */
  handler(req: IncomingMessage, res: ServerResponse): Promise<void>;
  readSession(headers: { cookie?: string | undefined }): Promise<Session | null>;
  /** What people do to their own account. */
  account: OwnAccount;
  /** Of these session ids those that are alive, with the roles in force now; one query. */
  currentSessions(sessionIds: readonly string[]): Promise<Map<string, { roles: readonly Role[] }>>;
  /** Who may do this now, by name; for other domains. */
  readHolders(permission: Permission): Promise<{ personId: string; name: string }[]>;
  /** Where a person has their mail, for what is sent to themselves; null for whoever is suspended or gone. */
  readAddress(personId: string): Promise<string | null>;
  /** `asking`: the session that asks, which is marked in the answer. */
  readSessions(actor: Actor, input: { personId: string }, asking: string | null): Promise<PersonSession[]>;
  endSession(actor: Actor, input: { sessionId: string }): Promise<{ id: string }>;
  readInvitations(actor: Actor): Promise<Invitation[]>;
  invitePerson(actor: Actor, input: InvitePerson): Promise<IssuedInvitation>;
  issueInvitation(actor: Actor, input: { invitationId: string }): Promise<IssuedInvitation>;
  withdrawInvitation(actor: Actor, input: { invitationId: string }): Promise<{ id: string }>;
  issueResetLink(actor: Actor, input: IssueResetLink): Promise<IssuedReset>;
  /** A one-time URL for the terminal while nobody is an admin, else `null`. Never log it. */
  issueFirstAdminLink(): Promise<string | null>;
  /** What holders of links do; `input` is an untrusted body. An address that tries many dead ones has to wait. */
  linksFrom(address: string): Links;
}

export interface Links {
  redeemFirstAdminLink(input: unknown): Promise<{ id: string }>;
  openInvitation(input: unknown): Promise<OpenInvitation>;
  redeemInvitation(input: unknown): Promise<{ id: string; email: string }>;
  redeemResetLink(input: unknown): Promise<{ email: string }>;
}

export function createPeople(context: { database: Database; clock: Clock }): People {
  return {
    createPerson: (actor, input) => createPerson(context, actor, input),
    readPeople: (actor) => readPeople(context, actor),
    changeRoles: (actor, input) => changeRoles(context, actor, input),
    suspendPerson: (actor, input) => suspendPerson(context, actor, input),
    resumePerson: (actor, input) => resumePerson(context, actor, input),
    deletePerson: (actor, input) => deletePerson(context, actor, input),
    endSessions: (actor, input, keep) => endSessions(context, actor, input, keep),
  };
}

export function createIdentity(options: {
  database: Database;
  clock: Clock;
  /** Origin under which browsers reach the server. */
  publicUrl: string;
  /** At least 32 random characters; signs the session cookie. */
  secret: string;
  log: IdentityLog;
  /** Address of the client behind trusted proxies; the peer's by default. */
  clientAddress?: (req: IncomingMessage) => string;
  /** Sign-in attempts a minute and client address; 30 by default. */
  signInsPerMinute?: number;
  /** Whoever holds one of these needs a second factor before any of their roles is in force; none by default. */
  secondFactorRoles?: readonly Role[];
}): Identity {
  const { database, clock, publicUrl, log } = options;
  const signIn = configureSignIn({ ...options, signInsPerMinute: options.signInsPerMinute ?? 30 });
  const clientAddress = options.clientAddress ?? ((req) => req.socket.remoteAddress ?? "unknown");
  const recordUse = createUseRecorder({ database, clock });
  const { secret, secondFactorRoles = [] } = options;
  const removeFactors = disableFactors;
  const context = { database, clock, publicUrl, signIn, recordUse, removeFactors, secret, secondFactorRoles };
  return {
    handler: createSignInHandler({
      signIn,
      publicUrl,
      log,
      clientAddress,
      readSession: (headers) => readSession(context, headers),
      countGuess: (email) => countGuess(context, "account", email),
      checkNewPasskey: (session) => checkNewPasskey(context, session),
      acceptCode: (sessionToken, code) => acceptCode(context, sessionToken, code),
      acceptPasskey: (sessionId) => writeProof(database.query, sessionId, { at: clock.now(), byPasskey: true }),
    }),
    readSession: (headers) => readSession(context, headers),
    async currentSessions(sessionIds) {
      if (sessionIds.length === 0) return new Map();
      const alive = await readAliveSessions(database.query, sessionIds, clock.now());
      await recordUse(alive.map(({ id }) => id));
      return new Map(
        alive.map(({ id, ...standing }) => [id, { roles: rolesInForce(standing, secondFactorRoles).roles }]),
      );
    },
    account: createOwnAccount(context),
    ...createPeople(context),
    readHolders: (permission) => readHolders(context, permission),
    readAddress: (personId) => readAddress(context, personId),
    readSessions: (actor, input, asking) => readSessions(context, actor, input, asking),
    endSession: (actor, input) => endSession(context, actor, input),
    readInvitations: (actor) => readInvitations(context, actor),
    invitePerson: (actor, input) => invitePerson(context, actor, input),
    issueInvitation: (actor, input) => issueInvitation(context, actor, input),
    withdrawInvitation: (actor, input) => withdrawInvitation(context, actor, input),
    issueResetLink: (actor, input) => issueResetLink(context, actor, input),
    issueFirstAdminLink: () => issueFirstAdminLink(context),
    linksFrom(address) {
      const counted = <T>(work: () => Promise<T>) => countingDeadLinks(context, address, work);
      return {
        redeemFirstAdminLink: (input) => counted(() => redeemFirstAdminLink(context, input)),
        openInvitation: (input) => counted(() => openInvitation(context, input)),
        redeemInvitation: (input) => counted(() => redeemInvitation(context, input)),
        redeemResetLink: (input) => counted(() => redeemResetLink(context, input)),
      };
    },
  };
}

/** A link that is dead is a guess of its address; one that works, and a form that is filled in wrongly, are none. */
async function countingDeadLinks<T>(
  context: { database: Database; clock: Clock },
  address: string,
  work: () => Promise<T>,
): Promise<T> {
  const guess = await countGuess(context, "link address", addressGroup(address));
  try {
    const result = await work();
    await guess.takeBack();
    return result;
  } catch (error) {
    if (!(isRefusal(error) && error.code === "conflict" && error.field === "token")) await guess.takeBack();
    throw error;
  }
}
