import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

const ticksPerSecond = 100;

interface ProcessTimes {
  parent: number;
  own: number;
  ofEndedChildren: number;
}

function timesOf(pid: number | string): ProcessTimes | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = stat
      .slice(stat.lastIndexOf(")") + 2)
      .split(" ")
      .map(Number);
    const [parent = 0, user = 0, system = 0, endedUser = 0, endedSystem = 0] = [1, 11, 12, 13, 14].map(
      (i) => fields[i],
    );
    return { parent, own: user + system, ofEndedChildren: endedUser + endedSystem };
  } catch {
    return undefined;
  }
}

/** CPU seconds a process has used so far, without its children. Linux only, like the machines we bench on. */
export function cpuSeconds(pid: number): number {
  return (timesOf(pid)?.own ?? 0) / ticksPerSecond;
}

/** CPU seconds of PostgreSQL so far: postmaster, the backends that live, and those that have ended. */
export function databaseCpuSeconds(folder: string): number {
  const postmaster = Number(readFileSync(path.join(folder, "data", "postmaster.pid"), "utf8").split("\n", 1)[0]);
  const own = timesOf(postmaster);
  if (!own) return 0;
  let ticks = own.own + own.ofEndedChildren;
  for (const name of readdirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    const times = timesOf(name);
    if (times?.parent === postmaster) ticks += times.own;
  }
  return ticks / ticksPerSecond;
}
