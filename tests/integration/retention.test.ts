import { expect, test } from "vitest";
import { readConfig } from "../../server/config.ts";
import { minimalStatement, noon } from "../support/statements.ts";
import { startWatchfloor, type Watchfloor } from "../support/watchfloor.ts";

const dayMs = 86_400_000;
const rows = async (app: Watchfloor, query: string) => (await app.database.pool.query(query)).rows;
const partitions = (app: Watchfloor, of: "raw_event" | "statement") =>
  rows(
    app,
    `select right(inhrelid::regclass::text, 8) as day from pg_inherits
             where inhparent = '${of}'::regclass order by 1`,
  );
const decision = (id: string, time: number) => ({
  specversion: "1.0",
  type: "decision.made",
  source: "/classifier",
  id,
  time: new Date(time).toISOString(),
  data: {
    category: "STATEMENT_CATEGORY_SCAMS_AND_FRAUD",
    decision_visibility: ["DECISION_VISIBILITY_CONTENT_REMOVED"],
  },
});

test("today's and the next two partitions are made ahead, of events and of statements", async () => {
  await using app = await startWatchfloor({ startAt: noon });
  await app.runChores();
  app.clock.advance(2 * dayMs);
  await app.runChores();
  const expected = ["20260520", "20260521", "20260522", "20260523", "20260524"].map((day) => ({ day }));
  expect(await partitions(app, "raw_event")).toEqual(expected);
  expect(await partitions(app, "statement")).toEqual(expected);
});

test("181 days later the statements of the first day are gone, and its counts are not", async () => {
  await using app = await startWatchfloor({ startAt: noon });
  const source = await app.source("Moderation");
  for (const puid of ["first-1", "first-2"]) {
    expect((await source.statement(minimalStatement({ puid }))).status).toBe(201);
  }
  app.clock.advance(dayMs);
  expect((await source.statement(minimalStatement({ puid: "second" }))).status).toBe(201);
  const kept = () => rows(app, "select puid from statement order by puid");

  app.clock.advance(179 * dayMs);
  await app.runChores();
  expect(await kept()).toEqual([{ puid: "first-1" }, { puid: "first-2" }, { puid: "second" }]);

  app.clock.advance(dayMs);
  await app.runChores();
  await app.runChores();
  expect(await kept()).toEqual([{ puid: "second" }]);
  expect(
    await rows(app, "select actor_kind, subject, detail from audit_row where deed = 'statements.dropped'"),
  ).toEqual([{ actor_kind: "chore", subject: "2026-05-20", detail: { statements: 2 } }]);
  expect(await app.reconcile()).toMatchObject({ events: 3, differences: [] });
  expect((await source.statement(minimalStatement({ puid: "first-1" }))).status).toBe(422);
});

test("ten-second rows go after two hours and minute rows after 15 days; the days stay", async () => {
  await using app = await startWatchfloor({ startAt: noon });
  const source = await app.source("classifier");
  await source.events([decision("a", noon)]);
  const grains = () => rows(app, "select distinct grain from content_cube order by grain");
  expect(await grains()).toEqual([10, 60, 3600, 86400].map((grain) => ({ grain })));
  app.clock.advance(3 * 3_600_000);
  await app.runChores();
  expect(await grains()).toEqual([60, 3600, 86400].map((grain) => ({ grain })));
  app.clock.advance(16 * dayMs);
  await app.runChores();
  expect(await grains()).toEqual([3600, 86400].map((grain) => ({ grain })));
});

test("refused items are forgotten after 7 days, requests with their raw events, a source's newest never", async () => {
  await using app = await startWatchfloor({ startAt: noon, environment: { RAW_EVENT_DAYS: "10" } });
  const source = await app.source("classifier");
  const quiet = await app.source("quiet");
  await quiet.events([decision("q", noon)]);
  await source.events([decision("a", noon), { id: "bad" }]);
  app.clock.advance(dayMs);
  await source.events([decision("b", noon + dayMs), { id: "bad" }]);

  const held = async () => ({
    rejections: (await rows(app, "select count(*)::int as n from rejection"))[0]?.n,
    batches: (await rows(app, "select count(*)::int as n from intake_batch"))[0]?.n,
  });
  expect(await held()).toEqual({ rejections: expect.any(Number), batches: 3 });
  const before = (await held()).rejections;
  app.clock.advance(6 * dayMs + 120_000);
  await app.runChores();
  expect(await held()).toEqual({ rejections: before / 2, batches: 3 });
  app.clock.advance(dayMs);
  await app.runChores();
  expect(await held()).toEqual({ rejections: 0, batches: 3 });
  app.clock.advance(30 * dayMs);
  await app.runChores();
  expect(await held()).toEqual({ rejections: 0, batches: 2 });
  expect((await app.app.sources.readFreshness()).map(({ newestEvent }) => newestEvent)).toEqual([noon + dayMs, noon]);
});

test("the disk is measured once a day, and from two days on foretold, by the app and for Prometheus", async () => {
  await using app = await startWatchfloor({ startAt: noon });
  await app.runChores();
  await app.runChores();
  expect(await rows(app, "select distinct measured_on::text as day from disk_measurement")).toEqual([
    { day: "2026-05-20" },
  ]);
  const metrics = async () => await (await fetch(`${app.url}/metrics`)).text();
  const first = await metrics();
  expect(first).toMatch(/watchfloor_disk_bytes\{relation="content_cell"\} \d{5,}/);
  expect(first).not.toMatch(/watchfloor_disk_forecast_bytes\{/);

  await app.database.pool.query("update disk_measurement set bytes = bytes - 1000 where relation = 'content_cell'");
  app.clock.advance(2 * dayMs);
  await app.runChores();
  const disk = await app.app.retention.readDiskForecast();
  expect(disk).toMatchObject({ measuredDays: 2, total: { bytesPerDay: expect.any(Number) } });
  expect(disk.total.bytes).toBe(disk.relations.reduce((sum, { bytes }) => sum + bytes, 0));
  expect(disk.databaseBytes).toBeGreaterThan(disk.total.bytes);
  const table = (relation: string) => disk.relations.find((one) => one.relation === relation);
  expect(table("content_cell")).toMatchObject({ bytesPerDay: 500, keptDays: null });
  expect(table("content_cell")?.forecast[30]).toBe((table("content_cell")?.bytes ?? 0) + 15_000);
  // Partitions stand under their parent, PgBoss's tables under their schema.
  expect(table("raw_event")).toMatchObject({ keptDays: 35 });
  expect(table("statement")).toMatchObject({ keptDays: 180 });
  expect(table("chores")?.bytes).toBeGreaterThan(0);
  expect(disk.relations.filter(({ relation }) => /_\d{8}$/.test(relation))).toEqual([]);
  expect(await metrics()).toContain(`watchfloor_disk_forecast_bytes{days="30"} ${disk.total.forecast[30]}`);
});

test("raw events cannot be kept longer than statements", () => {
  expect(() => readConfig({ NODE_ENV: "test", RAW_EVENT_DAYS: "181" })).toThrow(
    /RAW_EVENT_DAYS: at most 180, as long as statements/,
  );
  expect(readConfig({ NODE_ENV: "test", RAW_EVENT_DAYS: "180" }).rawDays).toBe(180);
});
