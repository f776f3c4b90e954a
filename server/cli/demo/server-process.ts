import { spawn } from "node:child_process";
import path from "node:path";
import { environmentOf } from "../../config.ts";
import type { DemoState } from "../../demo/contract.ts";

/** The server that `npm start` starts, in a process of its own. */
export interface DemoServer {
  /** Resolves when it serves; rejects when it ends before. */
  ready: Promise<void>;
  /** Exit code, or 1 after a signal. */
  ended: Promise<number>;
  /** What its screens say of what is played. */
  tell(state: DemoState): void;
  /** Asks for an orderly stop; what it asks twice is one wish. */
  stop(signal: NodeJS.Signals): void;
}

/** What would let simulated alerts reach real people, and keep the demo's own from acting. */
const leftOut = {
  DATABASE_URL: undefined,
  SMTP_URL: undefined,
  HEARTBEAT_URL: undefined,
  OUTBOUND_ALLOW: undefined,
  REQUIRE_SECOND_FACTOR: undefined,
};

/**
 * Starts it on the demo's own data folder and embedded database, never on DATABASE_URL. The channel between the two
 * ends the server when the demo is gone, even by kill -9.
 */
export function startDemoServer(dataFolder: string): DemoServer {
  const root = path.resolve(import.meta.dirname, "../../..");
  const wanted = { ...leftOut, WATCHFLOOR_DATA: dataFolder, WATCHFLOOR_DEMO: "1" };
  const env = environmentOf(wanted, { LOG_LEVEL: "warn" });
  const stdio = ["ignore", "pipe", "inherit", "ipc"] as const;
  const child = spawn(process.execPath, ["server/main.ts"], { cwd: root, env, stdio: [...stdio] });
  const ended = new Promise<number>((resolve) => {
    child.once("error", () => resolve(1));
    child.once("close", (code) => resolve(code ?? 1));
  });
  let printed = "";
  const ready = new Promise<void>((resolve, reject) => {
    child.stdout?.on("data", (part: Buffer) => {
      process.stdout.write(part);
      if (printed.includes("ready on ")) return;
      printed += part.toString();
      if (printed.includes("ready on ")) resolve();
    });
    void ended.then(() => reject(new Error("the server did not start")));
  });
  ready.catch(() => {});
  return {
    ready,
    ended,
    tell: (state) => void (child.connected && child.send(state, () => {})),
    stop: (signal) => void child.kill(signal),
  };
}
