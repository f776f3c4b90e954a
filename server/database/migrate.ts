import { type Migration, Migrator } from "kysely/migration";
import type { Database } from "./database.ts";
import * as audit from "./migrations/0001-audit.ts";

/** In the order in which they run; a released migration is never edited, only followed by another. */
const migrations: Record<string, Migration> = {
  "0001-audit": audit,
};

/** Brings the schema up to date; a second process waits for the first (Kysely holds an advisory lock). */
export async function migrate(database: Database): Promise<void> {
  const migrator = new Migrator({ db: database.query, provider: { getMigrations: async () => migrations } });
  const { error } = await migrator.migrateToLatest();
  if (error) throw error;
}
