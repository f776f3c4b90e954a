import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { processState } from "../../server/database/process-state.ts";
import { dataPlace, eventually, postmasterOf } from "../support/embedded-app.ts";
import { runCli } from "../support/fault-server.ts";
import { freePort } from "../support/free-port.ts";

const clone = path.dirname(path.dirname(import.meta.dirname));
const filledIn = "the last 14 minutes are filled in";

interface RunningDemo extends AsyncDisposable {
  pid: number;
  url: string;
  printed(): string;
  ended: Promise<number | NodeJS.Signals | null>;
  stop(): Promise<number | NodeJS.Signals | null>;
}

/** What `npm run demo` starts; its data are in `<folder>/demo`. */
async function startDemo(folder: string, settings: Record<string, string> = {}): Promise<RunningDemo> {
  const port = await freePort();
  const own = { PORT: String(port), WATCHFLOOR_DATA: folder, ...settings };
  const env: NodeJS.ProcessEnv = { ...process.env, NODE_ENV: "production", ...own };
  const program = ["server/cli/demo.ts", "--rate", "600"];
  const child = spawn(process.execPath, program, { cwd: clone, env, stdio: ["ignore", "pipe", "pipe", "ipc"] });
  let text = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (part: Buffer) => {
      text += part;
    });
  }
  const ended = new Promise<number | NodeJS.Signals | null>((resolve) => {
    child.once("exit", (code, signal) => resolve(code ?? signal));
  });
  const stop = () => {
    child.kill("SIGTERM");
    return ended;
  };
  const url = `http://localhost:${port}`;
  const dispose = async () => {
    await stop();
  };
  return { pid: child.pid ?? 0, url, printed: () => text, ended, stop, [Symbol.asyncDispose]: dispose };
}

async function untilFilledIn(demo: RunningDemo): Promise<void> {
  await eventually(() => demo.printed().includes(filledIn), 90_000).catch((error: unknown) => {
    throw new Error(`not filled in; printed:\n${demo.printed()}`, { cause: error });
  });
}

/** Addresses and passwords as the terminal shows them. */
function peopleOf(demo: RunningDemo): { email: string; password: string }[] {
  const lines = demo.printed().matchAll(/^\[demo\] {3}(\S+@demo\.example) {2}(\S+) {2}\(/gm);
  return [...lines].map(([, email = "", password = ""]) => ({ email, password }));
}

async function signInStatus(demo: RunningDemo, person: object): Promise<number> {
  const headers = { "content-type": "application/json", origin: demo.url };
  const body = JSON.stringify(person);
  return (await fetch(`${demo.url}/api/auth/sign-in/email`, { method: "POST", headers, body })).status;
}

/** The server and the database that the demo started on this data folder. */
async function startedOn(folder: string): Promise<number[]> {
  const postgres = path.join(folder, "postgres");
  return [Number(readFileSync(path.join(postgres, "lock.holder"), "utf8")), await postmasterOf(postgres)];
}

test("another HOST than this machine's own: one sentence, exit code 1, nothing is made", async () => {
  await using place = await dataPlace("demo");
  const demo = await startDemo(path.dirname(place.folder), { HOST: "0.0.0.0" });
  expect(await demo.ended).toBe(1);
  expect(demo.printed().trim()).toMatch(/^\[demo\] .*HOST=0\.0\.0\.0\.$/);
  expect(existsSync(place.folder)).toBe(false);
});

test("people can sign in with what is printed; the next start prints new ones, and counts nothing again", async () => {
  await using place = await dataPlace("demo");
  const seen: { email: string; password: string }[] = [];
  const processes: number[] = [];
  for (const statements of ["50 real statements of 1 July 2025 replayed", "none was counted again"]) {
    await using demo = await startDemo(path.dirname(place.folder));
    await untilFilledIn(demo);
    expect(demo.printed()).toContain(statements);
    const people = peopleOf(demo);
    expect(people).toHaveLength(2);
    for (const person of people) expect(await signInStatus(demo, person)).toBe(200);
    seen.push(...people);
    const reconciled = await runCli({ dataFolder: place.folder }, ["reconcile"]);
    expect(reconciled.events).toBeGreaterThan(5_000);
    expect(reconciled.differences).toEqual([]);
    processes.push(...(await startedOn(place.folder)));
    const asked = performance.now();
    expect(await demo.stop()).toBe(0);
    expect(performance.now() - asked).toBeLessThan(10_000);
  }
  expect(new Set(seen.map(({ email }) => email)).size).toBe(4);
  expect(new Set(seen.map(({ password }) => password)).size).toBe(4);
  expect(processes.map(processState)).not.toContain("running");
});

test("kill -9 of the demo: its server notices and ends itself and its database", async () => {
  await using place = await dataPlace("demo");
  const demo = await startDemo(path.dirname(place.folder));
  await untilFilledIn(demo);
  const started = await startedOn(place.folder);
  process.kill(demo.pid, "SIGKILL");
  await eventually(() => started.every((pid) => processState(pid) !== "running"), 15_000);
});
