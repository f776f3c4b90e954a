import { type Kysely, sql } from "kysely";
import type { Authority, AuthoritySystem, Officer, OfficerState } from "./contract.ts";

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

/** Binds an address to an authority; false when it is bound to another one. */
export async function insertOfficer(
  query: Query,
  officer: { authorityId: number; email: string; at: number },
): Promise<boolean> {
  const { rows } = await sql`
    insert into officer (email, authority_id, added_at)
    values (${officer.email}, ${officer.authorityId}, ${new Date(officer.at)})
    on conflict (email) do update set added_at = excluded.added_at
    where officer.authority_id = excluded.authority_id returning email`.execute(query);
  return rows.length === 1;
}

/** The officers of an authority by address, those who have not come yet included. */
export async function readOfficerRows(query: Query, authorityId: number, now: number): Promise<Officer[]> {
  const { rows } = await sql<{ email: string; person_id: string | null; name: string | null; state: OfficerState }>`
    select o.email, p.id as person_id, p.name,
      case
        when p.id is null then case when i.expires_at > ${new Date(now)} then 'invited' else 'expired' end
        when s.suspended_at is not null then 'suspended'
        when not exists (select from person_role r where r.person_id = p.id and r.role = 'partner') then 'left'
        else 'active'
      end as state
    from officer o left join person p on p.email = o.email left join person_standing s on s.person_id = p.id
      left join invitation i on i.email = o.email
    where o.authority_id = ${authorityId} order by o.email`.execute(query);
  return rows.map(({ person_id, ...row }) => ({ ...row, personId: person_id }));
}

export async function bindSource(query: Query, bound: { sourceId: number; authorityId: number }): Promise<void> {
  await sql`
    insert into authority_source (source_id, authority_id) values (${bound.sourceId}, ${bound.authorityId})`.execute(
    query,
  );
}

/** The authority that a source belongs to; null for a source of none. */
export async function findAuthorityOfSource(query: Query, sourceId: number): Promise<number | null> {
  const { rows } = await sql<{ authority_id: number }>`
    select authority_id from authority_source where source_id = ${sourceId}`.execute(query);
  return rows[0]?.authority_id ?? null;
}

/** The systems of an authority by name. */
export async function readKeyRows(query: Query, authorityId: number): Promise<AuthoritySystem[]> {
  const { rows } = await sql<{ source_id: number; name: string; revoked: boolean }>`
    select s.source_id, s.name, s.revoked_at is not null as revoked
    from authority_source b join source s using (source_id)
    where b.authority_id = ${authorityId} order by s.name`.execute(query);
  return rows.map(({ source_id, ...row }) => ({ ...row, sourceId: source_id }));
}
