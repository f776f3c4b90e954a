import type { Role } from "../kernel/roles.ts";
import type { Member, Visitor } from "./member.ts";

/** Who is signed in, as the identity domain knows it. */
export interface Sessions {
  /** The session of a Cookie header, read from the database; null without a valid one. */
  read(cookie: string | undefined): Promise<Visitor | null>;
  /** Of these sessions those that are valid now, with the roles that their people hold now. */
  current(sessionIds: string[]): Promise<Map<string, { roles: readonly Role[] }>>;
}

/** So long sessions may go unproved, milliseconds, while the database does not answer; then all are ended. */
const unprovedMs = 10_000;

/**
 * Asks by one query which of the sessions held still stand, and ends the sockets of those that do not or whose roles
 * changed. One question at a time; what connects while it is under way waits for the next.
 */
export function createSessionWatch(options: {
  sessions: Pick<Sessions, "current">;
  members: () => Iterable<Member>;
  end: (member: Member) => void;
  onError: (error: unknown) => void;
  elapsed: () => number;
}): { check(): Promise<void> } {
  let provedAt = options.elapsed();
  let asking = false;

  async function ask(): Promise<void> {
    const asked = [...options.members()];
    const ids = [...new Set(asked.map(({ visitor }) => visitor.sessionId))];
    const current = ids.length === 0 ? new Map() : await options.sessions.current(ids);
    provedAt = options.elapsed();
    for (const member of asked) {
      const session = current.get(member.visitor.sessionId);
      if (session === undefined || !sameRoles(session.roles, member.visitor.roles)) options.end(member);
    }
  }

  return {
    async check() {
      if (options.elapsed() - provedAt > unprovedMs) for (const member of options.members()) options.end(member);
      if (asking) return;
      asking = true;
      try {
        await ask();
      } catch (error) {
        options.onError(error);
      } finally {
        asking = false;
      }
    },
  };
}

function sameRoles(some: readonly Role[], others: readonly Role[]): boolean {
  const all = new Set([...some, ...others]);
  return all.size === new Set(some).size && all.size === new Set(others).size;
}
