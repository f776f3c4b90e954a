import { Agent, request } from "node:http";
import { expect, test } from "vitest";
import { startWatchfloor, type Watchfloor } from "../support/watchfloor.ts";

const startAt = Date.UTC(2026, 10, 20, 12);
const operator = { kind: "operator" } as const;
const hour = 3_600_000;
const idOf = (key: string) => key.split("_")[1] ?? "";

const event = (id: string, time: number, count = 1) => ({
  specversion: "1.0",
  id,
  source: "/classifier",
  type: "decision.made",
  time: new Date(time).toISOString(),
  data: { category: "STATEMENT_CATEGORY_VIOLENCE", decision_account: "DECISION_ACCOUNT_SUSPENDED", count },
});

/** Posts one event with a key, over a kept connection where an agent is given. */
function post(app: Watchfloor, key: string, body: object, agent?: Agent): Promise<number> {
  const { host, port } = new URL(app.url);
  const headers = { host, authorization: `Bearer ${key}`, "content-type": "application/x-ndjson" };
  return new Promise((resolve, reject) => {
    const options = {
      port,
      host: "127.0.0.1",
      path: "/api/v1/events",
      method: "POST",
      headers,
      ...(agent && { agent }),
    };
    request(options, (res) => res.resume().once("end", () => resolve(res.statusCode ?? 0)))
      .once("error", reject)
      .end(JSON.stringify(body));
  });
}

test("a source has several keys; what either sends is the same event", async () => {
  await using app = await startWatchfloor({ startAt });
  const { id, key } = await app.source("classifier", ["events"]);
  const { sources } = app.app;
  const second = await sources.issueKey(operator, { sourceId: id, label: "eu-west", scopes: ["events"] });
  const rotated = await sources.rotateKey(operator, { keyId: idOf(key), graceHours: 2 });
  for (const one of [key, second.key, rotated.key]) expect(await post(app, one, event("a", startAt))).toBe(200);
  expect(await app.reconcile()).toMatchObject({ events: 1 });
  app.clock.advance(2 * hour);
  expect(await post(app, key, event("b", startAt))).toBe(401);
  expect(await post(app, rotated.key, event("b", startAt))).toBe(200);
  const listed = await sources.readKeys(operator, { sourceId: id });
  expect(listed.map(({ label, state }) => [label, state]).sort()).toEqual([
    ["", "active"],
    ["", "expired"],
    ["eu-west", "active"],
  ]);
  expect(listed.find(({ keyId }) => keyId === rotated.keyId)?.lastUsedAt).toBe(startAt + 2 * hour);
  const text = JSON.stringify([listed, (await app.database.pool.query("select * from audit_row")).rows]);
  for (const one of [key, second.key, rotated.key]) expect(text).not.toContain(one.split("_")[2]);
});

test("a revoked key is refused on the next request of every open connection", async () => {
  await using app = await startWatchfloor({ startAt });
  const { key } = await app.source("classifier", ["events"]);
  const agents = Array.from({ length: 4 }, () => new Agent({ keepAlive: true, maxSockets: 1 }));
  for (const [i, agent] of agents.entries()) expect(await post(app, key, event(`${i}`, startAt), agent)).toBe(200);
  await app.app.sources.revokeKey(operator, { keyId: idOf(key) });
  for (const agent of agents) expect(await post(app, key, event("x", startAt), agent)).toBe(401);
  for (const agent of agents) agent.destroy();
});

test("a key that is revoked while its slow body comes stores nothing", async () => {
  await using app = await startWatchfloor({ startAt });
  const { key } = await app.source("classifier", ["events"]);
  const { host, port } = new URL(app.url);
  const headers = { host, authorization: `Bearer ${key}`, "content-type": "application/x-ndjson" };
  const status = await new Promise<number>((resolve, reject) => {
    const slow = request({ port, host: "127.0.0.1", path: "/api/v1/events", method: "POST", headers }, (res) =>
      res.resume().once("end", () => resolve(res.statusCode ?? 0)),
    ).once("error", reject);
    slow.write(`${JSON.stringify(event("a", startAt))}\n`);
    setTimeout(async () => {
      await app.app.sources.revokeKey(operator, { keyId: idOf(key) });
      slow.end(`${JSON.stringify(event("b", startAt))}\n`);
    }, 700);
  });
  expect(status).toBe(401);
  expect(await app.reconcile()).toMatchObject({ events: 0 });
});

test("who comes second to revoke or rotate is told who was first; too many keys and bad ends are refused", async () => {
  await using app = await startWatchfloor({ startAt });
  const { id, key } = await app.source("classifier", ["events"]);
  const { sources } = app.app;
  const codes = await Promise.all(
    [1, 2, 3].map(() => sources.rotateKey(operator, { keyId: idOf(key) }).catch((error) => error.message)),
  );
  expect(codes.filter((answer) => typeof answer === "object")).toHaveLength(1);
  for (const message of codes.filter((answer) => typeof answer === "string")) {
    expect(message).toMatch(/^command line replaced this key by [0-9a-f]{16} at /);
  }
  await sources.revokeKey(operator, { keyId: idOf(key) });
  await expect(sources.revokeKey(operator, { keyId: idOf(key) })).rejects.toMatchObject({ code: "conflict" });
  const issue = (expiresAt?: number) =>
    sources.issueKey(operator, { sourceId: id, scopes: ["events"], ...(expiresAt === undefined ? {} : { expiresAt }) });
  await expect(issue(startAt)).rejects.toMatchObject({ code: "invalid", field: "expiresAt" });
  await expect(issue(startAt + 6 * 366 * 24 * hour)).rejects.toMatchObject({ code: "invalid" });
  for (let active = 1; active < 20; active++) await issue();
  await expect(issue()).rejects.toMatchObject({ code: "conflict" });
  const auditor = { kind: "person", personId: "1", name: "Ann", roles: ["auditor"] } as const;
  expect(await sources.readKeys(auditor, { sourceId: id })).toHaveLength(21);
  await expect(sources.revokeKey(auditor, { keyId: idOf(key) })).rejects.toMatchObject({ code: "forbidden" });
});

test("the overview says what a source sent, what aggregates stand for, and its share", async () => {
  await using app = await startWatchfloor({ startAt });
  const classifier = await app.source("classifier");
  const other = await app.source("other");
  await app.source("quiet");
  await classifier.events([event("a", startAt, 29), event("b", startAt), event("b", startAt), { id: "bad" }]);
  await other.events([event("a", startAt, 10)]);
  const [first, second, third] = await app.app.sources.readOverview();
  expect(first).toMatchObject({
    name: "classifier",
    state: "live",
    newestEvent: startAt,
    shares: [{ kind: "decision", part: 0.75 }],
    lastDay: { events: 2, counted: 30, aggregates: 1, duplicates: 1, rejected: 1 },
  });
  expect(second).toMatchObject({ name: "other", shares: [{ part: 0.25 }] });
  expect(third).toMatchObject({ name: "quiet", state: "silent", shares: [] });
});

test("refused items are listed by reason for seven days, page by page, without their bodies", async () => {
  await using app = await startWatchfloor({ startAt });
  const source = await app.source("classifier");
  await source.events([
    { ...event("a", startAt), time: "never" },
    { ...event("b", startAt), specversion: "2" },
  ]);
  const page = (cursor: string | null) =>
    app.app.sources.readRejections(operator, { sourceId: source.id, limit: 1, cursor });
  const first = await page(null);
  const second = await page(first.nextCursor);
  expect([...first.rows, ...second.rows]).toMatchObject([
    { field: "time", reason: "must be an RFC 3339 time with its offset", items: 1, sampleId: "a", door: "events" },
    { field: "specversion", items: 1, sampleId: "b" },
  ]);
  expect(second.nextCursor).toBeNull();
  await expect(page("nonsense")).rejects.toMatchObject({ code: "invalid" });
  const batches = await app.app.sources.readBatches(operator, { sourceId: source.id });
  expect(batches.rows).toMatchObject([{ received: 2, accepted: 0, rejected: 2, voided: false }]);
  app.clock.advance(7 * 24 * hour + 60_000);
  expect((await page(null)).rows).toEqual([]);
});
