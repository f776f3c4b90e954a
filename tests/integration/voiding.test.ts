import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { minimalStatement } from "../support/statements.ts";
import { type Source, startWatchfloor, type Watchfloor } from "../support/watchfloor.ts";

const startAt = Date.UTC(2026, 10, 20, 12);
const operator = { kind: "operator" } as const;
const reason = "the classifier sent a test run";

function decision(id: string, time: number, data: object = {}, type = "decision.made") {
  const words = {
    category: "STATEMENT_CATEGORY_VIOLENCE",
    decision_visibility: ["DECISION_VISIBILITY_CONTENT_REMOVED"],
  };
  return {
    specversion: "1.0",
    id,
    source: "/classifier",
    type,
    time: new Date(time).toISOString(),
    data: { ...words, ...data },
  };
}

const dayCounts = async (app: Watchfloor) =>
  (
    await app.database.pool.query<{ source_id: number; kind: string; events: number; n: number }>(
      `select source_id, kind, sum(events)::int as events, sum(n)::int as n
       from content_cube join content_cell using (cell) where grain = 86400
       group by 1, 2 having sum(events) <> 0 or sum(n) <> 0 order by 1, 2`,
    )
  ).rows;
/** Rows of any table of counts that say less than nothing. */
const negative = async (app: Watchfloor) =>
  (
    await app.database.pool.query(
      `select 'content' as cube from content_cube where n < 0 or events < 0
       union all select 'method' from method_cube where n < 0 or events < 0
       union all select 'place' from place_cube where n < 0 or events < 0
       union all select 'territory' from territory_cube where n < 0 or events < 0
       union all select 'cohort' from cohort_cube where n < 0 or events < 0
       union all select 'sealed' from sealed_counts where n < 0 or events < 0`,
    )
  ).rows;
const batchIds = async (app: Watchfloor) =>
  (
    await app.database.pool.query<{ id: string }>(
      "select intake_batch_id as id from intake_batch where accepted > 0 order by received_at",
    )
  ).rows.map(({ id }) => id);

describe("voiding", () => {
  test("takes a batch back everywhere, once; the same event again stays a duplicate", async () => {
    await using app = await startWatchfloor({ startAt });
    const source = await app.source("classifier");
    await source.events([decision("a", startAt, { count: 40 }), decision("b", startAt)]);
    app.clock.advance(1_000);
    await source.events([decision("c", startAt)]);
    const [batchId] = await batchIds(app);
    const scope = { sourceId: source.id, batchId };
    const effect = { batches: 1, events: 2, counted: 41, firstEvent: startAt, lastEvent: startAt };
    expect(await app.app.counting.previewVoid(operator, scope)).toEqual(effect);
    expect(await dayCounts(app)).toEqual([{ source_id: source.id, kind: "decision", events: 3, n: 42 }]);

    const voiding = await app.app.counting.voidEvents(operator, { scope, reason });
    expect(voiding).toMatchObject({ ...effect, reason, voidedBy: "command line", sourceName: "classifier" });
    expect(await dayCounts(app)).toEqual([{ source_id: source.id, kind: "decision", events: 1, n: 1 }]);
    expect(await app.reconcile()).toMatchObject({ events: 1, counted: 1, differences: [] });
    expect((await source.events([decision("a", startAt, { count: 40 })])).body).toMatchObject({ duplicates: 1 });
    await expect(app.app.counting.voidEvents(operator, { scope, reason })).rejects.toMatchObject({ code: "conflict" });
    expect(await app.app.counting.readVoidings({ from: startAt })).toMatchObject([{ id: voiding.id }]);
    const deeds = await app.database.pool.query("select detail from audit_row where deed = 'events.voided'");
    expect(deeds.rows).toMatchObject([{ detail: { source: source.id, events: 2, counted: 41 } }]);
  });

  test("takes back what one key brought, by either door, and leaves the source's other key and other sources alone", async () => {
    await using app = await startWatchfloor({ startAt });
    const source = await app.source("moderation");
    const beside = await app.source("classifier");
    const label = "second";
    const second = await app.app.sources.issueKey(operator, {
      sourceId: source.id,
      label,
      scopes: ["events", "statements"],
    });
    const keyId = second.key.split("_")[1];
    const post = async (path: string, type: string, body: unknown) => {
      const headers = { authorization: `Bearer ${second.key}`, "content-type": type };
      const answer = await fetch(app.url + path, { method: "POST", headers, body: JSON.stringify(body) });
      return answer.status;
    };
    const structured = "application/cloudevents+json";
    const today = "2026-11-20";
    const dated = { application_date: today, content_date: today };
    await source.events([decision("own", startAt, { count: 5 })]);
    await beside.events([decision("theirs", startAt, { count: 3 })]);
    expect(await post("/api/v1/events", structured, decision("bad", startAt, { count: 40 }))).toBe(200);
    expect(await post("/api/v1/statement", "application/json", minimalStatement({ ...dated, puid: "p1" }))).toBe(201);
    // Known by the first key: the second brought nothing with it, and takes nothing away.
    expect(await post("/api/v1/events", structured, decision("own", startAt, { count: 5 }))).toBe(200);

    const effect = { events: 2, counted: 41, keyId, batchId: null, from: null, to: null };
    const scope = { sourceId: source.id, keyId };
    expect(await app.app.counting.previewVoid(operator, scope)).toMatchObject({ events: 2, counted: 41 });
    expect(await app.app.counting.voidEvents(operator, { scope, reason })).toMatchObject(effect);
    expect(await dayCounts(app)).toEqual([
      { source_id: source.id, kind: "decision", events: 1, n: 5 },
      { source_id: beside.id, kind: "decision", events: 1, n: 3 },
    ]);
    expect(await app.reconcile()).toMatchObject({ events: 2, counted: 8, differences: [] });
    const voided = await app.database.pool.query(
      "select key_id, bool_and(voiding_id is not null) as voided from intake_batch group by 1 order by 2",
    );
    expect(voided.rows.map((row) => [row.key_id === keyId, row.voided])).toEqual([
      [false, false],
      [false, false],
      [true, true],
    ]);

    const refused = (input: object) => app.app.counting.voidEvents(operator, input).catch((error) => error.code);
    expect(await refused({ scope, reason })).toBe("conflict");
    expect(await refused({ scope: { sourceId: beside.id, keyId }, reason })).toBe("conflict");
    app.clock.advance(60_000);
    const from = app.clock.now();
    expect(await post("/api/v1/events", structured, decision("late", from, { count: 2 }))).toBe(200);
    await source.events([decision("own-2", from)]);
    expect(await app.app.counting.previewVoid(operator, { ...scope, to: from })).toMatchObject({ events: 0 });
    expect(await app.app.counting.voidEvents(operator, { scope: { ...scope, from }, reason })).toMatchObject({
      events: 1,
      counted: 2,
      from,
    });
    expect((await dayCounts(app)).find((row) => row.source_id === source.id)).toMatchObject({ events: 2, n: 6 });
    expect(await negative(app)).toEqual([]);
  });

  test("takes back an interval of receipt, and the measurements that came in it", async () => {
    await using app = await startWatchfloor({ startAt });
    const source = await app.source("sign-up service");
    const audience = (id: string, value: number) =>
      decision(id, app.clock.now(), { gauge: "total_users", value }, "audience.measured");
    await source.events([audience("m1", 1_000)]);
    app.clock.advance(60_000);
    const from = app.clock.now();
    await source.events([audience("m2", 9_999_999), decision("a", from)]);
    app.clock.advance(60_000);
    await source.events([decision("b", app.clock.now())]);
    await app.app.counting.voidEvents(operator, {
      scope: { sourceId: source.id, from, to: app.clock.now() },
      reason,
    });
    expect(await dayCounts(app)).toMatchObject([{ events: 1 }]);
    expect(await app.app.counting.readUsersSinceMeasurement()).toMatchObject({ measured: 1_000 });
  });

  test("takes statements out of their territories and reversals out of their cohorts", async () => {
    await using app = await startWatchfloor({ startAt });
    const source = await app.source("moderation");
    const today = "2026-11-20";
    const dated = { application_date: today, content_date: today };
    await source.statement(minimalStatement({ ...dated, puid: "p1", territorial_scope: ["FR", "DE"] }));
    app.clock.advance(1_000);
    const kept = app.clock.now();
    await source.statement(minimalStatement({ ...dated, puid: "p2", territorial_scope: ["FR"] }));
    const about = { decision: { puid: "p1" }, decided_on: today };
    await source.events([decision("r", kept, about, "decision.reversed")]);
    await app.app.counting.voidEvents(operator, { scope: { sourceId: source.id, to: kept }, reason });
    const territories = "select territory, n::int from territory_cube where n <> 0 order by 1";
    expect((await app.database.pool.query(territories)).rows).toEqual([{ territory: "FR", n: 1 }]);
    await app.app.counting.voidEvents(operator, { scope: { sourceId: source.id }, reason });
    expect((await app.database.pool.query(territories)).rows).toEqual([]);
    expect(await dayCounts(app)).toEqual([]);
    expect(await app.reconcile()).toMatchObject({ events: 0, counted: 0, differences: [] });
  });

  test("sealed days can be taken back with their whole source only", async () => {
    await using app = await startWatchfloor({ startAt, environment: { RAW_EVENT_DAYS: "3" } });
    const [source, other] = [await app.source("classifier"), await app.source("other")];
    await source.events([decision("a", startAt, { count: 7 })]);
    await other.events([decision("a", startAt)]);
    app.clock.advance(5 * 86_400_000);
    await app.runChores();
    await source.events([decision("b", app.clock.now())]);
    const part = app.app.counting.voidEvents(operator, { scope: { sourceId: source.id, to: app.clock.now() }, reason });
    await expect(part).rejects.toMatchObject({ code: "invalid", field: "from" });
    const voiding = await app.app.counting.voidEvents(operator, { scope: { sourceId: source.id }, reason });
    expect(voiding).toMatchObject({ events: 2, counted: 8 });
    expect(await dayCounts(app)).toEqual([{ source_id: other.id, kind: "decision", events: 1, n: 1 }]);
    expect(await app.reconcile()).toMatchObject({ events: 1, differences: [] });
  });

  test("refuses what names nothing, too little or too much", async () => {
    await using app = await startWatchfloor({ startAt });
    const source = await app.source("classifier");
    const refused = (input: object) => app.app.counting.voidEvents(operator, input).catch((error) => error.code);
    expect(await refused({ scope: { sourceId: 99 }, reason })).toBe("not_found");
    expect(await refused({ scope: { sourceId: source.id }, reason })).toBe("conflict");
    expect(await refused({ scope: { sourceId: source.id }, reason: "oops" })).toBe("invalid");
    expect(await refused({ scope: { sourceId: source.id, from: 2, to: 1 }, reason })).toBe("invalid");
    expect(await refused({ scope: { sourceId: source.id, batchId: randomUUID(), from: 2 }, reason })).toBe("invalid");
    const viewer = { kind: "person", personId: "1", name: "Eve", roles: ["viewer"] } as const;
    await expect(app.app.counting.voidEvents(viewer, { scope: { sourceId: source.id }, reason })).rejects.toMatchObject(
      { code: "forbidden" },
    );
  });

  test("beside requests that go on, neither loses what came nor keeps what went", async () => {
    await using app = await startWatchfloor({ startAt });
    const source = await app.source("classifier");
    await source.events(Array.from({ length: 200 }, (_, i) => decision(`before-${i}`, startAt - i * 1_000)));
    app.clock.advance(1);
    const sending = Array.from({ length: 20 }, (_, i) =>
      source.events(Array.from({ length: 20 }, (_, j) => decision(`${i}-${j}`, startAt - j * 1_000))),
    );
    const scope = { sourceId: source.id, to: app.clock.now() };
    const [voiding] = await Promise.all([app.app.counting.voidEvents(operator, { scope, reason }), ...sending]);
    expect(voiding.events).toBe(200);
    expect(await dayCounts(app)).toMatchObject([{ events: 400 }]);
    expect(await negative(app)).toEqual([]);
  });
});

type Step =
  | { do: "send"; source: number; n: number; count: number; type: "decision.made" | "decision.reversed" | "statement" }
  | { do: "wait"; hours: number }
  | { do: "void"; source: number; hoursAgo: number | null };
const source = fc.nat({ max: 1 });
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant("send" as const),
      source,
      n: fc.integer({ min: 1, max: 3 }),
      count: fc.integer({ min: 1, max: 50 }),
      type: fc.constantFrom("decision.made" as const, "decision.reversed" as const, "statement" as const),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("wait" as const), hours: fc.integer({ min: 1, max: 40 }) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("void" as const),
      source,
      hoursAgo: fc.option(fc.integer({ min: 0, max: 60 })),
    }),
  },
);

test("whatever is sent, sealed and voided in whatever order: the counts are those of what was not voided", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 14 }), async (steps) => {
      await using app = await startWatchfloor({ startAt, environment: { RAW_EVENT_DAYS: "3" } });
      const sources: Source[] = [await app.source("one"), await app.source("two")];
      let sent: { source: number; at: number; events: number; n: number }[] = [];
      let id = 0;
      for (const step of steps) {
        const now = app.clock.now();
        if (step.do === "wait") {
          app.clock.advance(step.hours * 3_600_000);
          await app.runChores();
        } else if (step.do === "send") {
          await send(sources[step.source], step, now, () => `e${id++}`);
          const n = step.type === "decision.made" ? step.n * step.count : step.n;
          sent.push({ source: step.source, at: now, events: step.n, n });
        } else {
          const from = step.hoursAgo === null ? undefined : now - step.hoursAgo * 3_600_000;
          const scope = { sourceId: sources[step.source]?.id, ...(from === undefined ? {} : { from }) };
          const code = await app.app.counting.voidEvents(operator, { scope, reason }).then(
            () => "voided",
            (error) => error.code,
          );
          expect(["voided", "conflict", "invalid"]).toContain(code);
          if (code === "voided") sent = sent.filter((one) => one.source !== step.source || one.at < (from ?? 0));
        }
      }
      for (const [i, { id: sourceId }] of sources.entries()) {
        const own = sent.filter((one) => one.source === i);
        const rows = (await dayCounts(app)).filter((row) => row.source_id === sourceId);
        expect(rows.reduce((sum, { events }) => sum + events, 0)).toBe(own.reduce((sum, one) => sum + one.events, 0));
        expect(rows.reduce((sum, { n }) => sum + n, 0)).toBe(own.reduce((sum, one) => sum + one.n, 0));
      }
      expect(await negative(app)).toEqual([]);
      expect((await app.reconcile()).differences).toEqual([]);
    }),
    { numRuns: 15, endOnFailure: true },
  );
});

async function send(to: Source | undefined, step: Step & { do: "send" }, now: number, next: () => string) {
  const ids = Array.from({ length: step.n }, next);
  const day = new Date(now).toISOString().slice(0, 10);
  if (step.type === "statement") {
    const dated = { application_date: day, content_date: day, territorial_scope: ["FR"] };
    const answer = await to?.statements(ids.map((puid) => minimalStatement({ ...dated, puid })));
    expect(answer?.status).toBe(201);
    return;
  }
  const data =
    step.type === "decision.made" ? { count: step.count } : { decision: { puid: "p" }, decided_on: "2026-11-01" };
  const answer = await to?.events(ids.map((id) => decision(id, now, data, step.type)));
  expect(answer?.body).toMatchObject({ accepted: step.n });
}
