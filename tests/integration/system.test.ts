import { expect, test } from "vitest";
import { readConfig } from "../../server/config.ts";
import { createRunner } from "../../server/jobs/runner.ts";
import { createLogger } from "../../server/telemetry/logger.ts";
import { testDatabase } from "../support/database.ts";
import { startWatchfloor } from "../support/watchfloor.ts";

const secrets = {
  AUTH_SECRET: "a-secret-for-cookies-of-32-chars-",
  METRICS_TOKEN: "token-of-the-metrics",
  DATABASE_URL: "postgres://someone:hidden-password@db.example/watchfloor",
};

test("settings are told as they run, with where each is from; of secrets nothing but whether they are set", () => {
  const told = (environment: object) => {
    const { settings } = readConfig({ NODE_ENV: "test", ...environment });
    return new Map(settings.map((setting) => [setting.name, setting]));
  };
  const usual = told({});
  expect(usual.get("PORT")).toEqual({ name: "PORT", value: "3000", origin: "default", hidden: false });
  expect(usual.get("PUBLIC_URL")).toMatchObject({ value: "http://localhost:3000", origin: "default" });
  expect(usual.get("KEY_REQUESTS_PER_MINUTE")).toMatchObject({ value: "12000", origin: "default" });
  expect(usual.get("WATCHFLOOR_PG_USER")).toMatchObject({ value: null, origin: "default", hidden: false });
  expect(usual.get("AUTH_SECRET")).toEqual({ name: "AUTH_SECRET", value: null, origin: "default", hidden: true });
  const changed = told({ PORT: "8080", RAW_EVENT_DAYS: "90", LOG_LEVEL: "", ...secrets });
  expect(changed.get("PORT")).toMatchObject({ value: "8080", origin: "set" });
  expect(changed.get("PUBLIC_URL")).toMatchObject({ value: "http://localhost:8080", origin: "default" });
  expect(changed.get("RAW_EVENT_DAYS")).toMatchObject({ value: "90", origin: "set" });
  expect(changed.get("LOG_LEVEL")).toMatchObject({ value: "info", origin: "default" });
  for (const name of Object.keys(secrets)) {
    expect(changed.get(name)).toEqual({ name, value: null, origin: "set", hidden: true });
  }
  const text = JSON.stringify([...changed.values()]);
  for (const secret of Object.values(secrets)) expect(text).not.toContain(secret);
  expect(text).not.toMatch(/hidden-password|db\.example/);
});

test("the overview says what runs, what is kept and how the chores do, and holds no secret", async () => {
  await using app = await startWatchfloor({ environment: { METRICS_TOKEN: secrets.METRICS_TOKEN } });
  const auditor = await app.person("Aude Auditor", ["auditor"]);
  const live = await auditor.live();
  const chores = [...app.app.retention.chores.map(({ name }) => name), "verify-audit"];
  const overview = async () => (await auditor.call("system.overview")).body.result.data;
  await expect
    .poll(
      async () => (await overview()).chores.map(({ last }: { last: { outcome: string } | null }) => last?.outcome),
      {
        timeout: 60_000,
      },
    )
    .toEqual(chores.map(() => "done"));
  app.clock.advance(90_000);
  const found = await overview();
  expect(found).toMatchObject({
    version: app.app.version,
    runtime: `Node ${process.versions.node}`,
    upMs: 90_000,
    database: { version: expect.stringMatching(/^\d+/), bytes: expect.any(Number) },
    audit: { waiting: expect.any(Number) },
    live: { sockets: 1, rooms: 0 },
  });
  expect(found.database.bytes).toBeGreaterThan(1_000_000);
  expect(found.chores.map(({ name }: { name: string }) => name)).toEqual(chores);
  for (const chore of found.chores) expect(chore).toMatchObject({ overdue: false, doneAt: expect.any(Number) });
  expect(found.kept).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ what: "Raw events", keptMs: 35 * 86_400_000, chore: "seal-raw-events" }),
      expect.objectContaining({ what: "Audit and its seals", keptMs: null, chore: null }),
    ]),
  );
  expect(found.disk.relations.map(({ relation }: { relation: string }) => relation)).toContain("audit_row");
  expect(JSON.stringify(found)).not.toMatch(/token-of-the-metrics|a secret of the tests/);
  await live[Symbol.asyncDispose]();
});

test("a chore that fails says why, and one that nobody does is overdue", async () => {
  await using database = await testDatabase();
  const failing = {
    name: "stumble",
    cron: "0 * * * *",
    run: () => Promise.reject(new Error("no more room in the shed")),
  };
  const pace = { heartbeat: 10, supervise: 1, poll: 0.5, retryDelay: 600 };
  const runner = await createRunner({ database, chores: [failing], log: createLogger("silent"), pace });
  await expect
    .poll(runner.readHealth, { timeout: 30_000 })
    .toMatchObject([
      { name: "stumble", last: { outcome: "retrying", failure: "no more room in the shed" }, doneAt: null },
    ]);
  // Its times were written down a moment ago: it was not due yet.
  expect(await runner.readHealth()).toMatchObject([{ overdue: false }]);
  await database.pool.query("update chores.schedule set created_on = now() - interval '3 hours'");
  expect(await runner.readHealth()).toMatchObject([{ overdue: true }]);
  await runner.close();
});
