import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { BenchServer } from "./bench-server.ts";
import { signIn } from "./viewer.ts";

/** A receiver of webhooks that notes when each request came, as it is read to its end. */
export interface Receiver extends AsyncDisposable {
  port: number;
  url: string;
  received: { at: number; path: string; body: string }[];
}

export async function startReceiver(): Promise<Receiver> {
  const received: Receiver["received"] = [];
  const server = createServer((req, res) => {
    const parts: Buffer[] = [];
    req.on("data", (part: Buffer) => void parts.push(part));
    req.on("end", () => {
      received.push({ at: performance.now(), path: req.url ?? "/", body: Buffer.concat(parts).toString() });
      res.writeHead(204).end();
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    port,
    url: `http://127.0.0.1:${port}/`,
    received,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/**
 * An integration whose alerts call the people of each level, by a webhook of theirs at once, so many minutes after those of
 * the level before. Answers the integration's key.
 */
export async function routeToWebhooks(
  server: BenchServer,
  receiver: Receiver,
  people: readonly (readonly string[])[],
  delayMinutes = 60,
): Promise<string> {
  const admin = await callerOf(server, "root", "admin");
  const levels: object[] = [];
  for (const names of people) {
    const targets: object[] = [];
    for (const name of names) {
      const person = await callerOf(server, name, "on-call");
      const step = [{ delayMinutes: 0, channel: "webhook" }];
      await person.call("oncall.createContact", { kind: "standard", url: `${receiver.url}${name}` });
      await person.call("oncall.changeNotificationRules", { high: step, low: step, quiet: null });
      targets.push({ kind: "person", personId: person.id });
    }
    levels.push({ delayMinutes, targets });
  }
  await admin.call("oncall.createPolicy", { name: "Night", repeats: 0, levels });
  const made = await server.cli(["integration", "create", "--kind", "generic", "--name", "Load", "--policy", "Night"]);
  return String(made.key);
}

async function callerOf(server: BenchServer, name: string, role: string) {
  const { id, cookie } = await signIn(server, name, role);
  return {
    id,
    async call(procedure: string, input: object): Promise<void> {
      const answer = await fetch(`${server.url}/api/trpc/${procedure}`, {
        method: "POST",
        headers: { "content-type": "application/json", cookie, origin: server.url },
        body: JSON.stringify(input),
      });
      if (!answer.ok) throw new Error(`${procedure} of ${name}: ${await answer.text()}`);
    },
  };
}

/** Calls `send` so often a second, evenly, until it was called `count` times; waits for all of them. */
export async function atRate(count: number, perSecond: number, send: (n: number) => Promise<void>): Promise<void> {
  const begun = performance.now();
  const sent: Promise<void>[] = [];
  while (sent.length < count) {
    const due = Math.min(count, Math.floor(((performance.now() - begun) / 1000) * perSecond) + 1);
    while (sent.length < due) sent.push(send(sent.length));
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  await Promise.all(sent);
}
