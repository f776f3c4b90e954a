import pg from "pg";
import type { DatabaseAddress } from "./database.ts";

// cannot_connect_now: starting up, recovering or shutting down. The others: no socket yet, nobody behind it, cut off.
const notYet = new Set(["57P03", "ENOENT", "ECONNREFUSED", "ECONNRESET", "EPIPE"]);

/**
 * True when PostgreSQL takes a connection and a statement, false while it is not there yet.
 * @throws what it answers otherwise, a wrong password for example
 */
export async function answers(address: DatabaseAddress): Promise<boolean> {
  try {
    await statement(address, "select 1");
    return true;
  } catch (error) {
    if (isNotYet(error)) return false;
    throw error;
  }
}

/** Makes the database unless it exists. `name` is ours, never a person's input. */
export async function ensureDatabase(address: DatabaseAddress, name: string): Promise<void> {
  const found = await statement(address, "select from pg_database where datname = $1", [name]);
  if (found.rowCount === 0) await statement(address, `create database ${pg.escapeIdentifier(name)}`);
}

async function statement(address: DatabaseAddress, text: string, values: unknown[] = []): Promise<pg.QueryResult> {
  const client = new pg.Client({ ...address, connectionTimeoutMillis: 5_000 });
  client.on("error", () => {}); // The same failure also rejects what is under way.
  try {
    await client.connect();
    return await client.query(text, values);
  } finally {
    await client.end().catch(() => {});
  }
}

function isNotYet(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if ("code" in error && typeof error.code === "string") return notYet.has(error.code);
  return /terminated|timeout/i.test(error.message);
}
