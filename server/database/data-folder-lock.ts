import { closeSync, openSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";

/** Held until `release()` or the end of the process, whichever comes first. */
export interface DataFolderLock {
  release(): void;
}

const busy = 5; // SQLITE_BUSY

/**
 * Takes the one lock of a data folder. The kernel holds it (a file lock, by way of SQLite), so it ends with its process
 * even after kill -9: there is no stale lock to recognise and no process id to mistake for another.
 * @param folder where the lock file is
 * @param shownAs the folder's name in the sentence that the second one reads
 * @throws Error naming the process that holds it
 */
export function lockDataFolder(folder: string, shownAs: string): DataFolderLock {
  const file = path.join(folder, "lock");
  closeSync(openSync(file, "a", 0o600)); // Nobody else may open it: who reads it could hold it.
  const lockFile = new DatabaseSync(file);
  const holderFile = path.join(folder, "lock.holder");
  try {
    lockFile.exec("pragma journal_mode = memory; begin exclusive");
  } catch (error) {
    lockFile.close();
    if (!isBusy(error)) throw error;
    throw new Error(
      `Another Watchfloor${holder(holderFile)} already uses the data folder ${shownAs}. ` +
        "Stop it first, or start this one with another WATCHFLOOR_DATA.",
    );
  }
  writeFileSync(holderFile, String(process.pid), { mode: 0o600 });
  return { release: () => lockFile.close() };
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && "errcode" in error && error.errcode === busy;
}

function holder(file: string): string {
  try {
    return ` (process ${readFileSync(file, "utf8").trim()})`;
  } catch {
    return ""; // It holds the lock but has not written its number yet.
  }
}
