import { type ChildProcess, spawn } from "node:child_process";
import { chmod, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as wait } from "node:timers/promises";
import pg from "pg";
import { z } from "zod";
import { processState } from "../../server/database/process-state.ts";

const clone = path.dirname(path.dirname(import.meta.dirname));

const addressSchema = z.object({
  host: z.string(),
  port: z.number(),
  user: z.string(),
  password: z.string(),
  database: z.string(),
});
const messageSchema = z.union([
  z.object({ log: z.string() }),
  z.object({ ready: z.object({ address: addressSchema, folder: z.string() }) }),
  z.object({ failed: z.string() }),
]);

/** A process of ours that owns an embedded database. */
export interface EmbeddedApp extends AsyncDisposable {
  pid: number;
  address: z.infer<typeof addressSchema>;
  /** Where the data are. */
  folder: string;
  /** The sentences that an operator read. */
  logs: string[];
  /** Exit code, or -1 after a signal. */
  ended: Promise<number>;
  stop(): Promise<number>;
}

/** Whose process it is and on which copy of the project. */
export interface RunAs {
  uid?: number;
  gid?: number;
  project?: string;
  node?: string;
}

/** Starts the program and resolves when its database answers. @throws Error with its sentence when it does not start */
export async function startEmbedded(dataFolder: string, as: RunAs = {}): Promise<EmbeddedApp> {
  const { project = clone, node = process.execPath, ...identity } = as;
  const program = path.join(project, "tests", "support", "embedded-program.ts");
  const child = spawn(node, [program, dataFolder], { ...identity, cwd: "/", stdio: ["ignore", "pipe", "inherit"] });
  const ended = new Promise<number>((resolve) => child.once("exit", (code) => resolve(code ?? -1)));
  const logs: string[] = [];
  const ready = await untilReady(child, logs);
  const stop = () => {
    child.kill("SIGTERM");
    return ended;
  };
  const dispose = async () => {
    await stop();
  };
  return { pid: child.pid ?? 0, ...ready, logs, ended, stop, [Symbol.asyncDispose]: dispose };
}

async function untilReady(child: ChildProcess, logs: string[]) {
  const { promise, resolve, reject } = Promise.withResolvers<Pick<EmbeddedApp, "address" | "folder">>();
  if (!child.stdout) throw new Error("no output to read");
  const lines = createInterface({ input: child.stdout });
  lines.on("line", (line) => {
    const message = messageSchema.parse(JSON.parse(line));
    if ("log" in message) logs.push(message.log);
    else if ("ready" in message) resolve(message.ready);
    else reject(new Error(message.failed));
  });
  lines.once("close", () => reject(new Error("the program ended without a word")));
  return promise;
}

/** A fresh data folder that other users may enter; at its end no database of it lives and it is gone. */
export async function dataPlace(name = ""): Promise<{ folder: string } & AsyncDisposable> {
  const parent = await mkdtemp(path.join(tmpdir(), "watchfloor-embedded-"));
  await chmod(parent, 0o711);
  const folder = path.join(parent, name);
  const dispose = async () => {
    await endPostgresOf(path.join(folder, "postgres"));
    await rm(parent, { recursive: true, force: true });
  };
  return { folder, [Symbol.asyncDispose]: dispose };
}

/** Ends what a failed test left running on a database's folder. */
async function endPostgresOf(folder: string): Promise<void> {
  const pid = await postmasterOf(folder).catch(() => 0);
  if (pid === 0 || pid === process.pid || processState(pid) !== "running") return;
  process.kill(pid, "SIGQUIT");
  await eventually(() => processState(pid) !== "running");
}

/** The process that postmaster.pid names. */
export async function postmasterOf(folder: string): Promise<number> {
  return Number.parseInt(await readFile(path.join(folder, "data", "postmaster.pid"), "utf8"), 10);
}

/** The rows of one statement, on a connection of its own. */
export async function rowsOf(app: Pick<EmbeddedApp, "address">, statement: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client(app.address);
  client.on("error", () => {}); // It also rejects what is under way.
  try {
    await client.connect();
    return (await client.query(statement)).rows;
  } finally {
    await client.end();
  }
}

/** Waits until it holds. @throws Error after 20 s */
export async function eventually(holds: () => boolean | Promise<boolean>, within = 20_000): Promise<void> {
  const until = performance.now() + within;
  while (!(await holds())) {
    if (performance.now() > until) throw new Error(`did not come true within ${within} ms: ${holds}`);
    await wait(25);
  }
}
