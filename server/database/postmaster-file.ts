import { closeSync, constants, openSync, readFileSync, writeSync } from "node:fs";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { isErrno } from "./data-folder.ts";
import { processState, worksIn } from "./process-state.ts";

const fastShutdownMs = 30_000;
const immediateShutdownMs = 10_000;

/**
 * Deals with what an earlier start left, so that a new PostgreSQL can start on `data`. The caller holds the data
 * folder's lock, so a PostgreSQL that lives on it is an orphan. postmaster.pid is never deleted: it names the shared
 * memory by which PostgreSQL itself finds backends that outlived their parent.
 */
export async function settlePostmasterFile(data: string, log: (line: string) => void): Promise<void> {
  const file = path.join(data, "postmaster.pid");
  const text = await readSettled(file);
  if (text === undefined) return;
  const pid = Number.parseInt(text, 10);
  if (!(pid > 0)) return nameOurselves(file, text);
  const state = processState(pid);
  if (state === "none") return; // PostgreSQL recognises that by itself.
  if (state === "running" && worksIn(pid, data)) {
    log(`An earlier Watchfloor left its database running (process ${pid}); stopping it to start afresh.`);
    return stopOrphan(pid);
  }
  log(
    `postmaster.pid names process ${pid}, which is ${state === "zombie" ? "a zombie" : "not the database"}; starting.`,
  );
  nameOurselves(file, text);
}

/** The file's text; one that is empty gets a second, in which a PostgreSQL that is just starting fills it. */
async function readSettled(file: string): Promise<string | undefined> {
  for (let attempt = 0; ; attempt++) {
    const text = readIfThere(file);
    if (text !== "" || attempt === 10) return text;
    await wait(100);
  }
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if (isErrno(error, "ENOENT")) return undefined;
    throw error;
  }
}

async function stopOrphan(pid: number): Promise<void> {
  signal(pid, "SIGINT");
  if (await endsWithin(pid, fastShutdownMs)) return;
  signal(pid, "SIGQUIT");
  if (await endsWithin(pid, immediateShutdownMs)) return;
  throw new Error(`The left-over database (process ${pid}) does not stop: end it by hand and start again.`);
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if (!isErrno(error, "ESRCH")) throw error; // It ended by itself meanwhile.
  }
}

async function endsWithin(pid: number, milliseconds: number): Promise<boolean> {
  const until = performance.now() + milliseconds;
  while (performance.now() < until) {
    if (processState(pid) !== "running") return true;
    await wait(50);
  }
  return false;
}

/**
 * PostgreSQL refuses to start while postmaster.pid names a process that answers a signal, even a zombie or a stranger
 * with a recycled number, and while it is empty. It accepts its own parent there, which is this process.
 */
function nameOurselves(file: string, text: string): void {
  const changed = /^\d+/.test(text) ? text.replace(/^\d+/, String(process.pid)) : `${process.pid}\n`;
  // The folder belongs to PostgreSQL's user: never follow a link that it might have put there.
  const descriptor = openSync(file, constants.O_WRONLY | constants.O_TRUNC | constants.O_NOFOLLOW);
  try {
    writeSync(descriptor, changed);
  } finally {
    closeSync(descriptor);
  }
}
