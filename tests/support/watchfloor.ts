import { once } from "node:events";
import { setTimeout as wait } from "node:timers/promises";
import { sql } from "kysely";
import { createApp, type RunningApp } from "../../server/app.ts";
import { readConfig } from "../../server/config.ts";
import { type Reconciliation, reconcileCounts } from "../../server/counting/counting.ts";
import type { DatabaseAddress } from "../../server/database/database.ts";
import type { Scope } from "../../server/kernel/actor.ts";
import type { Role } from "../../server/kernel/roles.ts";
import { createLogger } from "../../server/telemetry/logger.ts";
import { type TestDatabase, testDatabase } from "./database.ts";
import { freePort } from "./free-port.ts";
import { connectLive, type LiveClient } from "./live-client.ts";
import { type MovingClock, movingClock } from "./moving-clock.ts";
import { type PageBook, pageBook } from "./pages.ts";

/** Words in which tests speak to a running Watchfloor. Everything goes through its real doors. */
export interface Watchfloor extends AsyncDisposable {
  app: RunningApp;
  url: string;
  clock: MovingClock;
  database: TestDatabase;
  /** A source with a key of these scopes; all by default. */
  source(name: string, scopes?: readonly Scope[]): Promise<Source>;
  /** A person with these roles, signed in. */
  person(name: string, roles: readonly Role[]): Promise<Person>;
  /** Waits for the next page of a person by a channel. A page that no test expects fails it at its end. */
  expectPage: PageBook["expectPage"];
  /** What the channels answer, where they do not accept. */
  pages: PageBook;
  /** Moves time, and waits until all that is due by then was called and sent. */
  advance(milliseconds: number): Promise<void>;
  /** Waits until nothing of escalations or pages is due. */
  settle(): Promise<void>;
  reconcile(): Promise<Reconciliation>;
  /** Runs every chore now, one after the other. */
  runChores(): Promise<void>;
  /** Every line that was logged until now. */
  logged(): readonly string[];
  /** Errors that this test provokes on purpose: their messages do not fail it. */
  expectLogged(message: string | RegExp): void;
}

export interface Source {
  id: number;
  key: string;
  /** Posts CloudEvents, one a line; answers status and body. */
  events(events: readonly object[]): Promise<Answer>;
  statement(statement: object): Promise<Answer>;
  statements(statements: readonly object[]): Promise<Answer>;
  hotlineCase(raised: object): Promise<Answer>;
}
export interface Answer {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: bodies of many shapes, which each test reads as it expects them
  body: any;
}
export interface Person {
  id: string;
  cookie: string;
  live(): Promise<LiveClient>;
  /** Calls a tRPC procedure as the page does. */
  call(procedure: string, input?: object): Promise<Answer>;
}

/** What a procedure answered. @throws Error with what it said instead */
export function dataOf<T>({ status, body }: Answer): T {
  if (status !== 200) throw new Error(`it was answered ${status}: ${JSON.stringify(body)}`);
  return body.result.data;
}

const password = "correct horse battery staple";
const weekMs = 7 * 86_400_000;

/**
 * Starts the real application, pages excepted, on a database and a port of its own. The scope's end stops it and fails
 * on an error that was logged and not expected, and on counts that do not reconcile.
 */
export async function startWatchfloor(
  options: {
    startAt?: number;
    environment?: object;
    /** Pages leave by the channels of the configuration; otherwise they are kept for `expectPage`. */
    realChannels?: boolean;
    /** How soon chores are noticed, where a test waits for them. */
    chorePace?: NonNullable<Parameters<typeof createApp>[2]>["chorePace"];
    /** How the application reaches its database, where not directly. */
    reach?: (address: DatabaseAddress) => Promise<DatabaseAddress>;
  } = {},
): Promise<Watchfloor> {
  const database = await testDatabase();
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const clock = movingClock(options.startAt ?? Date.now());
  const lines: string[] = [];
  const expected: (string | RegExp)[] = [];
  const log = createLogger("info", { write: (line) => void lines.push(line) });
  const config = readConfig({
    NODE_ENV: "test",
    PORT: String(port),
    KEY_REQUESTS_PER_SECOND: "100000",
    ADDRESS_REQUESTS_PER_SECOND: "100000",
    ANONYMOUS_REQUESTS_PER_MINUTE: "1000000",
    ...options.environment,
  });
  const address = (await options.reach?.(database.address)) ?? database.address;
  const given = { address, secret: "a secret of the tests, long enough" };
  const names = new Map<string, string>();
  const pages = pageBook((personId) => names.get(personId) ?? personId);
  const app = await createApp(config, given, {
    ...{ clock, log, pagerPace: { pollMs: 25 }, chorePace: options.chorePace ?? {} },
    ...(options.realChannels ? {} : { senders: pages.senders }),
  });
  const settle = async () => {
    for (let tries = 0; tries < 400; tries++) {
      if ((await due(database, clock)) === 0) return;
      await wait(25);
    }
    throw new Error("what is due is not done");
  };
  app.server.listen(port, "127.0.0.1");
  await once(app.server, "listening");

  const post = async (path: string, type: string, body: string, headers: Record<string, string>): Promise<Answer> => {
    const answer = await fetch(url + path, {
      method: "POST",
      body,
      redirect: "manual",
      headers: { "content-type": type, ...headers },
    });
    const text = await answer.text();
    const json = /json/.test(answer.headers.get("content-type") ?? "");
    return { status: answer.status, body: json ? JSON.parse(text) : text };
  };

  return {
    app,
    url,
    clock,
    database,
    async source(name, scopes = ["statements", "events", "hotline"]) {
      const { id, key } = await app.sources.createSource({ kind: "operator" }, { name, scopes: [...scopes] });
      const headers = { authorization: `Bearer ${key}` };
      const json = (path: string, body: object) => post(path, "application/json", JSON.stringify(body), headers);
      return {
        id,
        key,
        events: (events) =>
          post("/api/v1/events", "application/x-ndjson", events.map((one) => JSON.stringify(one)).join("\n"), headers),
        statement: (statement) => json("/api/v1/statement", statement),
        statements: (statements) => json("/api/v1/statements", { statements }),
        hotlineCase: (raised) => json("/api/v1/hotline/cases", raised),
      };
    },
    async person(name, roles) {
      const email = `${name.toLowerCase().replaceAll(/[^a-z]+/g, ".")}@watchfloor.example`;
      const { id } = await app.identity.createPerson(
        { kind: "operator" },
        { email, name, password, roles: [...roles] },
      );
      names.set(id, name);
      const signedIn = await fetch(`${url}/api/auth/sign-in/email`, {
        method: "POST",
        headers: { "content-type": "application/json", origin: url },
        body: JSON.stringify({ email, password }),
      });
      if (signedIn.status !== 200) throw new Error(`${name} could not sign in: ${await signedIn.text()}`);
      // Signing in goes by the real time, what watches sessions by the moved one, which may lie far ahead of it.
      await sql`
        update person_session set "expiresAt" = greatest("expiresAt", ${new Date(clock.now() + weekMs)}::timestamptz)
        where "userId" = ${id}`.execute(database.query);
      const cookie = signedIn.headers
        .getSetCookie()
        .map((one) => one.split(";", 1)[0])
        .join("; ");
      return {
        id,
        cookie,
        live: () => connectLive({ url, cookie }),
        call: async (procedure, input) => {
          if (input)
            return post(`/api/trpc/${procedure}`, "application/json", JSON.stringify(input), { cookie, origin: url });
          const answer = await fetch(`${url}/api/trpc/${procedure}`, { headers: { cookie } });
          return { status: answer.status, body: await answer.json() };
        },
      };
    },
    pages,
    expectPage: pages.expectPage,
    settle,
    async advance(milliseconds) {
      clock.advance(milliseconds);
      await settle();
    },
    reconcile: () => reconcileCounts({ database, clock }, { from: null, to: null }),
    async runChores() {
      for (const chore of app.retention.chores) await chore.run(new AbortController().signal);
    },
    logged: () => lines,
    expectLogged: (message) => void expected.push(message),
    async [Symbol.asyncDispose]() {
      const { differences } = await reconcileCounts({ database, clock }, { from: null, to: null });
      await app.close();
      await database[Symbol.asyncDispose]();
      const foreseen = (text: string) =>
        expected.some((one) => (typeof one === "string" ? text.includes(one) : one.test(text)));
      const unexpected = pages.unexpected();
      if (unexpected.length > 0) throw new Error(`pages left that nobody expected: ${unexpected.join("; ")}`);
      const errors = lines.filter((line) => line.includes('"level":50') || line.includes('"level":60'));
      const surprises = errors
        .map((line) => JSON.parse(line))
        .map(({ msg, err }) => `${msg}: ${err?.message ?? ""}`)
        .filter((text) => !foreseen(text));
      if (differences.length > 0) throw new Error(`the counts do not reconcile: ${differences.join("; ")}`);
      if (surprises.length > 0) throw new Error(`errors were logged: ${surprises.join("; ")}`);
    },
  };
}

/** How much of escalations and pages waits for the engine at this moment. */
async function due(database: TestDatabase, clock: MovingClock): Promise<number> {
  const now = new Date(clock.now());
  const { rows } = await database.pool.query<{ due: number }>(
    `select (select count(*) from escalation_run where next_at <= $1)
          + (select count(*) from delivery where state = 'sending' or (state = 'waiting' and due_at <= $1
               and (channel <> 'browser' or due_at <= $1::timestamptz - interval '20 s')))
          + (select count(*) from alert_silence
               where begun_at is null and ended_at is null and starts_at <= $1 and ends_at > $1)
          + (select count(*) from alert_silence where begun_at is not null and over_at is null and ends_at <= $1)
          + (select count(*) from delivery where state = 'accepted' and channel in ('browser', 'push')
               and kind <> 'test' and accepted_at <= $1::timestamptz - interval '30 s') as due`,
    [now],
  );
  return rows[0]?.due ?? 0;
}
