import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { expect, test } from "vitest";
import { type AlertsContext, createAlerts } from "../../server/alerts/alerts.ts";
import { openDatabase } from "../../server/database/database.ts";
import { migrate } from "../../server/database/migrate.ts";
import { systemClock } from "../../server/kernel/clock.ts";
import type { PolicySnapshot } from "../../server/oncall/policy/contract.ts";
import { alone, nobodyOnCall, signal } from "../support/alerts.ts";
import { sharedDatabase } from "../support/shared-database.ts";

const leaseMs = 3_000;

/** Somewhere that pages are posted to, with how often each came. */
async function receiver(answer: (seen: number) => number | "never" = () => 200) {
  const seen = new Map<string, number>();
  let requests = 0;
  const server = createServer((req, res) => {
    const parts: Buffer[] = [];
    req.on("data", (part: Buffer) => void parts.push(part));
    req.on("end", () => {
      const id = Buffer.concat(parts).toString();
      seen.set(id, (seen.get(id) ?? 0) + 1);
      requests += 1;
      const status = answer(requests);
      if (status !== "never") res.writeHead(status).end();
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    requests: () => requests,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A database in which each of these alerts waits to be told to one person by webhook. */
async function alertsThatWait(count: number) {
  const shared = await sharedDatabase();
  const database = openDatabase({ connectionString: shared.url }, { connections: 5, onError: () => {} });
  await migrate(database);
  const policy: PolicySnapshot = {
    ...{ policyId: 1, version: 1, takenAt: 0, name: "Night", repeats: 0 },
    levels: [{ delayMinutes: 60, targets: [{ kind: "person", personId: "ada" }] }],
  };
  const oncall: AlertsContext["oncall"] = {
    ...nobodyOnCall,
    readPolicySnapshot: async () => policy,
    readResponders: async () => [{ personId: "ada", person: "Ada", by: { kind: "person", personId: "ada" } }],
    readNotificationPlan: async (_query, _person, _urgency, at) => [{ at, channel: "webhook" }],
  };
  const context = { ...alone, database, clock: systemClock, readResponders: async () => [], wake: () => {} };
  const alerts = createAlerts({ ...context, oncall });
  await database.pool.query(`
    insert into oncall_policy (policy_id, name, levels, repeats, changed_at, changed_by)
    overriding system value values (1, 'Night', '[]', 0, now(), 'a test')`);
  const { key } = await alerts.createIntegration(
    { kind: "operator" },
    { kind: "generic", name: "Monitor", policyId: 1 },
  );
  const actor = await alerts.authenticateIntegration("generic", key);
  // Critical ones: to one person and without the limit that protects them.
  for (let n = 0; n < count; n++) await alerts.trigger(actor, signal(`alert-${n}`, { severity: "critical" }));
  const states = async () => {
    const { rows } = await database.pool.query<{ state: string; count: string }>(
      "select state, count(*) from delivery group by state",
    );
    return Object.fromEntries(rows.map((row) => [row.state, Number(row.count)]));
  };
  return {
    url: shared.url,
    database,
    alerts,
    states,
    async [Symbol.asyncDispose]() {
      await database[Symbol.asyncDispose]();
      await shared[Symbol.asyncDispose]();
    },
  };
}

interface Engine {
  child: ChildProcess;
  calling: boolean;
  ended: Promise<unknown>;
}

function startEngine(databaseUrl: string, receiverUrl: string): Engine {
  const program = ["tests/support/pager-program.ts", databaseUrl, receiverUrl, String(leaseMs)];
  const child = spawn(process.execPath, program, { stdio: ["ignore", "pipe", "inherit"] });
  const engine: Engine = { child, calling: false, ended: once(child, "exit") };
  child.stdout?.once("data", () => {
    engine.calling = true;
  });
  return engine;
}

async function kill(engine: Engine): Promise<void> {
  engine.child.kill("SIGKILL");
  await engine.ended;
}

test("three engines of which one is killed every 150 ms lose none of 600 pages, and repeat them under the same key", async () => {
  await using place = await alertsThatWait(600);
  await using posted = await receiver();
  const engines = Array.from({ length: 3 }, () => startEngine(place.url, posted.url));
  let kills = 0;
  try {
    const until = Date.now() + 90_000;
    while (posted.seen.size < 600 && Date.now() < until) {
      await wait(150);
      const at = engines.findIndex((engine) => engine.calling);
      const victim = engines[at];
      // A process that has not begun to call has nothing to lose; towards the end of the time all may finish.
      if (!victim || Date.now() > until - 40_000) continue;
      await kill(victim);
      kills += 1;
      engines[at] = startEngine(place.url, posted.url);
    }
    await expect.poll(place.states, { timeout: 30_000 }).toEqual({ accepted: 600 });
  } finally {
    await Promise.all(engines.map(kill));
  }
  const { rows } = await place.database.pool.query<{ delivery_id: string }>("select delivery_id from delivery");
  expect(posted.seen.size, "every page, and no key that is not a page's").toBe(600);
  expect(rows.every(({ delivery_id }) => posted.seen.has(delivery_id))).toBe(true);
  const repeats = posted.requests() - 600;
  console.info(`${kills} kills, ${repeats} repeats under their own key`);
  expect(kills).toBeGreaterThan(10);
}, 240_000);

test("an engine that is halted beyond its lease is overtaken, and what it says afterwards counts for nothing", async () => {
  await using place = await alertsThatWait(1);
  // The first request gets no answer: whoever sent it holds its lease when it is halted.
  await using posted = await receiver((seen) => (seen === 1 ? "never" : 200));
  const halted = startEngine(place.url, posted.url);
  let other: Engine | undefined;
  try {
    await expect.poll(posted.requests, { timeout: 30_000 }).toBe(1);
    halted.child.kill("SIGSTOP");
    other = startEngine(place.url, posted.url);
    await expect.poll(place.states, { timeout: 30_000 }).toEqual({ accepted: 1 });
    halted.child.kill("SIGCONT");
    await wait(2 * leaseMs);
    expect(await place.states()).toEqual({ accepted: 1 });
    expect([...posted.seen.values()], "twice, under one key").toEqual([2]);
    const { rows } = await place.database.pool.query(
      "select kind from alert_event where kind in ('paged', 'undelivered')",
    );
    expect(rows).toEqual([{ kind: "paged" }]);
  } finally {
    halted.child.kill("SIGCONT");
    await kill(halted);
    if (other) await kill(other);
  }
}, 120_000);

test("the end of every connection to the database delays pages and loses none", async () => {
  await using place = await alertsThatWait(200);
  await using posted = await receiver();
  const engine = startEngine(place.url, posted.url);
  try {
    for (let cut = 0; cut < 5; cut++) {
      await expect.poll(posted.requests, { timeout: 30_000 }).toBeGreaterThan(cut * 20);
      await place.database.pool.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
         where datname = current_database() and pid <> pg_backend_pid()`,
      );
    }
    await expect.poll(place.states, { timeout: 60_000 }).toEqual({ accepted: 200 });
  } finally {
    await kill(engine);
  }
  expect(posted.seen.size).toBe(200);
}, 180_000);

test("a receiver that fails for a while, or for good, delays its pages or hands them to the next level", async () => {
  await using place = await alertsThatWait(20);
  // The first half of the tries fails, with what receivers answer when they cannot.
  await using posted = await receiver((seen) => (seen <= 20 ? ([500, 429, 503][seen % 3] ?? 500) : 200));
  const engine = startEngine(place.url, posted.url);
  try {
    await expect.poll(place.states, { timeout: 60_000 }).toEqual({ accepted: 20 });
  } finally {
    await kill(engine);
  }
  expect(posted.seen.size).toBe(20);
}, 120_000);
