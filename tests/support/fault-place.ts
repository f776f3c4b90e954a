import { randomUUID } from "node:crypto";
import path from "node:path";
import { processState } from "../../server/database/process-state.ts";
import { asAdmin, within } from "./database-server.ts";
import { dataPlace, eventually, postmasterOf } from "./embedded-app.ts";
import type { ServerPlace } from "./fault-server.ts";

/** Data for a server that is started, killed and started again, and the way to kill the database below it. */
export interface FaultPlace extends ServerPlace, AsyncDisposable {
  /** kill -9 of the server's own PostgreSQL; on DATABASE_URL, where it is not ours, the end of all our connections. */
  killDatabase(): Promise<void>;
}

/** On DATABASE_URL a database of its own there; else the server starts its embedded one, as a clone does. */
export async function faultPlace(): Promise<FaultPlace> {
  const { folder: dataFolder, ...place } = await dataPlace();
  if (!process.env.DATABASE_URL) {
    return { dataFolder, killDatabase: () => killPostmaster(path.join(dataFolder, "postgres")), ...place };
  }
  const database = await databaseOn(process.env.DATABASE_URL);
  return {
    dataFolder,
    databaseUrl: database.url,
    killDatabase: database.endConnections,
    async [Symbol.asyncDispose]() {
      await database[Symbol.asyncDispose]();
      await place[Symbol.asyncDispose]();
    },
  };
}

async function killPostmaster(folder: string): Promise<void> {
  const pid = await postmasterOf(folder);
  process.kill(pid, "SIGKILL");
  await eventually(() => processState(pid) !== "running");
}

export interface OwnDatabase extends AsyncDisposable {
  name: string;
  url: string;
  /** Ends every connection to it, whatever it is doing. */
  endConnections(): Promise<void>;
}

/** A new database on the server of `url`; dropped when the scope ends. */
export async function databaseOn(url: string): Promise<OwnDatabase> {
  const name = `watchfloor_fault_${randomUUID().replaceAll("-", "")}`;
  const admin = { connectionString: url };
  await asAdmin(admin, `create database ${name}`);
  const own = within(admin, name);
  return {
    name,
    url: "connectionString" in own ? own.connectionString : url,
    endConnections: () =>
      asAdmin(admin, `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}'`),
    [Symbol.asyncDispose]: () => asAdmin(admin, `drop database ${name} with (force)`),
  };
}
