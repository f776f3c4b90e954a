import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { request } from "node:http";
import path from "node:path";
import type { IntegrationKind } from "../../server/alerts/contract.ts";
import { openDatabase } from "../../server/database/database.ts";
import { runningEmbeddedAddress } from "../../server/database/embedded-running.ts";
import type { Role } from "../../server/kernel/roles.ts";
import { faultPlace } from "./fault-place.ts";
import { runCli } from "./fault-server.ts";
import { type ServerProcess, startServerProcess } from "./server-process.ts";

/** A whole Watchfloor on data of its own, set up as its operator does: by the command line and the machine doors. */
export interface Installation extends AsyncDisposable {
  /** The origin that browsers open. */
  url: string;
  server: ServerProcess;
  /** kill -9 of the server; `startAgain` starts it on the same data and port. */
  kill(): Promise<void>;
  startAgain(): Promise<void>;
  /** A source with a key of these scopes; all by default. */
  source(name: string, ...scopes: string[]): Promise<Sender>;
  /** A system that reports alerts, which call whom the policy of this name says: answers what posts one body to its door. */
  integration(kind: IntegrationKind, name: string, policy?: string): Promise<(body: object) => Promise<Answer>>;
  person(name: string, ...roles: Role[]): Promise<Credentials>;
  /** Runs the operator's command line. @throws unless it ends with 0 */
  cli(...args: string[]): Promise<Record<string, unknown>>;
  /** Rows of one query, on a connection of its own. */
  rows(query: string): Promise<Record<string, unknown>[]>;
}

export interface Credentials {
  name: string;
  email: string;
  password: string;
}

export interface Sender {
  id: number;
  name: string;
  events(...events: object[]): Promise<Answer>;
  /** The same, taken at that time (epoch ms): what was live then is history now. */
  eventsAt(at: number, ...events: object[]): Promise<Answer>;
  statement(statement: object): Promise<Answer>;
  hotlineCase(raised: {
    reference: string;
    urgency: string;
    threat: string;
    legalBasis?: string;
    country?: string;
  }): Promise<Answer>;
}
export interface Answer {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: bodies of many shapes, which each test reads as it expects them
  body: any;
}

const alertDoors: Record<IntegrationKind, string> = {
  pagerduty: "/v2/enqueue",
  alertmanager: "/api/v1/alertmanager",
  generic: "/api/v1/alerts",
};

/** With `PUBLIC_URL` browsers come under another origin than the server's own port. */
export async function startInstallation(settings: Record<string, string> = {}): Promise<Installation> {
  const place = await faultPlace();
  let server = await startServerProcess(place, settings).catch(async (error: unknown) => {
    await place[Symbol.asyncDispose]();
    throw error;
  });
  const url = settings.PUBLIC_URL ?? server.url;
  const { port } = new URL(server.url);
  const { host } = new URL(url);

  const post = (target: string, key: string, contentType: string, body: string, to = { host, port }) =>
    new Promise<Answer>((resolve, reject) => {
      const headers = { host: to.host, authorization: `Bearer ${key}`, "content-type": contentType };
      const req = request({ host: "127.0.0.1", port: to.port, path: target, method: "POST", headers }, async (res) => {
        let text = "";
        for await (const chunk of res.setEncoding("utf8")) text += chunk;
        const isJson = res.headers["content-type"]?.includes("json");
        resolve({ status: res.statusCode ?? 0, body: isJson ? JSON.parse(text) : text });
      });
      req.once("error", reject).end(body);
    });

  const databaseAddress = async () => {
    const address = place.databaseUrl
      ? { connectionString: place.databaseUrl }
      : await runningEmbeddedAddress(place.dataFolder);
    if (!address) throw new Error("the installation's database does not answer");
    return address;
  };

  return {
    url,
    server,
    kill: () => server.kill(),
    async startAgain() {
      server = await startServerProcess(place, { ...settings, PORT: port });
    },
    async source(name, ...scopes) {
      const scope = scopes.length > 0 ? ["--scope", scopes.join(",")] : [];
      const { id, key } = await runCli(place, ["source", "create", "--name", name, ...scope]);
      if (typeof id !== "number" || typeof key !== "string") throw new Error("source create gave no id and key");
      const json = (path: string, body: object) => post(path, key, "application/json", JSON.stringify(body));
      return {
        id,
        name,
        events: (...events) => post("/api/v1/events", key, "application/x-ndjson", lines(events)),
        async eventsAt(at, ...events) {
          const program = path.join(import.meta.dirname, "past-program.ts");
          const past = spawn(process.execPath, [program, String(at), JSON.stringify(await databaseAddress())], {
            stdio: ["pipe", "pipe", "inherit"],
          });
          try {
            const [ready] = await once(past.stdout.setEncoding("utf8"), "data");
            const to = { host: "localhost:1", port: String(JSON.parse(ready).port) };
            return await post("/api/v1/events", key, "application/x-ndjson", lines(events), to);
          } finally {
            past.stdin.end();
            if (past.exitCode === null) await once(past, "exit");
          }
        },
        statement: (statement) => json("/api/v1/statement", statement),
        hotlineCase: (raised) => json("/api/v1/hotline/cases", raised),
      };
    },
    async integration(kind, name, policy) {
      const routing = policy === undefined ? [] : ["--policy", policy];
      const { key } = await runCli(place, ["integration", "create", "--kind", kind, "--name", name, ...routing]);
      if (typeof key !== "string") throw new Error("integration create gave no key");
      return (body) => {
        const sent = kind === "pagerduty" ? { routing_key: key, ...body } : body;
        return post(alertDoors[kind], key, "application/json", JSON.stringify(sent));
      };
    },
    async person(name, ...roles) {
      const email = `${name.toLowerCase().replaceAll(/[^a-z]+/g, ".")}@watchfloor.example`;
      const password = randomUUID();
      const options = ["--email", email, "--name", name, "--role", roles.join(","), "--password-stdin"];
      await runCli(place, ["user", "create", ...options], password);
      return { name, email, password };
    },
    cli: (...args) => runCli(place, args),
    async rows(query) {
      const errors: Error[] = [];
      await using database = openDatabase(await databaseAddress(), {
        connections: 1,
        onError: (error) => errors.push(error),
      });
      return (await database.pool.query(query)).rows;
    },
    async [Symbol.asyncDispose]() {
      try {
        await server.stop();
      } finally {
        await place[Symbol.asyncDispose]();
      }
    },
  };
}

const lines = (events: readonly object[]) => events.map((one) => JSON.stringify(one)).join("\n");

/** A CloudEvent that the door takes. `at`: event time, epoch milliseconds. */
export function event(type: string, at: number, data: object): object {
  return {
    specversion: "1.0",
    id: randomUUID(),
    source: "/browser-tests",
    type,
    time: new Date(at).toISOString(),
    data,
  };
}

/** A removal of `count` channels, an event of `at`. */
export function removal(at: number, count: number, category = "STATEMENT_CATEGORY_SCAMS_AND_FRAUD"): object {
  const decision_visibility = ["DECISION_VISIBILITY_CONTENT_REMOVED"];
  return event("decision.made", at, { category, decision_visibility, subject: "channel", count });
}
