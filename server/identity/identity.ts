import type { IncomingMessage, ServerResponse } from "node:http";
import type { Database } from "../database/database.ts";
import type { Actor } from "../kernel/actor.ts";
import type { Clock } from "../kernel/clock.ts";
import type { Role } from "../kernel/roles.ts";
import { configureSignIn, type IdentityLog } from "./configure-sign-in.ts";
import { createPerson } from "./create-person.ts";
import { endSessions } from "./end-sessions.ts";
import { createSignInHandler } from "./handle-sign-in.ts";
import { issueFirstAdminLink } from "./issue-first-admin-link.ts";
import { readSession, type Session } from "./read-session.ts";
import { redeemFirstAdminLink } from "./redeem-first-admin-link.ts";
import { readAliveSessions } from "./store.ts";

export { signInRoutes } from "./handle-sign-in.ts";
export type { Session } from "./read-session.ts";

/** What can be done to people without a web server: all that the command line needs. */
export interface People {
  /** `input` is untrusted, parsed by `createPersonSchema`. */
  createPerson(actor: Actor, input: unknown): Promise<{ id: string }>;
  endSessions(actor: Actor, input: { personId: string }): Promise<{ ended: number }>;
}

/** People, their roles and sessions. */
export interface Identity extends People {
  /** Answers /api/auth/*: sign-in/email, sign-out, get-session; 404 for the rest. */
  handler(req: IncomingMessage, res: ServerResponse): Promise<void>;
  readSession(headers: { cookie?: string | undefined }): Promise<Session | null>;
  /** Of these session ids those that are alive, with the roles held now; one query. */
  currentSessions(sessionIds: readonly string[]): Promise<Map<string, { roles: readonly Role[] }>>;
  /** A one-time URL for the terminal while nobody is an admin, else `null`. Never log it. */
  issueFirstAdminLink(): Promise<string | null>;
  /** `input` is an untrusted body, parsed by `redeemFirstAdminLinkSchema`. */
  redeemFirstAdminLink(input: unknown): Promise<{ id: string }>;
}

export function createPeople(context: { database: Database; clock: Clock }): People {
  return {
    createPerson: (actor, input) => createPerson(context, actor, input),
    endSessions: (actor, input) => endSessions(context, actor, input),
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
}): Identity {
  const { database, clock, publicUrl, log } = options;
  const signIn = configureSignIn({ ...options, signInsPerMinute: options.signInsPerMinute ?? 30 });
  const clientAddress = options.clientAddress ?? ((req) => req.socket.remoteAddress ?? "unknown");
  const context = { database, clock, publicUrl, signIn };
  return {
    handler: createSignInHandler({ signIn, publicUrl, log, clientAddress }),
    readSession: (headers) => readSession(context, headers),
    async currentSessions(sessionIds) {
      if (sessionIds.length === 0) return new Map();
      const alive = await readAliveSessions(database.query, sessionIds, clock.now());
      return new Map(alive.map(({ id, roles }) => [id, { roles }]));
    },
    ...createPeople(context),
    issueFirstAdminLink: () => issueFirstAdminLink(context),
    redeemFirstAdminLink: (input) => redeemFirstAdminLink(context, input),
  };
}
