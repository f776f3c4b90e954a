import { createHash } from "node:crypto";
import { chmodSync, chownSync, existsSync, lstatSync, mkdirSync, realpathSync, writeFileSync } from "node:fs";
import path from "node:path";
import { canEnter, type PostgresAccount } from "./postgres-account.ts";

/** Where everything of the embedded database stands. */
export interface DatabasePlaces {
  /** Parent of the rest, except perhaps of `sockets`. */
  folder: string;
  /** PostgreSQL's own data folder. */
  data: string;
  /** Private folder of the unix socket. */
  sockets: string;
  /** File with the password of the database user, mode 0600. */
  password: string;
  /** What PostgreSQL writes; it lasts when this process does not. */
  log: string;
}

/** Where root keeps what PostgreSQL's user must reach: /root and a clone may be closed to it. */
export const systemFolder = "/var/lib/watchfloor";

// A socket's path may have 107 bytes on Linux and 103 on macOS; its file name takes 15.
const longestSocketFolder = 88;

/** Names the places below `folder`, as the code and the operating guide know them. */
function placesIn(folder: string): Omit<DatabasePlaces, "sockets"> {
  return {
    folder,
    data: path.join(folder, "data"),
    password: path.join(folder, "password"),
    log: path.join(folder, "postgres.log"),
  };
}

/** PostgreSQL's data, where an earlier start of this data folder put it in the folder itself. */
export function dataWithin(dataFolder: string): string {
  return placesIn(path.join(path.resolve(dataFolder), "postgres")).data;
}

/**
 * Makes the folders of the embedded database: in `dataFolder`, or, where PostgreSQL's account cannot enter that, in
 * /var/lib/watchfloor/<hash of its path>, which `log` then says.
 * @throws Error when a folder belongs to another user
 */
export function prepareDataFolder(
  dataFolder: string,
  account: PostgresAccount | undefined,
  log: (line: string) => void,
): DatabasePlaces {
  makeFolder(dataFolder, account ? 0o711 : 0o700);
  const real = realpathSync(dataFolder);
  const key = createHash("sha256").update(real).digest("hex").slice(0, 12);
  const places = placesIn(chooseFolder(real, key, account, log));
  const sockets = makeSocketFolder(places.folder, key, account);
  return { ...places, sockets };
}

/** Data that exist already win: a folder that is opened or closed later must never look like an empty database. */
function chooseFolder(
  dataFolder: string,
  key: string,
  account: PostgresAccount | undefined,
  log: (line: string) => void,
): string {
  const inside = path.join(dataFolder, "postgres");
  if (!account) return makeFolder(inside, 0o700);
  const outside = path.join(systemFolder, key);
  const open = canEnter(dataFolder, account);
  const existing = [inside, outside].find((folder) => existsSync(placesIn(folder).data));
  if (existing === inside && !open) {
    throw new Error(
      `The database runs as user ${account.uid}, which cannot enter ${dataFolder} any more, where its data are: ` +
        "let it pass (chmod o+x on that folder and those above it) and start again.",
    );
  }
  return existing !== outside && open ? makeFolder(inside, 0o711) : makeOutside(outside, dataFolder, account, log);
}

function makeOutside(
  outside: string,
  dataFolder: string,
  account: PostgresAccount,
  log: (line: string) => void,
): string {
  makeFolder(systemFolder, 0o711);
  makeFolder(outside, 0o711);
  writeFileSync(path.join(outside, "belongs-to"), `${dataFolder}\n`, { mode: 0o600 });
  log(
    `The database runs as user ${account.uid}, which cannot enter ${dataFolder}: its data are in ${outside}. ` +
      "Back it up, and remove it, together with the clone.",
  );
  return outside;
}

/** A folder that only PostgreSQL's account can enter; under /tmp where the path is too long for a socket. */
function makeSocketFolder(folder: string, key: string, account: PostgresAccount | undefined): string {
  const own = path.join(folder, "run");
  const uid = account?.uid ?? process.getuid?.() ?? 0;
  const sockets = Buffer.byteLength(own) <= longestSocketFolder ? own : `/tmp/watchfloor-${uid}-${key}`;
  if (!existsSync(sockets)) {
    makeFolder(sockets, 0o700);
    if (account) chownSync(sockets, account.uid, account.gid);
  }
  const found = lstatSync(sockets);
  if (!found.isDirectory() || found.uid !== uid || (found.mode & 0o077) !== 0) {
    throw new Error(`${sockets} is not a private folder of user ${uid}: remove it and start again.`);
  }
  return sockets;
}

/** Makes a folder with exactly this mode, whatever the umask; leaves an existing one as it is. */
export function makeFolder(folder: string, mode: number): string {
  try {
    if (mkdirSync(folder, { recursive: true, mode })) chmodSync(folder, mode);
  } catch (error) {
    if (!isErrno(error, "EACCES") && !isErrno(error, "EROFS")) throw error;
    throw new Error(
      `Watchfloor may not write to ${folder}: give it to the user that starts Watchfloor, or set WATCHFLOOR_DATA.`,
    );
  }
  return folder;
}

/** True for a failure of the operating system with this code. */
export function isErrno(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
