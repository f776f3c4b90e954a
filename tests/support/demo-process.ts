import { spawn } from "node:child_process";
import path from "node:path";
import { eventually } from "./embedded-app.ts";
import { freePort } from "./free-port.ts";

const clone = path.dirname(path.dirname(import.meta.dirname));

/** `npm run demo`, running. */
export interface RunningDemo extends AsyncDisposable {
  pid: number;
  url: string;
  printed(): string;
  ended: Promise<number | NodeJS.Signals | null>;
  stop(): Promise<number | NodeJS.Signals | null>;
}

/** What `npm run demo` starts; its data are in `<folder>/demo`. */
export async function startDemo(
  folder: string,
  given: readonly string[] = ["--rate", "0.2"],
  settings: Record<string, string> = {},
): Promise<RunningDemo> {
  const port = await freePort();
  const own = { PORT: String(port), WATCHFLOOR_DATA: folder, ...settings };
  const env: NodeJS.ProcessEnv = { ...process.env, NODE_ENV: "production", ...own };
  const program = ["server/cli/demo.ts", ...given];
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

/** Waits until the terminal says it. @throws Error with what it said instead */
export async function untilSaid(demo: RunningDemo, words: string, within = 90_000): Promise<void> {
  await eventually(() => demo.printed().includes(words), within).catch((error: unknown) => {
    throw new Error(`did not say "${words}"; printed:\n${demo.printed()}`, { cause: error });
  });
}

/** Addresses and passwords as the terminal shows them. */
export function peopleOf(demo: RunningDemo): { email: string; password: string }[] {
  const lines = demo.printed().matchAll(/^\[demo\] {3}(\S+@demo\.example) {2}(\S+) {2}\(/gm);
  return [...lines].map(([, email = "", password = ""]) => ({ email, password }));
}
