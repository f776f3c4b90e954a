import { expect, test } from "vitest";
import type { View } from "../../server/realtime/contract.ts";
import { startWatchfloor, type Watchfloor } from "../support/watchfloor.ts";

const takedownsByCategory: View = {
  kind: "takedowns",
  measure: "takedowns",
  breakdowns: ["category"],
  filter: {},
  grain: "minute",
};

function decision(id: string, time: number, more: object = {}) {
  return {
    specversion: "1.0",
    id,
    source: "/classifier",
    type: "decision.made",
    time: new Date(time).toISOString(),
    data: {
      category: "STATEMENT_CATEGORY_VIOLENCE",
      decision_visibility: ["DECISION_VISIBILITY_CONTENT_REMOVED"],
      ...more,
    },
  };
}

function statement(puid: string, applicationDate: string) {
  return {
    decision_visibility: ["DECISION_VISIBILITY_CONTENT_REMOVED"],
    decision_ground: "DECISION_GROUND_INCOMPATIBLE_CONTENT",
    incompatible_content_ground: "terms",
    incompatible_content_explanation: "against the terms",
    category: "STATEMENT_CATEGORY_VIOLENCE",
    content_type: ["CONTENT_TYPE_TEXT"],
    content_date: applicationDate,
    application_date: applicationDate,
    decision_facts: "a post",
    source_type: "SOURCE_VOLUNTARY",
    automated_detection: "Yes",
    automated_decision: "AUTOMATED_DECISION_FULLY",
    territorial_scope: ["FR", "DE"],
    puid,
  };
}

async function shown(app: Watchfloor): Promise<number> {
  const lead = await app.person("Lead", ["viewer"]);
  await using live = await lead.live();
  await live.join(takedownsByCategory);
  return live.sum(takedownsByCategory, "violence");
}

async function dayCount(app: Watchfloor): Promise<number> {
  const { rows } = await app.database.pool.query<{ n: number }>(
    "select coalesce(sum(n), 0)::bigint as n from content_cube where grain = 86400",
  );
  return rows[0]?.n ?? 0;
}

test("the same event three times in one request counts once", async () => {
  await using app = await startWatchfloor();
  const source = await app.source("classifier");
  const one = decision("a", app.clock.now());
  expect(await source.events([one, one, one])).toEqual({
    status: 200,
    body: { accepted: 1, duplicates: 2, rejected: [] },
  });
  expect(await shown(app)).toBe(1);
  expect(await dayCount(app)).toBe(1);
});

test("the same event in three requests counts once", async () => {
  await using app = await startWatchfloor();
  const source = await app.source("classifier");
  const one = decision("a", app.clock.now());
  const answers = await Promise.all([source.events([one]), source.events([one]), source.events([one])]);
  expect(answers.map(({ body }) => body.accepted).sort()).toEqual([0, 0, 1]);
  expect(await dayCount(app)).toBe(1);
});

test("two producers with the same id are two events", async () => {
  await using app = await startWatchfloor();
  const [first, second] = [await app.source("first"), await app.source("second")];
  const one = decision("same", app.clock.now());
  await first.events([one, { ...one, source: "/another-producer" }]);
  await second.events([one]);
  expect(await dayCount(app)).toBe(3);
});

test("a statement and an event with the same id are two decisions", async () => {
  await using app = await startWatchfloor();
  const source = await app.source("classifier");
  await source.events([decision("same", app.clock.now())]);
  const today = new Date(app.clock.now()).toISOString().slice(0, 10);
  expect((await source.statement(statement("same", today))).status).toBe(201);
  expect(await dayCount(app)).toBe(2);
});

test("a statement dated yesterday does not move today's chart", async () => {
  await using app = await startWatchfloor({ startAt: Date.UTC(2026, 10, 23, 12) });
  const source = await app.source("classifier");
  expect((await source.statement(statement("today", "2026-11-23"))).status).toBe(201);
  expect((await source.statement(statement("yesterday", "2026-11-22"))).status).toBe(201);
  expect((await source.statement(statement("earlier", "2026-11-01"))).status).toBe(201);
  expect(await shown(app)).toBe(1);
  const { rows } = await app.database.pool.query(
    `select (bucket at time zone 'UTC')::date::text as day, timing, n from content_cube join content_cell using (cell)
     where grain = 86400 order by day`,
  );
  expect(rows).toEqual([
    { day: "2026-11-01", timing: "date_only", n: 1 },
    { day: "2026-11-22", timing: "late", n: 1 },
    { day: "2026-11-23", timing: "live", n: 1 },
  ]);
});

test("a back-fill of late events moves no live chart and stands beside it", async () => {
  await using app = await startWatchfloor();
  const source = await app.source("classifier");
  const now = app.clock.now();
  await source.events([
    decision("now", now),
    ...[20, 30, 60].map((age) => decision(`late-${age}`, now - age * 60_000)),
  ]);
  expect(await shown(app)).toBe(1);
  expect(await dayCount(app)).toBe(4);
});

test("territories are counted once each, in a cube that does not add up", async () => {
  await using app = await startWatchfloor({ startAt: Date.UTC(2026, 10, 23, 12) });
  const source = await app.source("classifier");
  await source.statement(statement("one", "2026-11-23"));
  const { rows } = await app.database.pool.query("select territory, n from territory_cube order by 1");
  expect(rows).toEqual([
    { territory: "DE", n: 1 },
    { territory: "FR", n: 1 },
  ]);
  expect(await dayCount(app)).toBe(1);
});

test("a batch of statements with one known puid stores none of them", async () => {
  await using app = await startWatchfloor();
  const source = await app.source("classifier");
  const today = new Date(app.clock.now()).toISOString().slice(0, 10);
  await source.statement(statement("known", today));
  const refused = await source.statements([statement("new", today), statement("known", today)]);
  expect(refused.status).toBe(422);
  expect(refused.body.errors.existing_puids).toEqual(["known"]);
  expect(await dayCount(app)).toBe(1);
  expect((await source.statements([statement("new", today)])).status).toBe(201);
  expect(await dayCount(app)).toBe(2);
});

test("a bad event in a request does not keep the good ones out, and each is listed with its field", async () => {
  await using app = await startWatchfloor();
  const source = await app.source("classifier");
  const now = app.clock.now();
  const { status, body } = await source.events([
    decision("good", now),
    decision("ahead", now + 6 * 60_000),
    decision("ancient", Date.UTC(1999, 0, 1)),
    decision("count", now, { count: 1_000_001 }),
  ]);
  expect(status).toBe(200);
  expect(body.accepted).toBe(1);
  expect(body.rejected.map(({ id, field }: { id: string; field: string }) => [id, field])).toEqual([
    ["ahead", "time"],
    ["ancient", "time"],
    ["count", "data.count"],
  ]);
});

test("total users are the newest measurement and what came and went since", async () => {
  await using app = await startWatchfloor({ startAt: Date.UTC(2026, 10, 23, 12, 0, 30) });
  const source = await app.source("sign-up service");
  const event = (type: string, id: string, time: number, data: object) => ({
    ...decision(id, time),
    type,
    data,
  });
  const measured = app.clock.now();
  await source.events([
    event("audience.measured", "m1", measured - 3_600_000, { gauge: "total_users", value: 900_000_000 }),
    event("audience.measured", "m2", measured, { gauge: "total_users", value: 950_000_000 }),
    event("accounts.created", "before", measured - 60_000, { count: 7 }),
  ]);
  app.clock.advance(2 * 3_600_000);
  const now = app.clock.now();
  await source.events([
    event("accounts.created", "c1", now, { count: 1_000 }),
    event("accounts.deleted", "d1", now - 3_000_000, { count: 400 }),
  ]);
  const lead = await app.person("Lead", ["viewer"]);
  const { body } = await lead.call("growth.totalUsers");
  expect(body.result.data).toMatchObject({
    total: 950_000_600,
    measured: 950_000_000,
    createdSince: 1_000,
    deletedSince: 400,
  });
});

test("total users do not drop when the rows that they are counted from grow old", async () => {
  await using app = await startWatchfloor({ startAt: Date.UTC(2026, 9, 1, 10, 5) });
  const source = await app.source("sign-up service");
  const measured = app.clock.now();
  const created = (id: string, time: number) => ({
    ...decision(id, time),
    type: "accounts.created",
    data: { count: 10 },
  });
  const audience = { gauge: "total_users", value: 1_000 };
  await source.events([{ ...decision("m", measured), type: "audience.measured", data: audience }]);
  app.clock.advance(13 * 3_600_000);
  const times = [measured + 120_000, measured + 3 * 3_600_000, app.clock.now()];
  await source.events(times.map((time, i) => created(`c${i}`, time)));
  app.clock.advance(86_400_000);
  await source.events([created("next-day", app.clock.now())]);
  expect((await app.app.counting.readUsersSinceMeasurement()).createdSince).toBe(40);
  app.clock.advance(420 * 86_400_000);
  await app.runChores();
  expect((await app.app.counting.readUsersSinceMeasurement()).createdSince).toBe(40);
});

test("two that seal the same day, and a reconciliation beside them, leave the counts proven", async () => {
  await using app = await startWatchfloor({ startAt: Date.UTC(2026, 10, 20, 12) });
  const source = await app.source("classifier");
  await source.events([decision("a", app.clock.now()), decision("b", app.clock.now())]);
  app.clock.advance(2 * 86_400_000);
  const seal = () => app.app.counting.sealPartition({ kind: "chore", name: "test" }, "2026-11-20");
  const [first, second, beside] = await Promise.all([seal(), seal(), app.reconcile()]);
  expect([first, second].sort()).toEqual([0, 2]);
  expect(beside).toMatchObject({ events: 2, differences: [] });
  expect(await app.reconcile()).toMatchObject({ events: 2, differences: [] });
});

test("sealing a day keeps the counts proven without its rows", async () => {
  await using app = await startWatchfloor({
    startAt: Date.UTC(2026, 10, 20, 12),
    environment: { RAW_EVENT_DAYS: "3" },
  });
  const source = await app.source("classifier");
  await source.events([decision("a", app.clock.now()), decision("b", app.clock.now(), { count: 40 })]);
  app.clock.advance(5 * 86_400_000);
  await app.runChores();
  const { rows } = await app.database.pool.query(
    "select (select count(*) from raw_event)::int as raw, n from sealed_counts",
  );
  expect(rows).toEqual([{ raw: 0, n: 41 }]);
  expect(await app.reconcile()).toMatchObject({ events: 2, counted: 41, differences: [] });
  expect((await source.events([decision("a", app.clock.now())])).body).toMatchObject({ accepted: 0, duplicates: 1 });
});

test("a clock that jumps ahead and back does not stop the intake", async () => {
  await using app = await startWatchfloor({
    startAt: Date.UTC(2026, 10, 20, 12),
    environment: { RAW_EVENT_DAYS: "3" },
  });
  const source = await app.source("classifier");
  await source.events([decision("a", app.clock.now())]);
  app.clock.advance(5 * 86_400_000);
  await app.runChores();
  app.clock.advance(-5 * 86_400_000);
  expect((await source.events([decision("b", app.clock.now())])).status).toBe(200);
  expect(await app.reconcile()).toMatchObject({ events: 2, differences: [] });
});

test("reconcile finds a row that was changed behind its back", async () => {
  await using app = await startWatchfloor();
  const source = await app.source("classifier");
  await source.events([decision("a", app.clock.now())]);
  const change = (by: number) => app.database.pool.query("update content_cube set n = n + $1 where grain = 3600", [by]);
  await change(1);
  const { differences } = await app.reconcile();
  expect(differences).toHaveLength(1);
  expect(differences[0]).toContain("content hour");
  await change(-1);
});
