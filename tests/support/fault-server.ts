import { type ChildProcess, spawn } from "node:child_process";
import path from "node:path";
import { z } from "zod";
import { eventually } from "./embedded-app.ts";
import { freePort } from "./free-port.ts";

const clone = path.dirname(path.dirname(import.meta.dirname));

/** Which data a server works on: a folder of its own, and a database that it does not own where one is named. */
export interface ServerPlace {
  dataFolder: string;
  databaseUrl?: string;
}

/** `node server/main.ts` in a process of its own. */
export interface FaultServer extends AsyncDisposable {
  pid: number;
  url: string;
  printed(): string;
  /** Exit code, or the signal that ended it. */
  ended: Promise<number | NodeJS.Signals | null>;
  /** SIGKILL; resolves when the process is gone. */
  kill(): Promise<void>;
}

/** Starts the server and resolves when it says that it is ready. @throws Error with what it printed when it does not */
export async function startFaultServer(place: ServerPlace, wanted: Record<string, string> = {}): Promise<FaultServer> {
  const port = await freePort();
  const rates = { KEY_REQUESTS_PER_SECOND: "100000", ADDRESS_REQUESTS_PER_SECOND: "100000" };
  const settings = { PORT: String(port), ...rates, LOG_LEVEL: "warn", ...wanted };
  const child = spawn(process.execPath, ["server/main.ts"], {
    cwd: clone,
    env: environmentOf(place, settings),
    // The channel ends the server, and with it its database, when whoever runs the tests is gone.
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  const ended = new Promise<number | NodeJS.Signals | null>((resolve) => {
    child.once("exit", (code, signal) => resolve(code ?? signal));
  });
  let printed = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (part: Buffer) => {
      printed += part;
    });
  }
  const end = async (signal: NodeJS.Signals) => {
    child.kill(signal);
    await ended;
  };
  const server: FaultServer = {
    pid: child.pid ?? 0,
    url: `http://localhost:${port}`,
    printed: () => printed,
    ended,
    kill: () => end("SIGKILL"),
    [Symbol.asyncDispose]: () => end("SIGTERM"),
  };
  await Promise.race([
    ended.then(() => Promise.reject(new Error(`the server ended; it printed:\n${printed}`))),
    eventually(() => printed.includes("ready on http"), 60_000).catch((error: unknown) => {
      throw new Error(`not ready; printed:\n${printed}`, { cause: error });
    }),
  ]);
  return server;
}

const answerSchema = z.record(z.string(), z.unknown());

/** Runs the operator's command line on the same data; answers the JSON object of its last line. */
export async function runCli(
  place: ServerPlace,
  args: readonly string[],
  input = "",
): Promise<Record<string, unknown>> {
  const child = spawn(process.execPath, ["server/cli/main.ts", ...args], {
    cwd: clone,
    env: environmentOf(place, {}),
    stdio: ["pipe", "pipe", "pipe"],
  });
  child.stdin.end(input);
  const [said, complained, code] = await Promise.all([textOf(child.stdout), textOf(child.stderr), codeOf(child)]);
  const last = said.trim().split("\n").at(-1) ?? "";
  if (code !== 0) throw new Error(`${args.join(" ")} ended with ${code}: ${last} ${complained}`);
  return answerSchema.parse(JSON.parse(last));
}

function environmentOf(place: ServerPlace, settings: Record<string, string>): NodeJS.ProcessEnv {
  const { DATABASE_URL: _, WATCHFLOOR_DEV: __, ...inherited } = process.env;
  const database = place.databaseUrl === undefined ? {} : { DATABASE_URL: place.databaseUrl };
  return { ...inherited, NODE_ENV: "production", WATCHFLOOR_DATA: place.dataFolder, ...database, ...settings };
}

async function textOf(stream: NodeJS.ReadableStream): Promise<string> {
  let text = "";
  for await (const part of stream) text += part;
  return text;
}

const codeOf = (child: ChildProcess) => new Promise<number | null>((resolve) => child.once("close", resolve));
