import { readFile } from "node:fs/promises";
import path from "node:path";
import pg from "pg";
import { expect } from "vitest";
import type { DatabaseAddress } from "../../server/database/database.ts";
import { type EmbeddedDatabase, startEmbeddedDatabase } from "../../server/database/embedded.ts";
import { dataPlace } from "./embedded-app.ts";
import { databaseOn } from "./fault-place.ts";
import { gateBefore } from "./gate.ts";

/** A database that no server owns: several work on it, and it goes away and comes back under them. */
export interface SharedDatabase extends AsyncDisposable {
  url: string;
  /** Stops PostgreSQL; on DATABASE_URL, where it is not ours: every connection ends and no new one is let in. */
  goAway(): Promise<void>;
  comeBack(): Promise<void>;
  /** Deadlocks that PostgreSQL counted and, where its log is ours, those that it logged. Ask when the servers ended. */
  deadlocks(): Promise<number>;
}

/** An embedded PostgreSQL of the test's own, reached by its socket; with DATABASE_URL a database there. */
export function sharedDatabase(): Promise<SharedDatabase> {
  return process.env.DATABASE_URL ? onGivenServer(process.env.DATABASE_URL) : onOwnServer();
}

async function onOwnServer(): Promise<SharedDatabase> {
  const place = await dataPlace();
  const start = () => startEmbeddedDatabase({ dataFolder: place.folder, log: () => {} });
  let running: EmbeddedDatabase | undefined = await start();
  const { address, folder } = running;
  if (!("host" in address)) throw new Error("the embedded database has no URL of its own");
  const stop = async () => {
    await running?.stop();
    running = undefined;
  };
  const user = `${address.user}:${encodeURIComponent(address.password)}`;
  return {
    url: `postgres://${user}@localhost/${address.database}?host=${encodeURIComponent(address.host)}`,
    goAway: stop,
    async comeBack() {
      running = await start();
    },
    async deadlocks() {
      const log = await readFile(path.join(folder, "postgres.log"), "utf8");
      const logged = log.match(/deadlock detected/g) ?? [];
      return logged.length + (await countedDeadlocks(address, address.database));
    },
    async [Symbol.asyncDispose]() {
      await stop();
      await place[Symbol.asyncDispose]();
    },
  };
}

async function onGivenServer(given: string): Promise<SharedDatabase> {
  const database = await databaseOn(given);
  const gate = await gateBefore(database.url);
  return {
    url: gate.reached,
    async goAway() {
      await gate.close();
      await database.endConnections();
    },
    comeBack: gate.open,
    deadlocks: () => countedDeadlocks({ connectionString: given }, database.name),
    async [Symbol.asyncDispose]() {
      await gate[Symbol.asyncDispose]();
      await database[Symbol.asyncDispose]();
    },
  };
}

async function countedDeadlocks(address: DatabaseAddress, name: string): Promise<number> {
  const client = new pg.Client(address);
  await client.connect();
  try {
    const { rows } = await client.query("select deadlocks from pg_stat_database where datname = $1", [name]);
    expect(rows).toHaveLength(1);
    return Number(rows[0].deadlocks);
  } finally {
    await client.end();
  }
}
