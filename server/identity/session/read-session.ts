import type { Database } from "../../database/database.ts";
import type { Actor } from "../../kernel/actor.ts";
import type { Role } from "../../kernel/roles.ts";
import type { SignIn } from "../configure-sign-in.ts";
import { rolesInForce } from "./rules.ts";
import { readStanding } from "./store.ts";

/** Who is signed in, with the roles in force now. */
export interface Session {
  sessionId: string;
  personId: string;
  name: string;
  email: string;
  roles: readonly Role[];
  /** A role that they hold demands a second factor, and this session has none: no role is in force until it has. */
  secondFactorMissing: boolean;
  actor: Extract<Actor, { kind: "person" }>;
}

/**
 * The session of a request's cookie, read from the database each time; `null` without one that is alive, or whose
 * person is suspended. It is not prolonged here, where no cookie can be set: GET /api/auth/get-session does that.
 */
export async function readSession(
  context: {
    database: Database;
    signIn: SignIn;
    recordUse(sessionIds: readonly string[]): Promise<void>;
    secondFactorRoles: readonly Role[];
  },
  headers: { cookie?: string | undefined },
): Promise<Session | null> {
  if (!headers.cookie) return null;
  const found = await context.signIn.api.getSession({
    headers: new Headers({ cookie: headers.cookie }),
    query: { disableRefresh: true },
  });
  if (!found) return null;
  const { id: personId, name, email } = found.user;
  const standing = await readStanding(context.database.query, found.session.id);
  if (standing === undefined) return null;
  await context.recordUse([found.session.id]);
  const { roles, secondFactorMissing } = rolesInForce(standing, context.secondFactorRoles);
  const actor = { kind: "person" as const, personId, name, roles };
  return { sessionId: found.session.id, personId, name, email, roles, secondFactorMissing, actor };
}
