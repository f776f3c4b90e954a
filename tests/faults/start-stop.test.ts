import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import path from "node:path";
import { expect, test } from "vitest";
import { processState } from "../../server/database/process-state.ts";
import { dataPlace, eventually } from "../support/embedded-app.ts";
import { freePort } from "../support/free-port.ts";

const clone = path.dirname(path.dirname(import.meta.dirname));

interface Started extends AsyncDisposable {
  npm: ChildProcess;
  /** All that was printed so far. */
  printed(): string;
  /** Exit code, or the signal. */
  ended: Promise<number | NodeJS.Signals | null>;
  /** Every process below npm, and the database, which stands in a session of its own. */
  family(): number[];
}

/** What an operator types, on this clone, with a data folder and a port of its own. */
function npmStart(dataFolder: string, port: number): Started {
  const { DATABASE_URL: _, WATCHFLOOR_DEV: __, ...inherited } = process.env;
  const env = { ...inherited, PORT: String(port), WATCHFLOOR_DATA: dataFolder };
  const npm = spawn("npm", ["start"], { cwd: clone, env, detached: true, stdio: ["ignore", "pipe", "pipe"] });
  let text = "";
  for (const stream of [npm.stdout, npm.stderr]) {
    stream.on("data", (part: Buffer) => {
      text += part;
    });
  }
  const ended = new Promise<number | NodeJS.Signals | null>((resolve) => {
    npm.once("exit", (code, signal) => resolve(code ?? signal));
  });
  const dispose = async () => {
    npm.kill("SIGTERM");
    await ended;
  };
  const family = () => [...descendants(npm.pid ?? 0), ...databaseOf(dataFolder)];
  return { npm, printed: () => text, ended, family, [Symbol.asyncDispose]: dispose };
}

async function untilReady(started: Started): Promise<void> {
  await eventually(() => started.printed().includes("ready on http"), 90_000).catch((error: unknown) => {
    throw new Error(`not ready; printed:\n${started.printed()}`, { cause: error });
  });
}

/** The process, its children, theirs, and so on. */
function descendants(ancestor: number): number[] {
  const table = execFileSync("ps", ["-eo", "pid=,ppid="], { encoding: "utf8" }).trim().split("\n");
  const pairs = table.map((line) => line.trim().split(/\s+/).map(Number));
  const found = [ancestor];
  for (const parent of found) found.push(...pairs.filter(([, ppid]) => ppid === parent).flatMap(([pid]) => pid ?? []));
  return found;
}

function databaseOf(dataFolder: string): number[] {
  try {
    return [Number.parseInt(readFileSync(path.join(dataFolder, "postgres", "data", "postmaster.pid"), "utf8"), 10)];
  } catch {
    return [];
  }
}

/** The server process: the one that holds the data folder. */
function serverOf(dataFolder: string): number {
  return Number(readFileSync(path.join(dataFolder, "postgres", "lock.holder"), "utf8"));
}

async function expectAllEnded(pids: number[]): Promise<void> {
  expect(pids.length).toBeGreaterThan(2);
  await eventually(() => pids.every((pid) => processState(pid) !== "running"), 10_000);
}

test("SIGTERM to npm drains and ends within 10 s, with 0, and leaves no process", async () => {
  await using place = await dataPlace();
  const port = await freePort();
  await using started = npmStart(place.folder, port);
  await untilReady(started);
  expect((await fetch(`http://localhost:${port}/readyz`)).status).toBe(200);
  const family = started.family();
  const asked = performance.now();
  started.npm.kill("SIGTERM");
  expect(await started.ended).toBe(0);
  expect(performance.now() - asked).toBeLessThan(10_000);
  await expectAllEnded(family);
});

test("the second start is ready within 5 s", async () => {
  await using place = await dataPlace();
  for (const limit of [90_000, 5_000]) {
    const began = performance.now();
    await using started = npmStart(place.folder, await freePort());
    await untilReady(started);
    expect(performance.now() - began).toBeLessThan(limit);
  }
});

test("Ctrl-C reaches npm, the starter and the server at once, and is one orderly stop", async () => {
  await using place = await dataPlace();
  await using started = npmStart(place.folder, await freePort());
  await untilReady(started);
  const family = started.family();
  process.kill(-(started.npm.pid ?? 0), "SIGINT");
  expect(await started.ended).toBe(0);
  await expectAllEnded(family);
});

test("kill -9 of the starter: the server notices and ends itself and its database", async () => {
  await using place = await dataPlace();
  await using started = npmStart(place.folder, await freePort());
  await untilReady(started);
  const family = started.family();
  process.kill(parentOf(serverOf(place.folder)), "SIGKILL");
  await expectAllEnded(family);
});

test("kill -9 of the server: npm ends with an error, and the next start takes the database over", async () => {
  await using place = await dataPlace();
  const first = npmStart(place.folder, await freePort());
  await untilReady(first);
  process.kill(serverOf(place.folder), "SIGKILL");
  expect(await first.ended).not.toBe(0);
  await using second = npmStart(place.folder, await freePort());
  await untilReady(second);
  expect(second.printed()).toContain("An earlier Watchfloor left its database running");
});

test("a port in use: one sentence, exit code 1, and no database is left", async () => {
  await using place = await dataPlace();
  const taken = createServer().listen(0, "127.0.0.1");
  await eventually(() => taken.listening);
  const address = taken.address();
  const port = typeof address === "object" ? (address?.port ?? 0) : 0;
  try {
    await using started = npmStart(place.folder, port);
    expect(await started.ended).toBe(1);
    const sentences = started
      .printed()
      .split("\n")
      .filter((line) => line.includes("EADDRINUSE"));
    expect(sentences).toHaveLength(1);
    expect(sentences[0]).toMatch(new RegExp(`^\\[watchfloor\\] .*${port}`));
    expect(databaseOf(place.folder)).toEqual([]);
  } finally {
    taken.close();
  }
});

test("a setting that cannot be: every problem in one sentence, exit code 1", async () => {
  await using place = await dataPlace();
  await using started = npmStart(place.folder, 99_999);
  expect(await started.ended).toBe(1);
  expect(started.printed()).toMatch(/^\[watchfloor\] Watchfloor cannot start with these settings: PORT/m);
});

function parentOf(pid: number): number {
  return Number(execFileSync("ps", ["-o", "ppid=", "-p", String(pid)], { encoding: "utf8" }));
}
