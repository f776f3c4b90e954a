import { existsSync, readFileSync } from "node:fs";
import { dataWithin, prepareDataFolder } from "./data-folder.ts";
import type { DatabaseAddress } from "./database.ts";
import { postgresAccount } from "./postgres-account.ts";
import { answers } from "./postgres-answers.ts";
import { databaseUser } from "./postgres-cluster.ts";

/** Where the embedded database of this data folder answers now; undefined while no server runs on it. */
export async function runningEmbeddedAddress(dataFolder: string): Promise<DatabaseAddress | undefined> {
  if (!existsSync(dataFolder)) return undefined;
  const account = postgresAccount(undefined, dataWithin(dataFolder));
  const places = prepareDataFolder(dataFolder, account, () => {});
  if (!existsSync(places.password)) return undefined;
  const password = readFileSync(places.password, "utf8").trim();
  const address = { host: places.sockets, port: 5432, user: databaseUser, password, database: "watchfloor" };
  return (await answers(address)) ? address : undefined;
}
