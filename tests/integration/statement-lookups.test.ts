import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { startDoors } from "../support/doors.ts";
import { minimalStatement, noon } from "../support/statements.ts";

const dayMs = 86_400_000;
const created = z.object({ uuid: z.string(), self: z.string() }).loose();

async function setUp() {
  const doors = await startDoors(noon);
  const { key } = await doors.watchfloor.source("Moderation", ["statements"]);
  return {
    ...doors,
    key,
    get: (path: string, as: string = key) => doors.ask("GET", path, as),
    async stored(over: Record<string, unknown> = {}) {
      const { status, body } = await doors.post("/api/v1/statement", key, JSON.stringify(minimalStatement(over)));
      expect(status).toBe(201);
      return created.parse(body);
    },
    otherKey: async (scope: "statements" | "events") => (await doors.watchfloor.source(`Other ${scope}`, [scope])).key,
    [Symbol.asyncDispose]: () => doors[Symbol.asyncDispose](),
  };
}

const existing = (puid: string) => `/api/v1/statement/existing-puid/${puid}`;
const found = (puid: string) => ({ status: 302, body: { message: "statement of reason found", puid } });
const notFound = (puid: string) => ({ status: 404, body: { message: "statement of reason not found", puid } });

describe("GET /api/v1/statement/existing-puid/{puid}", () => {
  test("302 without a Location when this source used it, else 404", async () => {
    await using at = await setUp();
    await at.stored({ puid: "known_1-A" });
    const answer = await at.get(existing("known_1-A"));
    expect(answer).toMatchObject(found("known_1-A"));
    expect(answer.headers).not.toHaveProperty("location");
    expect(await at.get(existing("known_1-a"))).toMatchObject(notFound("known_1-a"));
    expect(await at.get(existing("known_1-A"), await at.otherKey("statements"))).toMatchObject(notFound("known_1-A"));
    expect(await at.ask("HEAD", existing("known_1-A"), at.key)).toMatchObject({ status: 302, body: "" });
  });

  test("a JSON number is known by its digits, and a letter also by its code", async () => {
    await using at = await setUp();
    await at.stored({ puid: 42 });
    expect(await at.get(existing("42"))).toMatchObject(found("42"));
    expect(await at.get(existing("%34%32"))).toMatchObject(found("42"));
    expect(await at.get(`${existing("42")}?puid=43`)).toMatchObject(found("42"));
  });

  let lookups: Awaited<ReturnType<typeof setUp>>;
  beforeAll(async () => {
    lookups = await setUp();
  });
  afterAll(() => lookups[Symbol.asyncDispose]());
  test.each([
    ["%00", "\u0000"],
    ["a%00b", "a\u0000b"],
    ["%", "%"],
    ["%zz", "%zz"],
    ["%C3%28", "%C3%28"],
    ["%ED%A0%80", "%ED%A0%80"],
    ["%F0%9F%98%80", "😀"],
    ["a%2Fb", "a/b"],
    ["a/b", "a/b"],
    ["..", ".."],
    ["%2e%2e", ".."],
    ["../../../healthz", "../../../healthz"],
    ['"<>`{}|^', '"<>`{}|^'],
    ["a+b", "a+b"],
    ["", ""],
    ["'; drop table statement; --".replaceAll(" ", "%20"), "'; drop table statement; --"],
    ["p".repeat(501), "p".repeat(501)],
    ["p".repeat(8000), "p".repeat(8000)],
  ])("%j cannot be a puid: 404", async (path, puid) => {
    expect(await lookups.get(existing(path))).toMatchObject(notFound(puid));
  });

  test("for ever: also when the statement's day is long dropped", async () => {
    await using at = await setUp();
    const { self } = await at.stored({ puid: "old" });
    await at.rows("drop table statement_20260520");
    at.watchfloor.clock.advance(4_000 * dayMs);
    expect(await at.get(existing("old"))).toMatchObject(found("old"));
    expect((await at.get(new URL(self).pathname)).status).toBe(404);
    const again = await at.post("/api/v1/statement", at.key, JSON.stringify(minimalStatement({ puid: "old" })));
    expect(again).toMatchObject({ status: 422, body: { existing: { puid: "old" } } });
  });
});

describe.each([existing("p-1"), `/api/v1/statement/${crypto.randomUUID()}`, "/api/ping"])("GET %s refuses", (path) => {
  test("who shows no key, or none of this door, in the EU's shape", async () => {
    await using at = await setUp();
    const wrong = await at.otherKey("events");
    const said = (detail: unknown) => ({ headers: { "content-type": "application/json" }, body: { message: detail } });
    for (const key of [undefined, "wf_unknown", at.key.slice(0, -1)]) {
      expect(await at.ask("GET", path, key)).toMatchObject({ status: 401, ...said("Unauthenticated.") });
    }
    const scope = 'This key has no scope "statements"; ask for one that does.';
    expect(await at.ask("GET", path, wrong)).toMatchObject({ status: 403, ...said(scope) });
    for (const [key, status] of [
      ["wf_unknown", 401],
      [wrong, 403],
    ] as const) {
      expect(await at.ask("HEAD", path, key)).toMatchObject({ status, body: "" });
    }
  });

  test.each(["POST", "PUT", "PATCH", "DELETE", "OPTIONS"])("%s with 405, whoever asks", async (method) => {
    await using at = await setUp();
    for (const key of [undefined, "wf_unknown", at.key]) {
      const { status, headers, body } = await at.ask(method, path, key);
      expect([status, headers.allow, headers["content-type"], body]).toEqual([
        405,
        "GET, HEAD",
        "application/json",
        { message: "Use GET or HEAD." },
      ]);
    }
  });

  test("a key that asks too fast with 429 in text and the time to wait", async () => {
    await using doors = await startDoors(noon, { environment: { KEY_REQUESTS_PER_SECOND: "1" } });
    const { key } = await doors.watchfloor.source("Moderation", ["statements"]);
    await doors.ask("GET", path, key);
    expect(await doors.ask("GET", path, key)).toMatchObject({
      status: 429,
      headers: { "content-type": "text/plain", "retry-after": "1" },
      body: "Limit reached: wait a second and send this again.",
    });
  });
});

describe("GET /api/v1/statement/{uuid}", () => {
  test("the single endpoint's answer without puid and id", async () => {
    await using at = await setUp();
    const {
      puid: _,
      id,
      ...answered
    } = await at.stored({
      content_id: { "EAN-13": "0123456789012" },
      territorial_scope: ["FR", "DE"],
      category_addition: ["STATEMENT_CATEGORY_VIOLENCE", "STATEMENT_CATEGORY_ANIMAL_WELFARE"],
    });
    expect(id).toEqual(expect.any(Number));
    const path = new URL(answered.self).pathname;
    expect(await at.get(path)).toMatchObject({ status: 200, body: answered });
    expect((await at.get(path)).body).toEqual(answered);
    expect((await at.get(path.replace(answered.uuid, answered.uuid.toUpperCase()))).body).toEqual(answered);
    expect(await at.ask("HEAD", path, at.key)).toMatchObject({ status: 200, body: "" });
  });

  test("a statement of a batch is read in the single form, lists sorted, without what was not sent", async () => {
    await using at = await setUp();
    const statement = minimalStatement({ territorial_scope: ["FR", "DE", "FR"], decision_visibility: null });
    const { body } = await at.post("/api/v1/statements", at.key, JSON.stringify({ statements: [statement] }));
    const [answered] = z.object({ statements: z.array(created) }).parse(body).statements;
    const { puid: _, ...sent } = minimalStatement();
    expect((await at.get(new URL(`${answered?.self}`).pathname)).body).toEqual({
      ...sent,
      decision_visibility: [],
      territorial_scope: ["DE", "FR"],
      end_date_visibility_restriction: null,
      end_date_monetary_restriction: null,
      end_date_service_restriction: null,
      end_date_account_restriction: null,
      uuid: answered?.uuid,
      created_at: "2026-05-20 12:00:00",
      platform_name: "Watchfloor",
      permalink: answered?.permalink,
      self: answered?.self,
    });
  });

  test("404 for what is unknown, another source's, or no uuid", async () => {
    await using at = await setUp();
    const { uuid } = await at.stored();
    const none = { status: 404, body: { message: expect.any(String) } };
    const other = await at.otherKey("statements");
    expect(await at.get(`/api/v1/statement/${uuid}`, other)).toMatchObject(none);
    for (const wrong of [
      "00000000-0000-4000-8000-000000000000",
      uuid.replaceAll("-", ""),
      `{${uuid}}`,
      `${uuid}/`,
      `${uuid}%00`,
      `%20${uuid}`,
      "existing-puid",
      "1",
      "",
      "%",
      "..",
      "a/b/c",
      "x".repeat(8000),
    ]) {
      expect(await at.get(`/api/v1/statement/${wrong}`), wrong).toMatchObject(none);
    }
  });

  test("180 days to the millisecond, though its day is still there", async () => {
    await using at = await setUp();
    const { uuid } = await at.stored();
    at.watchfloor.clock.advance(180 * dayMs);
    expect((await at.get(`/api/v1/statement/${uuid}`)).status).toBe(200);
    at.watchfloor.clock.advance(1);
    expect((await at.get(`/api/v1/statement/${uuid}`)).status).toBe(404);
    expect(await at.rows("select uuid from statement")).toEqual([{ uuid }]);
  });
});
