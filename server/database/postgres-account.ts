import { execFileSync, spawnSync } from "node:child_process";
import { statSync } from "node:fs";

/** The user that PostgreSQL runs as, by the numbers that spawn and chown take. */
export interface PostgresAccount {
  uid: number;
  gid: number;
}

const ownName = "watchfloor";

/**
 * Whom PostgreSQL runs as; undefined means as ourselves. PostgreSQL refuses to run as root, so under root it gets an
 * unprivileged user: whoever owns the data already, `preferred`, `watchfloor` (made when missing), else `nobody`.
 * @throws Error when `preferred` does not exist or no user can be had
 */
export function postgresAccount(preferred: string | undefined, existingData: string): PostgresAccount | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const owner = statSync(existingData, { throwIfNoEntry: false });
  if (owner && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  if (preferred) {
    const account = find(preferred);
    if (account && account.uid !== 0) return account;
    throw new Error(`WATCHFLOOR_PG_USER names ${preferred}, which is not an unprivileged user of this machine.`);
  }
  const account = find(ownName) ?? make() ?? find("nobody");
  if (account) return account;
  throw new Error(
    "Watchfloor runs as root and found no unprivileged user for PostgreSQL; " +
      "create one (useradd --system watchfloor) or set DATABASE_URL.",
  );
}

/** True when the account may enter the folder: asked of the kernel, which also knows access lists and mounts. */
export function canEnter(folder: string, account: PostgresAccount): boolean {
  const probe = spawnSync("/bin/sh", ["-c", 'cd -- "$1"', "sh", folder], { ...account, cwd: "/", stdio: "ignore" });
  return probe.status === 0;
}

function find(name: string): PostgresAccount | undefined {
  const ask = (flag: string) => Number(execFileSync("id", [flag, name], { stdio: ["ignore", "pipe", "ignore"] }));
  try {
    return { uid: ask("-u"), gid: ask("-g") };
  } catch {
    return undefined;
  }
}

function make(): PostgresAccount | undefined {
  const home = ["--no-create-home", "--home-dir", "/nonexistent", "--shell", "/usr/sbin/nologin"];
  spawnSync("useradd", ["--system", "--user-group", ...home, ownName], { stdio: "ignore" });
  return find(ownName); // Also when another process made it at the same moment.
}
