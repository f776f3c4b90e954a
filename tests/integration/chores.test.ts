import { PgBoss } from "pg-boss";
import { pino } from "pino";
import { expect, test } from "vitest";
import { openDatabase } from "../../server/database/database.ts";
import { createRunner, type Pace } from "../../server/jobs/runner.ts";
import type { Chore } from "../../server/retention/contract.ts";
import { type TestDatabase, testDatabase } from "../support/database.ts";

/** What tests wait for comes within seconds; PgBoss takes no heartbeat under 10 s. */
const quick: Pace = { heartbeat: 10, supervise: 1, poll: 0.5, retryDelay: 1 };
const hourly = "0 * * * *";

interface Line {
  level: number;
  msg: string;
  chore?: string;
  err?: { message: string };
}
const warning = 40;
const error = 50;

/** A server's runner on the database, with what it logs from warnings on. */
async function startRunner(database: Pick<TestDatabase, "pool">, chores: readonly Chore[]) {
  const lines: Line[] = [];
  const log = pino({ level: "warn" }, { write: (line: string) => void lines.push(JSON.parse(line)) });
  const runner = await createRunner({ database, chores, log, pace: quick });
  return { lines, close: runner.close, [Symbol.asyncDispose]: runner.close };
}

/** Rows of PgBoss about one chore's runs. */
async function runsOf(database: TestDatabase, name: string): Promise<{ state: string; retry_count: number }[]> {
  const { rows } = await database.pool.query("select state, retry_count from chores.job where name = $1", [name]);
  return rows;
}

test("of two servers that start together one runs a chore", async () => {
  await using database = await testDatabase();
  let runs = 0;
  const chore: Chore = {
    name: "count-up",
    cron: hourly,
    async run() {
      runs += 1;
    },
  };
  // Starts are folded by the clock's minute: none may begin between the two.
  const intoMinute = Date.now() % 60_000;
  if (intoMinute > 55_000) await new Promise((resolve) => setTimeout(resolve, 60_000 - intoMinute));
  const [first, second] = await Promise.all([startRunner(database, [chore]), startRunner(database, [chore])]);
  await expect.poll(() => runsOf(database, "count-up")).toEqual([{ state: "completed", retry_count: 0 }]);
  expect(runs).toBe(1);
  expect([...first.lines, ...second.lines]).toEqual([]);
  await Promise.all([first.close(), second.close()]);
});

test("while a chore runs on one server no other runs it, though it is due again", async () => {
  await using database = await testDatabase();
  const release = Promise.withResolvers<void>();
  let running = 0;
  let most = 0;
  const chore: Chore = {
    name: "take-long",
    cron: hourly,
    async run() {
      running += 1;
      most = Math.max(most, running);
      await release.promise;
      running -= 1;
    },
  };
  await using first = await startRunner(database, [chore]);
  await expect.poll(() => running).toBe(1);
  await using second = await startRunner(database, [chore]);
  // As cron puts it there, without the fold of starts.
  const boss = new PgBoss({
    db: { executeSql: (text, values) => database.pool.query(text, values) },
    schema: "chores",
    supervise: false,
    schedule: false,
    migrate: false,
    registerInstance: false,
  });
  await boss.start();
  expect(await boss.send("take-long")).toBeNull();
  await boss.stop({ close: false });
  release.resolve();
  await expect.poll(() => runsOf(database, "take-long")).toEqual([{ state: "completed", retry_count: 0 }]);
  expect(most).toBe(1);
  expect([...first.lines, ...second.lines]).toEqual([]);
});

test("a chore that fails is logged by its name each time, and tried again until it is done", async () => {
  await using database = await testDatabase();
  let runs = 0;
  const chore: Chore = {
    name: "stumble",
    cron: hourly,
    async run() {
      runs += 1;
      if (runs < 3) throw new Error(`stumbled ${runs}`);
    },
  };
  await using runner = await startRunner(database, [chore]);
  await expect
    .poll(() => runsOf(database, "stumble"), { timeout: 30_000 })
    .toEqual([{ state: "completed", retry_count: 2 }]);
  expect(runner.lines.map(({ level, chore: name, err }) => ({ level, name, message: err?.message }))).toEqual([
    { level: error, name: "stumble", message: "stumbled 1" },
    { level: error, name: "stumble", message: "stumbled 2" },
  ]);
});

test("a chore that finds a table in use gives way, and says so as a warning", async () => {
  await using database = await testDatabase();
  let runs = 0;
  const chore: Chore = {
    name: "give-way",
    cron: hourly,
    async run() {
      runs += 1;
      if (runs === 1) await database.pool.query("do $$ begin raise lock_not_available; end $$");
    },
  };
  await using runner = await startRunner(database, [chore]);
  await expect
    .poll(() => runsOf(database, "give-way"), { timeout: 30_000 })
    .toEqual([{ state: "completed", retry_count: 1 }]);
  expect(runner.lines.map(({ level }) => level)).toEqual([warning]);
});

test("connections that the database ends are a warning at most, and the chores go on", async () => {
  await using database = await testDatabase();
  let runs = 0;
  await using own = openDatabase(database.address, { connections: 3, onError: () => {} });
  await using runner = await startRunner(own, [
    {
      name: "go-on",
      cron: hourly,
      async run() {
        runs += 1;
        if (runs === 1) await own.pool.query("select pg_terminate_backend(pg_backend_pid())");
      },
    },
  ]);
  await expect
    .poll(() => runsOf(database, "go-on"), { timeout: 30_000 })
    .toEqual([{ state: "completed", retry_count: 1 }]);
  expect(runner.lines.map(({ level }) => level)).toEqual([warning]);
});

test("an idle stop is quick; one that meets a running chore tells it, and another server does it again", async () => {
  await using database = await testDatabase();
  let stopped: unknown;
  let runs = 0;
  const chore: Chore = {
    name: "heed",
    cron: hourly,
    async run(signal) {
      runs += 1;
      if (runs > 1) return;
      await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
      stopped = signal.reason;
      signal.throwIfAborted();
    },
  };
  const first = await startRunner(database, [chore]);
  await expect.poll(() => runs).toBe(1);
  const asked = performance.now();
  await first.close();
  expect(performance.now() - asked).toBeLessThan(1_000);
  expect(stopped).toEqual(new Error("the server stops"));
  const second = await startRunner(database, [chore]);
  await expect
    .poll(() => runsOf(database, "heed"), { timeout: 30_000 })
    .toEqual([{ state: "completed", retry_count: 1 }]);
  const askedIdle = performance.now();
  await second.close();
  expect(performance.now() - askedIdle).toBeLessThan(300);
  expect([...first.lines, ...second.lines]).toEqual([]);
});
