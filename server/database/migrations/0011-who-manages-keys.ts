import { type Kysely, sql } from "kysely";

/** Who made, replaced and revoked keys and sources, so that whoever comes second is told; null for earlier deeds. */
export async function up(database: Kysely<unknown>): Promise<void> {
  await sql`alter table source add column revoked_by text`.execute(database);
  await sql`
    alter table source_key add column created_by text, add column revoked_by text,
      add column replaced_by text references source_key`.execute(database);
}
