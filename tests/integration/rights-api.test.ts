import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { initTRPC } from "@trpc/server";
import { describe, expect, test } from "vitest";
import { createAlerts } from "../../server/alerts/alerts.ts";
import { createAnnotations } from "../../server/annotations/annotations.ts";
import { createApi } from "../../server/api/api.ts";
import { declaredRights } from "../../server/api/declared-rights.ts";
import { createAuditReader } from "../../server/audit/audit-reader.ts";
import { createCounting } from "../../server/counting/counting.ts";
import { createDemo } from "../../server/demo/demo.ts";
import { createGrowth } from "../../server/growth/growth.ts";
import { createHotline } from "../../server/hotline/hotline.ts";
import { createIdentity, readStandings } from "../../server/identity/identity.ts";
import type { Actor } from "../../server/kernel/actor.ts";
import { systemClock } from "../../server/kernel/clock.ts";
import { createOncall } from "../../server/oncall/oncall.ts";
import { createPush } from "../../server/push/push.ts";
import { createSources } from "../../server/sources/sources.ts";
import { createViews } from "../../server/views/views.ts";
import { alone } from "../support/alerts.ts";
import { type TestDatabase, testDatabase } from "../support/database.ts";

const publicUrl = "http://localhost:3000";
const password = "correct horse battery";
const operator: Actor = { kind: "operator" };

/** The API and sign-in behind real HTTP, without front door and pages. */
async function web(database: TestDatabase) {
  const clock = systemClock;
  const logged: string[] = [];
  const log = {
    warn: (line: string) => logged.push(line),
    error: (fields: string | object, line?: string) => logged.push(JSON.stringify([fields, line])),
  };
  const secret = "8f3kD0s9QwLm2Zx7Vb5Nc1Rt6Yp4Ha8Ge3Ju";
  const sources = createSources({ database, clock });
  const counting = createCounting({
    database,
    clock,
    rawDays: 35,
    insertIntakeBatches: sources.insertIntakeBatches,
    stageVoidedBatches: sources.stageVoidedBatches,
    markVoidedBatches: sources.markVoidedBatches,
    ensureMorePartitions: async () => {},
    onCommit: () => {},
  });
  const growth = createGrowth({ counting });
  const hotline = createHotline({ database, clock, secret, acknowledgeWithinMs: 300_000, wake: () => {} });
  const identity = createIdentity({ database, clock, publicUrl, secret, log });
  const views = createViews({ database, clock });
  const { readVoidings } = counting;
  const { readOutages } = sources;
  const annotations = createAnnotations({ database, clock, readVoidings, readOutages });
  const audit = createAuditReader({ database, clock });
  // What the page of the system shows is put together by the app.
  const system = { readSystem: () => Promise.reject(new Error("there is no app here")) };
  const demo = createDemo({ runs: false });
  const oncall = createOncall({
    ...{ database, clock, publicUrl, secret, readStandings },
    ...{ outbound: { check: async () => {} }, reaches: {} },
    countOpenMatters: async () => ({ open: 0, acknowledged: 0, cases: 0, silences: 0 }),
  });
  const alerts = createAlerts({ ...alone, database, clock, readResponders: async () => [], oncall, wake: () => {} });
  const push = createPush({
    ...{ database, clock, secret, alerts, readStandings, subject: "mailto:tests@watchfloor.example" },
    outbound: { check: async () => {}, post: async () => ({ status: 201, retryAfter: undefined }) },
  });
  const domains = {
    identity,
    hotline,
    alerts,
    oncall,
    push,
    sources,
    growth,
    counting,
    views,
    annotations,
    audit,
    system,
    demo,
  };
  const api = createApi({ ...domains, publicUrl, log });
  const server = createServer((req, res) =>
    req.url?.startsWith("/api/auth/") ? void identity.handler(req, res) : api.handler(req, res),
  );
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    api,
    hotline,
    identity,
    logged,
    sources,
    get: (path: string, cookie = "") => fetch(`${base}${path}`, { headers: { cookie } }),
    post: (path: string, body: string, headers: Record<string, string>) =>
      fetch(`${base}${path}`, { method: "POST", body, headers }),
    async signIn(email: string) {
      const response = await fetch(`${base}/api/auth/sign-in/email`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ email, password }),
      });
      return response.headers.getSetCookie()[0]?.split(";")[0] ?? "";
    },
    async [Symbol.asyncDispose]() {
      await counting.drain();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
const json = { "content-type": "application/json", origin: publicUrl };

interface Failed {
  error: { message: string; data: Record<string, unknown> };
}

describe("the API over HTTP", () => {
  test("a case is read and acknowledged; the second person is told who was first", async () => {
    await using database = await testDatabase();
    await using site = await web(database);
    for (const name of ["Ada", "Ben"]) {
      const email = `${name.toLowerCase()}@example.org`;
      await site.identity.createPerson(operator, { email, name, password, roles: ["on-call"] });
    }
    const { key } = await site.sources.createSource(operator, { name: "Police", scopes: ["hotline"] });
    const police = await site.sources.authenticateKey(`Bearer ${key}`);
    const raised = await site.hotline.raiseCase(police, { reference: "A", urgency: "urgent", threat: "violence" });
    const [ada, ben] = [await site.signIn("ada@example.org"), await site.signIn("ben@example.org")];
    const board = await site.get("/api/trpc/hotline.board", ada);
    expect(board.status).toBe(200);
    expect(board.headers.get("cache-control")).toBe("no-store");
    expect(await board.json()).toMatchObject({ result: { data: { cursor: 1, cases: [raised.case] } } });
    const body = JSON.stringify({ caseId: raised.case.id });
    const won = await site.post("/api/trpc/hotline.acknowledge", body, { ...json, cookie: ben });
    expect(await won.json()).toMatchObject({ result: { data: { acknowledgement: { by: "Ben" }, version: 2 } } });
    const lost = await site.post("/api/trpc/hotline.acknowledge", body, { ...json, cookie: ada });
    expect(lost.status).toBe(409);
    const { error } = (await lost.json()) as Failed;
    expect(error.message).toMatch(/^Already acknowledged by Ben at \d\d:\d\d:\d\d UTC\.$/);
    expect(error.data).toEqual({ code: "CONFLICT", httpStatus: 409, path: "hotline.acknowledge" });
  });

  test("a mutation needs our own origin, JSON and POST", async () => {
    await using database = await testDatabase();
    await using site = await web(database);
    await site.identity.createPerson(operator, { email: "ada@example.org", password, roles: ["on-call"] });
    const cookie = await site.signIn("ada@example.org");
    const body = JSON.stringify({ caseId: "00000000-0000-4000-8000-000000000000" });
    const path = "/api/trpc/hotline.acknowledge";
    expect((await site.post(path, body, { ...json, cookie })).status).toBe(404);
    const without = { "content-type": "application/json", cookie };
    expect((await site.post(path, body, without)).status).toBe(403);
    for (const origin of ["null", "https://localhost:3000", "http://localhost:3000.evil.example", "http://localhost"]) {
      expect((await site.post(path, body, { ...without, origin })).status, origin).toBe(403);
    }
    for (const type of ["text/plain", "application/x-www-form-urlencoded", "application/octet-stream"]) {
      expect((await site.post(path, body, { ...json, "content-type": type, cookie })).status, type).toBe(415);
    }
    expect((await site.get(`${path}?input=${encodeURIComponent(body)}`, cookie)).status).toBe(405);
  });

  test("bad input names its field and is never an error of ours", async () => {
    await using database = await testDatabase();
    await using site = await web(database);
    await site.identity.createPerson(operator, { email: "ada@example.org", password, roles: ["on-call"] });
    const cookie = await site.signIn("ada@example.org");
    const path = "/api/trpc/hotline.acknowledge";
    for (const [body, field] of [
      [{ caseId: "1" }, "caseId"],
      [{ caseId: "00000000-0000-4000-8000-000000000000", extra: 1 }, "extra"],
      [{}, "caseId"],
      [null, ""],
    ] as const) {
      const response = await site.post(path, JSON.stringify(body), { ...json, cookie });
      expect(response.status).toBe(400);
      const { error } = (await response.json()) as Failed;
      expect(error.data.field).toBe(field);
      expect(error.message).not.toContain("[");
      expect(error.data).not.toHaveProperty("stack");
    }
    const token = "x".repeat(101);
    const redeemed = await site.post("/api/trpc/welcome.redeem", JSON.stringify({ token }), json);
    expect(redeemed.status).toBe(400);
    for (const body of ["", "{", "\u0000", "[".repeat(10_000)]) {
      expect((await site.post(path, body, { ...json, cookie })).status, body.slice(0, 10)).toBe(400);
    }
    expect((await site.post(path, `"${"x".repeat(70_000)}"`, { ...json, cookie })).status).toBe(413);
    const many = Array(21).fill("session.me").join(",");
    expect((await site.get(`/api/trpc/${many}?batch=1&input=%7B%7D`, cookie)).status).toBe(400);
    for (const odd of [
      "",
      "nothing",
      "hotline",
      "hotline.board.x",
      "__proto__",
      "constructor.name",
      "%00",
      "%E0%A4%A",
    ]) {
      const { status } = await site.get(`/api/trpc/${odd}`, cookie);
      expect(status === 404 || status === 400, `${odd}: ${status}`).toBe(true);
    }
    expect(site.logged).toEqual([]);
  });

  test("the one-time link works without a session, once, and its refusal names what to do", async () => {
    await using database = await testDatabase();
    await using site = await web(database);
    const token = new URL((await site.identity.issueFirstAdminLink()) ?? "").hash.slice(1);
    const ada = { token, name: "Ada", email: "ada@example.org", password, onCall: true };
    const first = await site.post("/api/trpc/welcome.redeem", JSON.stringify(ada), json);
    expect(first.status).toBe(200);
    const again = { ...ada, email: "eve@example.org" };
    const second = await site.post("/api/trpc/welcome.redeem", JSON.stringify(again), json);
    expect(second.status).toBe(409);
    expect(((await second.json()) as Failed).error.data.field).toBe("token");
    const cookie = await site.signIn("ada@example.org");
    const me = await site.get("/api/trpc/session.me", cookie);
    expect(await me.json()).toMatchObject({
      result: {
        data: {
          name: "Ada",
          roles: ["admin", "on-call"],
          permissions: expect.arrayContaining(["now.read", "hotline.act"]),
        },
      },
    });
  });

  test("a fault of ours is neutral outside and logged without what was sent", async () => {
    await using database = await testDatabase();
    await using site = await web(database);
    await site.identity.createPerson(operator, { email: "ada@example.org", password, roles: ["on-call"] });
    const cookie = await site.signIn("ada@example.org");
    await database.pool.query("alter table hotline_case rename to hidden_away");
    const caseId = "0f0f0f0f-0000-4000-8000-000000000000";
    const response = await site.post("/api/trpc/hotline.acknowledge", JSON.stringify({ caseId }), { ...json, cookie });
    expect(response.status).toBe(500);
    const { error } = (await response.json()) as Failed;
    expect(error.message).toBe("Something failed on our side. Try again.");
    expect(JSON.stringify(error)).not.toMatch(/hotline_case|relation/);
    expect(site.logged).toHaveLength(1);
    expect(site.logged[0]).toContain("42P01");
    expect(site.logged[0]).not.toContain(caseId);
  });

  test("pages get the same procedures with the same rights", async () => {
    await using database = await testDatabase();
    await using site = await web(database);
    await site.identity.createPerson(operator, { email: "ada@example.org", password, roles: ["viewer"] });
    const caller = site.api.callerFor({ cookie: await site.signIn("ada@example.org") });
    expect(await caller.hotline.board()).toMatchObject({ cursor: 0, cases: [] });
    expect(await caller.sources.freshness()).toEqual([]);
    expect(await caller.growth.totalUsers()).toMatchObject({ total: null });
    await expect(caller.hotline.acknowledge({ caseId: "00000000-0000-4000-8000-000000000000" })).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
    await expect(site.api.callerFor({}).hotline.board()).rejects.toMatchObject({ code: "UNAUTHORIZED" });
  });
});

test("a router with a procedure that declares no rights is refused by name", () => {
  const trpc = initTRPC.meta<object>().create();
  const router = trpc.router({
    good: trpc.procedure.meta({ permission: "now.read" }).query(() => 1),
    inner: trpc.router({ bare: trpc.procedure.query(() => 1) }),
    typo: trpc.procedure.meta({ permission: "now.raed" }).query(() => 1),
  });
  expect(() => declaredRights(router)).toThrow(/inner\.bare, typo/);
});
