import { type Kysely, sql } from "kysely";
import type { HotlineEventKind } from "../contract.ts";

type Query = Kysely<Record<never, never>>;

/** The authority that a person is an officer of; `undefined` for everybody else, and for officers who are suspended. */
export async function findAuthorityOfOfficer(
  query: Query,
  personId: string,
): Promise<{ id: number; name: string; country: string } | undefined> {
  const { rows } = await sql<{ id: number; name: string; country: string }>`
    select authority_id as id, name, country from officer_authority join authority using (authority_id)
    where person_id = ${personId}`.execute(query);
  return rows[0];
}

/** One change of a case, for one officer of the authority that it belongs to. */
export interface OfficerChange {
  cursor: number;
  personId: string;
  number: string;
  kind: HotlineEventKind;
  at: number;
}

interface OfficerWindow {
  personIds: readonly string[];
  after: number;
  inner: readonly HotlineEventKind[];
  limit: number;
}

/** What came after a cursor in cases of these officers' own authorities, in order; what stays on our side left out. */
export async function readChangesOfOfficers(
  query: Query,
  { personIds, after, inner, limit }: OfficerWindow,
): Promise<OfficerChange[]> {
  const { rows } = await sql<{ cursor: number; person_id: string; number: number; kind: HotlineEventKind; at: Date }>`
    select e.cursor, o.person_id, c.number, e.kind, e.at
    from hotline_event e join hotline_case c using (case_id) join officer_authority o using (authority_id)
    where e.cursor > ${after} and o.person_id = any(${personIds}::text[]) and e.kind <> all(${inner}::text[])
    order by e.cursor limit ${limit}`.execute(query);
  return rows.map((row) => ({
    cursor: row.cursor,
    personId: row.person_id,
    number: `HC-${row.number}`,
    kind: row.kind,
    at: row.at.getTime(),
  }));
}
