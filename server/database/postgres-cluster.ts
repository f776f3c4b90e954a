import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import {
  chownSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { type DatabasePlaces, isErrno } from "./data-folder.ts";
import type { PostgresAccount } from "./postgres-account.ts";
import type { PostgresBinaries } from "./postgres-binaries.ts";

/** Everything that is needed to start PostgreSQL on its data. */
export interface Cluster {
  places: DatabasePlaces;
  binaries: PostgresBinaries;
  account: PostgresAccount | undefined;
  password: string;
}

export const databaseUser = "watchfloor";

/**
 * What PostgreSQL's programs see of our environment: nothing but what keeps their messages in English. Cast, because
 * Next's types demand a NODE_ENV, which is nothing to PostgreSQL.
 */
export const environment = {
  PATH: "/usr/local/bin:/usr/bin:/bin",
  LC_ALL: "C",
  TZ: "UTC",
} as unknown as NodeJS.ProcessEnv;

/**
 * Makes the data of a new cluster, or opens those that are there.
 * @throws Error when they are of another major version of PostgreSQL, or their password file is gone
 */
export function openCluster(parts: Omit<Cluster, "password">): Cluster {
  const versionFile = path.join(parts.places.data, "PG_VERSION");
  if (!existsSync(versionFile)) initialise(parts);
  const found = readFileSync(versionFile, "utf8").trim();
  if (found !== parts.binaries.major) {
    throw new Error(
      `The data in ${parts.places.data} were written by PostgreSQL ${found}, this Watchfloor brings ` +
        `${parts.binaries.major}: follow "Upgrade" in docs/operating-guide.md.`,
    );
  }
  return { ...parts, password: readPassword(parts.places) };
}

/** initdb works in a folder of another name: one that was cut off is thrown away and done again. */
function initialise({ places, binaries, account }: Omit<Cluster, "password">): void {
  const draft = `${path.basename(places.data)}.new-`;
  removeDrafts(places.folder, draft);
  const unfinished = mkdtempSync(path.join(places.folder, draft)); // mode 0700
  writeFileSync(places.password, randomBytes(24).toString("base64url"), { mode: 0o600 });
  if (account) chownSync(unfinished, account.uid, account.gid);
  if (account) chownSync(places.password, account.uid, account.gid);
  runInitdb(path.join(binaries.folder, "initdb"), unfinished, places.password, account);
  if (account) chownSync(places.password, 0, 0);
  renameSync(unfinished, places.data);
}

/**
 * An initdb whose server was killed may still be writing to its own: hence a new name each time, and another removal
 * for as long as something of it comes back.
 */
function removeDrafts(folder: string, draft: string): void {
  for (const name of readdirSync(folder).filter((one) => one.startsWith(draft))) {
    const unfinished = path.join(folder, name);
    for (let attempt = 0; attempt < 50 && existsSync(unfinished); attempt++) {
      rmSync(unfinished, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
    }
  }
}

function runInitdb(program: string, data: string, password: string, account: PostgresAccount | undefined): void {
  const access = ["-U", databaseUser, "--pwfile", password, "--auth-local=scram-sha-256", "--auth-host=scram-sha-256"];
  const language = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"];
  try {
    execFileSync(program, ["-D", data, ...access, ...language, "--no-instructions"], {
      ...account,
      env: environment,
      cwd: "/",
      stdio: ["ignore", "ignore", "pipe"],
    });
  } catch (error) {
    const said = error instanceof Error && "stderr" in error ? String(error.stderr).trim() : String(error);
    throw new Error(`The database could not be made in ${data}: ${said}`);
  }
}

function readPassword(places: DatabasePlaces): string {
  try {
    return readFileSync(places.password, "utf8").trim();
  } catch (error) {
    if (!isErrno(error, "ENOENT")) throw error;
    throw new Error(`The password file ${places.password} is missing: put it back from your backup.`);
  }
}
