import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import type { DatabaseAddress } from "../../server/database/database.ts";
import { runningEmbeddedAddress } from "../../server/database/embedded-running.ts";
import { freePort } from "../support/free-port.ts";

/** The shipped server, as `npm start` runs it, on a data folder of its own. */
export interface BenchServer extends AsyncDisposable {
  url: string;
  pid: number;
  dataFolder: string;
  address: DatabaseAddress;
  /** From the start of the process to its "ready" line. */
  readyMs: number;
  cli(args: readonly string[], input?: string): Promise<Record<string, unknown>>;
  stop(): Promise<void>;
}

const root = path.resolve(import.meta.dirname, "../..");

export async function startBenchServer(
  given: { dataFolder?: string; environment?: Record<string, string> } = {},
): Promise<BenchServer> {
  const { dataFolder } = given;
  const folder = dataFolder ?? (await mkdtemp(path.join(tmpdir(), "watchfloor-bench-")));
  // PostgreSQL runs as a user of its own when we are root: let it pass, or its data go elsewhere and stay.
  await chmod(folder, 0o711);
  const port = await freePort();
  const { DATABASE_URL: _, ...inherited } = process.env;
  const env: NodeJS.ProcessEnv = {
    ...inherited,
    NODE_ENV: "production",
    PORT: String(port),
    WATCHFLOOR_DATA: folder,
    LOG_LEVEL: "warn",
    ...given.environment,
  };
  const started = performance.now();
  const child = spawn(process.execPath, ["server/main.ts"], { cwd: root, env, stdio: ["ignore", "pipe", "inherit"] });
  await ready(child);
  const readyMs = performance.now() - started;
  const address = await runningEmbeddedAddress(folder);
  if (!address || child.pid === undefined) throw new Error("the server runs without an embedded database");
  const stop = async () => {
    if (child.exitCode !== null) return;
    const ended = once(child, "exit");
    child.kill("SIGTERM");
    await ended;
  };
  return {
    url: `http://localhost:${port}`,
    pid: child.pid,
    dataFolder: folder,
    address,
    readyMs,
    stop,
    async cli(args, input = "") {
      const running = promisify(execFile)(process.execPath, ["server/cli/main.ts", ...args], { cwd: root, env });
      running.child.stdin?.end(input);
      const { stdout } = await running;
      return JSON.parse(stdout.trim().split("\n").at(-1) ?? "{}");
    },
    async [Symbol.asyncDispose]() {
      await stop();
      if (dataFolder === undefined) await rm(folder, { recursive: true, force: true });
    },
  };
}

async function ready(child: ChildProcess): Promise<void> {
  if (!child.stdout) throw new Error("the server's output is not read");
  const lines = createInterface({ input: child.stdout });
  for await (const line of lines) if (line.includes("ready on")) return void child.stdout.resume();
  throw new Error("the server ended before it was ready");
}
