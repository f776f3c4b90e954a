import { type Kysely, sql } from "kysely";
import type { Role } from "../../kernel/roles.ts";
import type { ListedPerson, PersonStanding } from "./contract.ts";

export type Query = Kysely<Record<never, never>>;

interface Row {
  id: string;
  name: string;
  email: string;
  roles: Role[];
  created_at: Date;
  suspended_at: Date | null;
  suspended_by: string | null;
  seen_at: Date | null;
  sessions: number;
  reset_until: Date | null;
}

/** Everybody, by name. */
export async function readPeopleRows(query: Query, now: number): Promise<Omit<ListedPerson, "secondFactor">[]> {
  const at = new Date(now);
  const { rows } = await sql<Row>`
    select p.id, p.name, p.email, p."createdAt" as created_at, s.suspended_at, s.suspended_by, s.seen_at,
      array(select role from person_role r where r.person_id = p.id order by role) as roles,
      (select count(*)::int from person_session e where e."userId" = p.id and e."expiresAt" > ${at}
        and s.suspended_at is null) as sessions,
      (select expires_at from password_reset o where o.person_id = p.id and o.expires_at > ${at}) as reset_until
    from person p left join person_standing s on s.person_id = p.id
    order by lower(p.name), p.id`.execute(query);
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    email: row.email,
    roles: row.roles,
    state: row.suspended_at === null ? "active" : "suspended",
    suspendedAt: row.suspended_at?.getTime() ?? null,
    suspendedBy: row.suspended_by,
    createdAt: row.created_at.getTime(),
    lastSeenAt: row.seen_at?.getTime() ?? null,
    sessions: row.sessions,
    resetUntil: row.reset_until?.getTime() ?? null,
  }));
}

export async function selectStandings(query: Query): Promise<PersonStanding[]> {
  const { rows } = await sql<PersonStanding>`
    select p.id, p.name, array(select role from person_role r where r.person_id = p.id order by role) as roles,
      case when s.suspended_at is null then 'active' else 'suspended' end as state
    from person p left join person_standing s on s.person_id = p.id
    order by lower(p.name), p.id`.execute(query);
  return rows;
}

/** A person as verbs need them. */
export interface HeldPerson {
  id: string;
  name: string;
  email: string;
  roles: Role[];
  suspendedAt: number | null;
  suspendedBy: string | null;
  rolesChangedAt: number | null;
  rolesChangedBy: string | null;
}

/** The person, held until the end of the transaction; `undefined` when there is none. */
export async function lockPerson(query: Query, personId: string): Promise<HeldPerson | undefined> {
  const { rows: held } = await sql<{ id: string; name: string; email: string }>`
    select id, name, email from person where id = ${personId} for no key update`.execute(query);
  if (!held[0]) return undefined;
  const { rows } = await sql<{
    roles: Role[];
    suspended_at: Date | null;
    suspended_by: string | null;
    roles_changed_at: Date | null;
    roles_changed_by: string | null;
  }>`
    select array(select role from person_role where person_id = p.id order by role) as roles,
      s.suspended_at, s.suspended_by, s.roles_changed_at, s.roles_changed_by
    from person p left join person_standing s on s.person_id = p.id where p.id = ${personId}`.execute(query);
  return {
    ...held[0],
    roles: rows[0]?.roles ?? [],
    suspendedAt: rows[0]?.suspended_at?.getTime() ?? null,
    suspendedBy: rows[0]?.suspended_by ?? null,
    rolesChangedAt: rows[0]?.roles_changed_at?.getTime() ?? null,
    rolesChangedBy: rows[0]?.roles_changed_by ?? null,
  };
}

export async function isSuspended(query: Query, personId: string): Promise<boolean> {
  const { rows } = await sql`
    select 1 from person_standing where person_id = ${personId} and suspended_at is not null`.execute(query);
  return rows.length > 0;
}

/** Suspends; or, with null, ends the suspension. */
export async function writeSuspension(
  query: Query,
  personId: string,
  by: { at: number; name: string } | null,
): Promise<void> {
  const at = by === null ? null : new Date(by.at);
  await sql`
    insert into person_standing (person_id, suspended_at, suspended_by) values (${personId}, ${at}, ${by?.name ?? null})
    on conflict (person_id) do update
    set suspended_at = excluded.suspended_at, suspended_by = excluded.suspended_by`.execute(query);
}

/** Puts these roles in the place of all that the person held. */
export async function replaceRoles(
  query: Query,
  personId: string,
  roles: readonly Role[],
  by: { at: number; name: string },
): Promise<void> {
  await sql`delete from person_role where person_id = ${personId} and role <> all(${roles}::text[])`.execute(query);
  await sql`
    insert into person_role (person_id, role) select ${personId}, unnest(${roles}::text[])
    on conflict do nothing`.execute(query);
  await sql`
    insert into person_standing (person_id, roles_changed_at, roles_changed_by)
    values (${personId}, ${new Date(by.at)}, ${by.name})
    on conflict (person_id) do update
    set roles_changed_at = excluded.roles_changed_at, roles_changed_by = excluded.roles_changed_by`.execute(query);
}

/** Deletes the person and all that hangs on them. */
export async function deletePersonRow(query: Query, personId: string): Promise<void> {
  await sql`delete from person where id = ${personId}`.execute(query);
}

/** One at a time changes who administers: two who each see the other as the one that is left would leave none. */
export async function lockAdministrators(query: Query): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext('watchfloor administrators'))`.execute(query);
}

/** True when somebody with the role admin is not suspended. */
export async function someoneAdministers(query: Query): Promise<boolean> {
  const { rows } = await sql`
    select 1 from person_role r
    where r.role = 'admin' and not exists (
      select 1 from person_standing s where s.person_id = r.person_id and s.suspended_at is not null)
    limit 1`.execute(query);
  return rows.length > 0;
}

/** The address of whoever is not suspended. */
export async function selectAddress(query: Query, personId: string): Promise<string | undefined> {
  const { rows } = await sql<{ email: string }>`
    select email from person p where id = ${personId} and not exists (
      select from person_standing s where s.person_id = p.id and s.suspended_at is not null)`.execute(query);
  return rows[0]?.email;
}

export async function findPersonByEmail(query: Query, email: string): Promise<string | undefined> {
  const { rows } = await sql<{ id: string }>`select id from person where email = ${email}`.execute(query);
  return rows[0]?.id;
}
