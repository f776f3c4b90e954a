import { type Config, readConfig } from "../config.ts";
import { type Database, openDatabase } from "../database/database.ts";
import { startEmbeddedDatabase } from "../database/embedded.ts";
import { runningEmbeddedAddress } from "../database/embedded-running.ts";
import { migrate } from "../database/migrate.ts";

/**
 * The database of this installation: the server's while it runs, else started for the length of one command, with its
 * schema brought up to date unless `migrated` is false.
 */
export async function openInstalledDatabase(
  config: Pick<Config, "databaseUrl" | "dataFolder" | "postgresUser"> = readConfig(),
  { migrated = true }: { migrated?: boolean } = {},
): Promise<Database> {
  const connect = (address: Parameters<typeof openDatabase>[0]) =>
    openDatabase(address, { connections: 2, onError: (error) => console.error(error.message) });
  if (config.databaseUrl) return connect({ connectionString: config.databaseUrl });
  const running = await runningEmbeddedAddress(config.dataFolder);
  if (running) return connect(running);
  const embedded = await startEmbeddedDatabase({
    dataFolder: config.dataFolder,
    user: config.postgresUser,
    log: (line) => console.error(line),
  });
  const database = connect(embedded.address);
  if (migrated) await migrate(database);
  return {
    ...database,
    async [Symbol.asyncDispose]() {
      await database[Symbol.asyncDispose]();
      await embedded.stop();
    },
  };
}
