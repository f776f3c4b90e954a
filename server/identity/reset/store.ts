import { type Kysely, sql } from "kysely";
import type { StoredLink } from "../invitation/store.ts";

type Query = Kysely<Record<never, never>>;

/** One open link a person: a new one takes the place of the earlier. */
export async function writeReset(
  query: Query,
  { personId, removeFactors }: { personId: string; removeFactors: boolean },
  link: StoredLink,
): Promise<void> {
  await sql`
    insert into password_reset (person_id, token_hash, remove_factors, issued_at, issued_by_id, issued_by, expires_at)
    values (${personId}, ${link.tokenHash}, ${removeFactors}, ${new Date(link.issuedAt)}, ${link.issuedBy.id},
      ${link.issuedBy.name}, ${new Date(link.expiresAt)})
    on conflict (person_id) do update
    set token_hash = excluded.token_hash, remove_factors = excluded.remove_factors, issued_at = excluded.issued_at,
      issued_by_id = excluded.issued_by_id, issued_by = excluded.issued_by, expires_at = excluded.expires_at
    `.execute(query);
}

/** Whose link this is, with the name; `undefined` when it does not work any more. */
export async function findOpenReset(
  query: Query,
  tokenHash: Buffer,
  now: number,
): Promise<{ personId: string; name: string } | undefined> {
  const { rows } = await sql<{ id: string; name: string }>`
    select p.id, p.name from password_reset r join person p on p.id = r.person_id
    where r.token_hash = ${tokenHash} and r.expires_at > ${new Date(now)}`.execute(query);
  return rows[0] && { personId: rows[0].id, name: rows[0].name };
}

/** Uses the link up; `undefined` when it had ended or another use was first. */
export async function spendReset(
  query: Query,
  tokenHash: Buffer,
  at: number,
): Promise<{ removeFactors: boolean } | undefined> {
  const { rows } = await sql<{ remove_factors: boolean }>`
    delete from password_reset where token_hash = ${tokenHash} and expires_at > ${new Date(at)}
    returning remove_factors`.execute(query);
  return rows[0] && { removeFactors: rows[0].remove_factors };
}

/** Whose links somebody issued, which are deleted with this. */
export async function deleteResetsBy(query: Query, issuedById: string): Promise<string[]> {
  const { rows } = await sql<{ person_id: string }>`
    delete from password_reset where issued_by_id = ${issuedById} returning person_id`.execute(query);
  return rows.map((row) => row.person_id);
}
