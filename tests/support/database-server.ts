import pg from "pg";
import type { DatabaseAddress } from "../../server/database/database.ts";

/** One statement on the administrative database, on a connection of its own. */
export async function asAdmin(admin: DatabaseAddress, statement: string): Promise<void> {
  const client = new pg.Client(admin);
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

/** The same server, another database. */
export function within(admin: DatabaseAddress, name: string): DatabaseAddress {
  if (!("connectionString" in admin)) return { ...admin, database: name };
  const url = new URL(admin.connectionString);
  url.pathname = `/${name}`;
  return { connectionString: url.href };
}
