import { type Kysely, sql } from "kysely";

type Query = Kysely<Record<never, never>>;

/** Inserts the source; `undefined` when the name is taken. */
export async function insertSource(query: Query, name: string, at: number): Promise<number | undefined> {
  const { rows } = await sql<{ source_id: number }>`
    insert into source (name, created_at) values (${name}, ${new Date(at)})
    on conflict (name) do nothing returning source_id`.execute(query);
  return rows[0]?.source_id;
}

/** A source, held until the end of the transaction. What it sends meanwhile does not wait: only its own deeds do. */
export async function lockSource(
  query: Query,
  sourceId: number,
): Promise<{ revokedAt: number | null; revokedBy: string | null } | undefined> {
  const { rows } = await sql<{ revoked_at: Date | null; revoked_by: string | null }>`
    select revoked_at, revoked_by from source where source_id = ${sourceId} for no key update`.execute(query);
  return rows[0] && { revokedAt: rows[0].revoked_at?.getTime() ?? null, revokedBy: rows[0].revoked_by };
}

/** Revokes a source that is locked and active; returns its name. Its keys are revoked beside it. */
export async function revokeSourceRow(
  query: Query,
  sourceId: number,
  by: { at: number; name: string },
): Promise<string> {
  const { rows } = await sql<{ name: string }>`
    update source set revoked_at = ${new Date(by.at)}, revoked_by = ${by.name} where source_id = ${sourceId}
    returning name`.execute(query);
  return rows[0]?.name ?? "";
}

/** Names of all sources, revoked ones too, by their number as counts name it. */
export async function readNames(query: Query): Promise<ReadonlyMap<string, string>> {
  const { rows } = await sql<{ id: number; name: string }>`select source_id as id, name from source`.execute(query);
  return new Map(rows.map(({ id, name }) => [String(id), name]));
}
