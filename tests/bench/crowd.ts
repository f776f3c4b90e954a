import { fork } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import type { BenchServer } from "./bench-server.ts";
import { signInViewer } from "./viewer.ts";

/** Signed-in people with sockets of their own, all looking at Now, in a process of their own. */
export interface Crowd extends AsyncDisposable {
  sockets: number;
}

const socketsAPerson = 20;

/** Resolves when every socket is connected and has its snapshots. */
export async function connectCrowd(server: BenchServer, sockets: number): Promise<Crowd> {
  const cookies: string[] = [];
  for (let n = 0; n < Math.ceil(sockets / socketsAPerson); n++)
    cookies.push(await signInViewer(server, `watcher-${n}`));
  const program = fork(path.join(import.meta.dirname, "crowd-program.ts"), {
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  program.send({ url: server.url, cookies, sockets });
  const [message] = await Promise.race([once(program, "message"), once(program, "exit")]);
  if (message !== "ready") throw new Error(`the crowd ended with ${String(message)}`);
  return {
    sockets,
    async [Symbol.asyncDispose]() {
      const ended = once(program, "exit");
      program.disconnect();
      await ended;
    },
  };
}
