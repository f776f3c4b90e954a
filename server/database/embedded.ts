import { setTimeout as wait } from "node:timers/promises";
import { dataWithin, prepareDataFolder } from "./data-folder.ts";
import { type DataFolderLock, lockDataFolder } from "./data-folder-lock.ts";
import type { DatabaseAddress } from "./database.ts";
import { postgresAccount } from "./postgres-account.ts";
import { ensureDatabase } from "./postgres-answers.ts";
import { preparePostgresBinaries } from "./postgres-binaries.ts";
import { type Cluster, openCluster } from "./postgres-cluster.ts";
import { addressOf, type Postmaster, type PostmasterOptions, startPostmaster } from "./postmaster.ts";

export interface EmbeddedDatabaseOptions {
  /** WATCHFLOOR_DATA; made when missing. */
  dataFolder: string;
  /** Hears of what an operator should know, a sentence a call. PostgreSQL's own log is a file in the data folder. */
  log: (line: string) => void;
  /** WATCHFLOOR_PG_USER: whom PostgreSQL runs as when this process is root. */
  user?: string | undefined;
  /** For the server of a test run only: a commit does not wait for the disk. */
  relaxed?: boolean;
}

export interface EmbeddedDatabase {
  address: DatabaseAddress;
  /** The folder that holds the data: below the data folder, or below /var/lib/watchfloor. */
  folder: string;
  /** Resolves when the database ended without being asked to and could not be brought back; `log` has said why. */
  exited: Promise<void>;
  /** Stops the database, fast, and gives the data folder free. To be called after the pool is closed. */
  stop(): Promise<void>;
}

const databaseName = "watchfloor";
const restartsAllowed = 5;
const restartWindowMs = 60_000;

/**
 * Starts the PostgreSQL that comes with Watchfloor on its data folder, and watches it: one that dies is started again,
 * five times a minute at most. It listens on a unix socket in a private folder and on nothing else.
 * @throws Error with one sentence for the operator when it cannot start
 */
export async function startEmbeddedDatabase(options: EmbeddedDatabaseOptions): Promise<EmbeddedDatabase> {
  const { dataFolder, log } = options;
  const account = postgresAccount(options.user, dataWithin(dataFolder));
  const places = prepareDataFolder(dataFolder, account, log);
  const lock = lockDataFolder(places.folder, dataFolder);
  try {
    const binaries = preparePostgresBinaries(account !== undefined);
    const cluster = openCluster({ places, binaries, account });
    const postmasterOptions = { log, relaxed: options.relaxed ?? false };
    const postmaster = await startWithDatabase(cluster, postmasterOptions);
    const watched = watch(cluster, postmaster, postmasterOptions, lock);
    return { address: addressOf(cluster, databaseName), folder: places.folder, ...watched };
  } catch (error) {
    lock.release();
    throw error;
  }
}

async function startWithDatabase(cluster: Cluster, options: PostmasterOptions): Promise<Postmaster> {
  const postmaster = await startPostmaster(cluster, options);
  try {
    await ensureDatabase(addressOf(cluster, "postgres"), databaseName);
    return postmaster;
  } catch (error) {
    await postmaster.stop();
    throw error;
  }
}

/** Brings the database back when it dies, until `stop`; the pool of the application reconnects by itself. */
function watch(
  cluster: Cluster,
  first: Postmaster,
  options: PostmasterOptions,
  lock: DataFolderLock,
): Pick<EmbeddedDatabase, "exited" | "stop"> {
  let running = first;
  let stopping = false;
  const gone = Promise.withResolvers<void>();

  const watching = (async () => {
    const allowed = restartBudget();
    await running.ended;
    while (!stopping) {
      if (!allowed()) {
        options.log(`The database ended ${restartsAllowed + 1} times within a minute; see ${cluster.places.log}.`);
        return gone.resolve();
      }
      options.log("The database ended without being asked to; starting it again.");
      running = (await restart(cluster, options)) ?? running;
      if (stopping) await running.stop();
      await running.ended;
    }
  })();

  const stop = async () => {
    stopping = true;
    await running.stop();
    await watching;
    lock.release();
  };
  return { exited: gone.promise, stop };
}

/** Undefined when it does not start; that counts against the budget too. */
async function restart(cluster: Cluster, options: PostmasterOptions): Promise<Postmaster | undefined> {
  try {
    return await startPostmaster(cluster, options);
  } catch (error) {
    options.log(error instanceof Error ? error.message : String(error));
    await wait(1_000);
    return undefined;
  }
}

/** True as long as fewer than the allowed restarts happened in the last minute. */
function restartBudget(): () => boolean {
  const restarts: number[] = [];
  return () => {
    const now = performance.now();
    restarts.push(now);
    return restarts.filter((at) => now - at < restartWindowMs).length <= restartsAllowed;
  };
}
