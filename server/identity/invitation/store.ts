import { type Kysely, sql } from "kysely";
import type { Role } from "../../kernel/roles.ts";
import type { Invitation } from "./contract.ts";

type Query = Kysely<Record<never, never>>;

interface Row {
  invitation_id: string;
  email: string;
  roles: Role[];
  issued_at: Date;
  issued_by: string;
  expires_at: Date;
}

/** What is stored of a link; times in epoch milliseconds. */
export interface StoredLink {
  tokenHash: Buffer;
  issuedAt: number;
  issuedBy: { id: string; name: string };
  expiresAt: number;
}

/** Inserts the invitation; false while another for this address is open. One that has ended is replaced. */
export async function insertInvitation(
  query: Query,
  { id, email, roles }: { id: string; email: string; roles: readonly Role[] },
  link: StoredLink,
): Promise<boolean> {
  const { rows } = await sql`
    insert into invitation (invitation_id, email, roles, token_hash, issued_at, issued_by_id, issued_by, expires_at)
    values (${id}, ${email}, ${roles}::text[], ${link.tokenHash}, ${new Date(link.issuedAt)}, ${link.issuedBy.id},
      ${link.issuedBy.name}, ${new Date(link.expiresAt)})
    on conflict (email) do update
    set invitation_id = excluded.invitation_id, roles = excluded.roles, token_hash = excluded.token_hash,
      issued_at = excluded.issued_at, issued_by_id = excluded.issued_by_id, issued_by = excluded.issued_by,
      expires_at = excluded.expires_at
    where invitation.expires_at <= ${new Date(link.issuedAt)}
    returning invitation_id`.execute(query);
  return rows.length === 1;
}

/** Puts a new link in the place of the invitation's; `undefined` when the invitation is gone. */
export async function replaceInvitationLink(
  query: Query,
  id: string,
  link: StoredLink,
): Promise<{ email: string; roles: Role[] } | undefined> {
  const { rows } = await sql<{ email: string; roles: Role[] }>`
    update invitation
    set token_hash = ${link.tokenHash}, issued_at = ${new Date(link.issuedAt)}, issued_by_id = ${link.issuedBy.id},
      issued_by = ${link.issuedBy.name}, expires_at = ${new Date(link.expiresAt)}
    where invitation_id = ${id} returning email, roles`.execute(query);
  return rows[0];
}

/** Deletes the invitation; false when it is gone. */
export async function deleteInvitation(query: Query, id: string): Promise<boolean> {
  const { rows } = await sql`delete from invitation where invitation_id = ${id} returning 1`.execute(query);
  return rows.length === 1;
}

/** Ids of the invitations that somebody issued, which are deleted with this. */
export async function deleteInvitationsBy(query: Query, issuedById: string): Promise<string[]> {
  const { rows } = await sql<{ invitation_id: string }>`
    delete from invitation where issued_by_id = ${issuedById} returning invitation_id`.execute(query);
  return rows.map((row) => row.invitation_id);
}

/** Addresses of people who did not come are kept no longer than until then. */
export async function deleteInvitationsThatEndedBefore(query: Query, before: number): Promise<void> {
  await sql`delete from invitation where expires_at < ${new Date(before)}`.execute(query);
}

/** All, the newest first. */
export async function readInvitationRows(query: Query): Promise<Invitation[]> {
  const { rows } = await sql<Row>`
    select invitation_id, email, roles, issued_at, issued_by, expires_at from invitation
    order by issued_at desc, invitation_id`.execute(query);
  return rows.map(shapeOf);
}

/** The invitation behind a token that still works. */
export async function findOpenInvitation(
  query: Query,
  tokenHash: Buffer,
  now: number,
): Promise<Invitation | undefined> {
  const { rows } = await sql<Row>`
    select invitation_id, email, roles, issued_at, issued_by, expires_at from invitation
    where token_hash = ${tokenHash} and expires_at > ${new Date(now)}`.execute(query);
  return rows[0] && shapeOf(rows[0]);
}

/** Uses the link up: the invitation is gone with it. `undefined` when it had ended or another was first. */
export async function spendInvitation(query: Query, tokenHash: Buffer, at: number): Promise<Invitation | undefined> {
  const { rows } = await sql<Row>`
    delete from invitation where token_hash = ${tokenHash} and expires_at > ${new Date(at)}
    returning invitation_id, email, roles, issued_at, issued_by, expires_at`.execute(query);
  return rows[0] && shapeOf(rows[0]);
}

function shapeOf(row: Row): Invitation {
  return {
    id: row.invitation_id,
    email: row.email,
    roles: row.roles,
    issuedAt: row.issued_at.getTime(),
    issuedBy: row.issued_by,
    expiresAt: row.expires_at.getTime(),
  };
}
