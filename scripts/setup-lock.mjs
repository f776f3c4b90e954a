import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { root, say } from "./terminal.mjs";

const file = path.join(root, ".setup.lock");

/** Runs `work` while no other process sets this clone up: of two first starts at once the second waits. */
export async function withSetupLock(work) {
  await take();
  const release = () => fs.rmSync(file, { force: true });
  process.once("exit", release); // A refusal ends the process in the middle of the work.
  try {
    return await work();
  } finally {
    process.off("exit", release);
    release();
  }
}

async function take() {
  let told = false;
  while (!claim()) {
    const holder = read();
    if (holder === undefined) continue;
    if (isStale(holder)) {
      removeStale(holder);
      continue;
    }
    if (!told) say(`Waiting for the set-up that process ${holder.split(" ")[0]} is doing …`);
    told = true;
    await wait(300);
  }
}

/** The lock holds "<process id> <its start time>": a number alone may have been given to another process. */
function claim() {
  const draft = `${file}.${process.pid}`;
  fs.writeFileSync(draft, `${process.pid} ${startTime(process.pid)}`);
  try {
    fs.linkSync(draft, file); // Appears with its whole content, or fails because another holds it.
    return true;
  } catch (error) {
    if (error.code === "EEXIST") return false;
    throw error;
  } finally {
    fs.rmSync(draft, { force: true });
  }
}

function read() {
  try {
    return fs.readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}

function isStale(holder) {
  const [pid, ...start] = holder.split(" ");
  const now = startTime(Number(pid));
  return now === "" || now !== start.join(" ");
}

/** Moves the lock away before removing it, and puts it back when it was not the stale one any more. */
function removeStale(holder) {
  const grave = `${file}.stale.${process.pid}`;
  try {
    fs.renameSync(file, grave);
    if (fs.readFileSync(grave, "utf8") !== holder) fs.linkSync(grave, file);
  } catch (error) {
    if (error.code !== "ENOENT" && error.code !== "EEXIST") throw error;
  } finally {
    fs.rmSync(grave, { force: true });
  }
}

/** When the process began, in the operating system's words; "" when there is none, or only its zombie. */
function startTime(pid) {
  try {
    if (process.platform !== "linux") {
      return execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "utf8" }).trim();
    }
    const text = fs.readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
    return fields[0] === "Z" || fields[0] === "X" ? "" : fields[19];
  } catch {
    return "";
  }
}
