import { type Kysely, sql } from "kysely";
import type { Role } from "../../kernel/roles.ts";
import type { PersonSession } from "./contract.ts";

type Query = Kysely<Record<never, never>>;

/** What a session rests on: the roles that its person holds now, and whether two factors opened it. */
export interface Standing {
  held: Role[];
  twoFactors: boolean;
}

/** Which of these sessions are alive at `now`, each with what it rests on. */
export async function readAliveSessions(
  query: Query,
  sessionIds: readonly string[],
  now: number,
): Promise<(Standing & { id: string })[]> {
  const { rows } = await sql<{ id: string; held: Role[]; two_factors: boolean }>`
    select s.id, coalesce(array_agg(r.role order by r.role) filter (where r.role is not null), '{}') as held,
      bool_or(s.by_passkey or coalesce(p."twoFactorEnabled", false)) as two_factors
    from person_session s join person p on p.id = s."userId" left join person_role r on r.person_id = s."userId"
    where s.id = any(${sessionIds}::text[]) and s."expiresAt" > ${new Date(now)}
      and not exists (select from person_standing p where p.person_id = s."userId" and p.suspended_at is not null)
    group by s.id`.execute(query);
  return rows.map(({ id, held, two_factors }) => ({ id, held, twoFactors: two_factors }));
}

/** What a session rests on; `undefined` when it has ended or its person is suspended. */
export async function readStanding(query: Query, sessionId: string): Promise<Standing | undefined> {
  const { rows } = await sql<{ held: Role[]; two_factors: boolean }>`
    select array(select role from person_role where person_id = p.id order by role) as held,
      s.by_passkey or coalesce(p."twoFactorEnabled", false) as two_factors
    from person_session s join person p on p.id = s."userId"
    where s.id = ${sessionId}
      and not exists (select from person_standing t where t.person_id = p.id and t.suspended_at is not null)
    `.execute(query);
  return rows[0] && { held: rows[0].held, twoFactors: rows[0].two_factors };
}

/** A person's sessions that are alive at `now`, the last used first. */
export async function readSessionsOf(
  query: Query,
  personId: string,
  now: number,
): Promise<Omit<PersonSession, "current">[]> {
  const { rows } = await sql<{
    id: string;
    since: Date;
    used_at: Date | null;
    expires_at: Date;
    network: string | null;
    browser: string | null;
  }>`
    select s.id, s."createdAt" as since, u.used_at, s."expiresAt" as expires_at,
      nullif(s."ipAddress", '') as network, nullif(s."userAgent", '') as browser
    from person_session s left join session_use u on u.session_id = s.id
    where s."userId" = ${personId} and s."expiresAt" > ${new Date(now)}
      and not exists (select from person_standing p where p.person_id = s."userId" and p.suspended_at is not null)
    order by coalesce(u.used_at, s."createdAt") desc, s.id`.execute(query);
  return rows.map((row) => ({
    id: row.id,
    since: row.since.getTime(),
    lastUsedAt: row.used_at?.getTime() ?? null,
    expiresAt: row.expires_at.getTime(),
    network: row.network,
    browser: row.browser,
  }));
}

/** Ends every session of a person but the one to keep; returns how many there were. */
export async function deleteSessions(query: Query, personId: string, keep: string | null = null): Promise<number> {
  const { rows } = await sql`
    delete from person_session where "userId" = ${personId} and id is distinct from ${keep} returning id`.execute(
    query,
  );
  return rows.length;
}

/** Ends one session, of this person where one is named; returns whose it was, `undefined` when there is none. */
export async function deleteSession(
  query: Query,
  sessionId: string,
  ofPerson: string | null,
): Promise<string | undefined> {
  const { rows } = await sql<{ person: string }>`
    delete from person_session where id = ${sessionId} and (${ofPerson}::text is null or "userId" = ${ofPerson})
    returning "userId" as person`.execute(query);
  return rows[0]?.person;
}

/** Writes down that these sessions, and so their people, were there at `at`. Locks in one order, whoever writes. */
export async function writeUse(query: Query, sessionIds: readonly string[], at: number): Promise<void> {
  await sql`
    with used as materialized (
      select id, "userId" as person_id from person_session
      where id = any(${sessionIds}::text[]) order by id for key share
    ), noted as (
      insert into session_use (session_id, used_at) select id, ${new Date(at)}::timestamptz from used order by id
      on conflict (session_id) do update set used_at = greatest(session_use.used_at, excluded.used_at)
    )
    insert into person_standing (person_id, seen_at)
    select distinct person_id, ${new Date(at)}::timestamptz from used order by person_id
    on conflict (person_id) do update set seen_at = greatest(person_standing.seen_at, excluded.seen_at)`.execute(query);
}
