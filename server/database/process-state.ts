import { execFileSync } from "node:child_process";
import { readFileSync, readlinkSync, realpathSync } from "node:fs";

/**
 * What the operating system knows of a process id. A zombie still answers kill(pid, 0), and stays for long where
 * process 1 of a container does not collect its children; it holds nothing and counts as ended.
 */
export function processState(pid: number): "running" | "zombie" | "none" {
  const letter = process.platform === "linux" ? stateFromProc(pid) : askPs(pid, "stat");
  if (letter === "") return "none";
  return letter.startsWith("Z") || letter.startsWith("X") ? "zombie" : "running";
}

/** True when the process works in this folder; PostgreSQL enters its data folder at its start and stays there. */
export function worksIn(pid: number, folder: string): boolean {
  if (process.platform !== "linux") return askPs(pid, "command").includes(folder);
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === realpathSync(folder);
  } catch {
    return false; // Ended meanwhile, or another user's, which PostgreSQL on our folder is not.
  }
}

function stateFromProc(pid: number): string {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    return text.charAt(text.lastIndexOf(")") + 2); // The name in parentheses may hold anything.
  } catch {
    return "";
  }
}

function askPs(pid: number, column: string): string {
  try {
    return execFileSync("ps", ["-o", `${column}=`, "-p", String(pid)], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    }).trim();
  } catch {
    return "";
  }
}
