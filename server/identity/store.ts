import { type Kysely, sql } from "kysely";
import type { Role } from "../kernel/roles.ts";

type Query = Kysely<Record<never, never>>;

/** Inserts the person; false when the address is taken. */
export async function insertPerson(
  query: Query,
  person: { id: string; name: string; email: string; at: number },
): Promise<boolean> {
  const at = new Date(person.at);
  const { rows } = await sql`
    insert into person (id, name, email, "emailVerified", "createdAt", "updatedAt")
    values (${person.id}, ${person.name}, ${person.email}, true, ${at}, ${at})
    on conflict (email) do nothing returning id`.execute(query);
  return rows.length === 1;
}

/** The password, as better-auth looks it up at sign-in. */
export async function insertPassword(
  query: Query,
  password: { id: string; personId: string; hash: string; at: number },
): Promise<void> {
  const at = new Date(password.at);
  await sql`
    insert into person_account (id, "accountId", "providerId", "userId", password, "createdAt", "updatedAt")
    values (${password.id}, ${password.personId}, 'credential', ${password.personId}, ${password.hash}, ${at}, ${at})
    `.execute(query);
}

/** Puts the password in the place of the one that the person has, or gives them their first. */
export async function replacePassword(
  query: Query,
  password: { id: string; personId: string; hash: string; at: number },
): Promise<void> {
  const { rows } = await sql`
    update person_account set password = ${password.hash}, "updatedAt" = ${new Date(password.at)}
    where "userId" = ${password.personId} and "providerId" = 'credential' returning id`.execute(query);
  if (rows.length === 0) await insertPassword(query, password);
}

export async function insertRoles(query: Query, personId: string, roles: readonly Role[]): Promise<void> {
  await sql`
    insert into person_role (person_id, role) select ${personId}, unnest(${roles}::text[])
    on conflict do nothing`.execute(query);
}

export async function readRoles(query: Query, personId: string): Promise<Role[]> {
  const { rows } = await sql<{ role: Role }>`
    select role from person_role where person_id = ${personId} order by role`.execute(query);
  return rows.map((row) => row.role);
}

export async function someoneIsAdmin(query: Query): Promise<boolean> {
  const { rows } = await sql`select 1 from person_role where role = 'admin' limit 1`.execute(query);
  return rows.length > 0;
}

/** Puts one link in the place of all that are open. */
export async function replaceFirstAdminLink(query: Query, tokenHash: Buffer, expiresAt: number): Promise<void> {
  await sql`delete from first_admin_link where used_at is null`.execute(query);
  await sql`
    insert into first_admin_link (token_hash, expires_at) values (${tokenHash}, ${new Date(expiresAt)})`.execute(query);
}

export async function firstAdminLinkIsOpen(query: Query, tokenHash: Buffer, now: number): Promise<boolean> {
  const { rows } = await sql`
    select 1 from first_admin_link
    where token_hash = ${tokenHash} and used_at is null and expires_at > ${new Date(now)}`.execute(query);
  return rows.length > 0;
}

/** Uses the link up; false when it is unknown, past its end, or another redemption was first. */
export async function spendFirstAdminLink(query: Query, tokenHash: Buffer, at: number): Promise<boolean> {
  const { rows } = await sql`
    update first_admin_link set used_at = ${new Date(at)}
    where token_hash = ${tokenHash} and used_at is null and expires_at > ${new Date(at)}
    returning token_hash`.execute(query);
  return rows.length === 1;
}
