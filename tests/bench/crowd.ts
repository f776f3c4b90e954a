import { fork } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import type { BenchServer } from "./bench-server.ts";

/** Signed-in people with sockets of their own, all looking at Now, in a process of their own. */
export interface Crowd extends AsyncDisposable {
  sockets: number;
}

const password = "correct horse battery staple";
const socketsAPerson = 20;

/** Resolves when every socket is connected and has its snapshots. */
export async function connectCrowd(server: BenchServer, sockets: number): Promise<Crowd> {
  const cookies: string[] = [];
  for (let n = 0; n < Math.ceil(sockets / socketsAPerson); n++) cookies.push(await signIn(server, n));
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

async function signIn(server: BenchServer, n: number): Promise<string> {
  const email = `watcher-${n}@watchfloor.example`;
  await server.cli(["user", "create", "--email", email, "--role", "viewer", "--password-stdin"], password);
  const answer = await fetch(`${server.url}/api/auth/sign-in/email`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: server.url },
    body: JSON.stringify({ email, password }),
  });
  if (!answer.ok) throw new Error(`${email} could not sign in: ${await answer.text()}`);
  return answer.headers
    .getSetCookie()
    .map((one) => one.split(";", 1)[0])
    .join("; ");
}
