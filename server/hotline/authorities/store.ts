import { type Kysely, sql } from "kysely";
import type { Authority } from "./contract.ts";

type Query = Kysely<Record<never, never>>;

/** Inserts the authority; `undefined` when the name is taken. */
export async function insertAuthority(query: Query, authority: Omit<Authority, "id">): Promise<number | undefined> {
  const { rows } = await sql<{ authority_id: number }>`
    insert into authority (name, country, call_back_number, created_at)
    values (${authority.name}, ${authority.country}, ${authority.callBackNumber}, ${new Date(authority.createdAt)})
    on conflict (name) do nothing returning authority_id`.execute(query);
  return rows[0]?.authority_id;
}

/** All authorities, or the one with this id, by name. */
export async function readAuthorityRows(query: Query, id: number | null = null): Promise<Authority[]> {
  const { rows } = await sql<{
    authority_id: number;
    name: string;
    country: string;
    call_back_number: string;
    created_at: Date;
  }>`
    select * from authority where ${id}::int is null or authority_id = ${id} order by name`.execute(query);
  return rows.map((row) => ({
    id: row.authority_id,
    name: row.name,
    country: row.country,
    callBackNumber: row.call_back_number,
    createdAt: row.created_at.getTime(),
  }));
}
