import { spawn, spawnSync } from "node:child_process";
import { readdirSync, rmSync } from "node:fs";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import type { DatabaseAddress } from "./database.ts";
import { answers } from "./postgres-answers.ts";
import { type Cluster, databaseUser, environment } from "./postgres-cluster.ts";
import { fatalMessage, openPostgresLog, type PostgresLog } from "./postgres-log.ts";
import { settingArguments } from "./postgres-settings.ts";
import { settlePostmasterFile } from "./postmaster-file.ts";

/** A running PostgreSQL that this process started. */
export interface Postmaster {
  /** Resolves when the process has ended, whoever ended it. */
  ended: Promise<void>;
  /** Fast shutdown; immediate after 30 s. Resolves when the process has ended. */
  stop(): Promise<void>;
}

export interface PostmasterOptions {
  /** Test servers only: a commit does not wait for the disk. */
  relaxed: boolean;
  log: (line: string) => void;
}

/** Where the cluster is reached once it runs. */
export type SocketAddress = Extract<DatabaseAddress, { host: string }>;

const patienceMs = 10_000;
const fastShutdownMs = 30_000;

export function addressOf(cluster: Cluster, database: string): SocketAddress {
  return { host: cluster.places.sockets, port: 5432, user: databaseUser, password: cluster.password, database };
}

/**
 * Starts PostgreSQL and resolves when it answers, recovery included. Backends of a PostgreSQL that was killed hold its
 * shared memory for a moment; PostgreSQL refuses to start beside them and is asked again for 10 s.
 * @throws Error with PostgreSQL's own reason when it ends instead
 */
export async function startPostmaster(cluster: Cluster, options: PostmasterOptions): Promise<Postmaster> {
  const until = performance.now() + patienceMs;
  for (;;) {
    await settlePostmasterFile(cluster.places.data, options.log);
    clearSockets(cluster.places.sockets);
    const log = openPostgresLog(cluster.places.log, cluster.account);
    const postmaster = spawnPostmaster(cluster, options, log);
    if (await ready(postmaster, cluster, options)) return postmaster;
    const reason = fatalMessage(log.written());
    if (!/shared memory block/.test(reason) || performance.now() > until) {
      throw new Error(`The database did not start: ${reason || "it said nothing"} (its log is ${cluster.places.log})`);
    }
    await wait(250);
  }
}

/** In a session of its own: Ctrl-C in the terminal must not stop it before the server has drained. */
function spawnPostmaster(cluster: Cluster, options: PostmasterOptions, log: PostgresLog): Postmaster {
  const program = path.join(cluster.binaries.folder, "postgres");
  const { sockets, data } = cluster.places;
  const settings = settingArguments({
    sockets,
    relaxed: options.relaxed,
    walCompression: walCompression(program, cluster),
  });
  const child = spawn(program, ["-D", data, ...settings], {
    ...cluster.account,
    env: environment,
    cwd: "/",
    detached: true,
    stdio: ["ignore", log.descriptor, log.descriptor],
  });
  log.close();
  const { promise: ended, resolve } = Promise.withResolvers<void>();
  child.once("exit", () => resolve());
  child.once("error", (error) => {
    options.log(`The database program does not run: ${error.message}`);
    resolve();
  });
  return { ended, stop: () => stop(child.kill.bind(child), ended) };
}

async function stop(kill: (signal: NodeJS.Signals) => boolean, ended: Promise<void>): Promise<void> {
  kill("SIGINT");
  const timer = setTimeout(() => kill("SIGQUIT"), fastShutdownMs);
  await ended;
  clearTimeout(timer);
}

/** True when it answers, false when it ended before it did. */
async function ready(postmaster: Postmaster, cluster: Cluster, options: PostmasterOptions): Promise<boolean> {
  let over = false;
  void postmaster.ended.then(() => {
    over = true;
  });
  const report = setInterval(() => options.log("The database is still recovering what was committed …"), 10_000);
  try {
    while (!over) {
      if (await answers(addressOf(cluster, "postgres"))) return true;
      await wait(25);
    }
    return false;
  } catch (error) {
    await postmaster.stop();
    throw error;
  } finally {
    clearInterval(report);
  }
}

/** A killed PostgreSQL leaves its socket and that one's lock; the folder is ours alone and nothing lives in it now. */
function clearSockets(folder: string): void {
  for (const name of readdirSync(folder)) rmSync(path.join(folder, name), { force: true });
}

/** lz4 costs less than PostgreSQL's own compression, but not every platform's program was built with it: it says so. */
function walCompression(program: string, cluster: Cluster): "lz4" | "pglz" {
  const question = ["-D", cluster.places.data, "-c", "wal_compression=lz4", "-C", "wal_compression"];
  const { status } = spawnSync(program, question, { ...cluster.account, env: environment, cwd: "/", stdio: "ignore" });
  return status === 0 ? "lz4" : "pglz";
}
