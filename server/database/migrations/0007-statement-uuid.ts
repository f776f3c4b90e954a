import { type Kysely, sql } from "kysely";

/** Statements are read by their uuid; it is random, so each day's partition is looked into by this index. */
export async function up(database: Kysely<unknown>): Promise<void> {
  await sql`create index statement_uuid on statement (source_id, uuid)`.execute(database);
}
