import { Validator } from "@seriousme/openapi-schema-validator";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { eventKinds } from "../../server/ingest/event-kinds.ts";
import type { OpenApiDocument, Operation } from "../../server/ingest/openapi/shapes.ts";
import { statementFields } from "../../server/takedowns/statement/contract.ts";
import { schemaOf } from "../support/documented-answers.ts";
import { type Doors, startDoors } from "../support/doors.ts";
import { gateTo } from "../support/gate.ts";
import { noon } from "../support/statements.ts";

const address = "/api/v1/openapi.json";
/** Between our pages and our server: no machine's business. */
const leftOut = ["/api/auth/*", "/api/trpc/*"];

let doors: Doors;
let document: OpenApiDocument;
let key: string;
beforeAll(async () => {
  doors = await startDoors(noon);
  document = doors.watchfloor.app.apiDocument;
  ({ key } = await doors.watchfloor.source("Documented"));
});
afterAll(() => doors[Symbol.asyncDispose]());

const operations = () =>
  Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
  );
const operationOf = (method: "get" | "post", path: string): Operation => {
  const operation = document.paths[path]?.[method];
  if (!operation) throw new Error(`${method} ${path} is not documented`);
  return operation;
};

/** The answer has the documented status, type and shape. */
async function holds(operation: Operation, sent: ReturnType<Doors["ask"]>, status: number): Promise<void> {
  const { status: seen, headers, body } = await sent;
  expect([seen, body]).toEqual([status, body]);
  const documented = operation.responses[status];
  const types = Object.keys(documented?.content ?? {});
  expect(types, `${operation.operationId} ${status}`).toContain(headers["content-type"]?.split(";")[0]);
  expect(schemaOf(document, operation, status).safeParse(body).error?.issues ?? [], JSON.stringify(body)).toEqual([]);
  for (const header of Object.keys(documented?.headers ?? {})) expect(headers).toHaveProperty(header.toLowerCase());
}

const post = (path: string, body: unknown, as = key, type = "application/json") =>
  doors.post(path, as, typeof body === "string" ? body : JSON.stringify(body), type);
const examplesOf = (operation: Operation) =>
  Object.entries(operation.requestBody?.content ?? {}).flatMap(([type, { examples }]) =>
    Object.values(examples ?? {}).map(({ value }) => ({ type, value })),
  );

describe("the document", () => {
  test("is OpenAPI 3.1", async () => {
    const { valid, errors } = await new Validator().validate(structuredClone(document) as never);
    expect(errors ?? []).toEqual([]);
    expect(valid).toBe(true);
    expect(document.openapi).toMatch(/^3\.1\./);
  });

  test("names every route that machines are served, and no other", () => {
    const served = doors.watchfloor.app.frontDoor.routes
      .filter(({ path, access }) => access.to !== "person" && !leftOut.includes(path))
      .flatMap(({ path, methods }) => methods.filter((method) => method !== "HEAD").map((one) => `${one} ${path}`));
    const described = operations().map(({ path, method }) => `${method} ${path.replace(/\{[^}]+\}$/, "*")}`);
    expect(described.sort()).toEqual(served.sort());
    const scopes = doors.watchfloor.app.frontDoor.routes.flatMap(({ path, access }) =>
      access.to === "key" ? [[path, access.scope]] : [],
    );
    const named = operations().flatMap(({ path, operation }) =>
      operation.security.map(({ key: scope }) => [path.replace(/\{[^}]+\}$/, "*"), scope?.[0]]),
    );
    expect(named.sort()).toEqual(scopes.sort());
  });

  test("holds every kind of event and every field of a statement", () => {
    const { Event, Statement } = document.components.schemas;
    const refs = Object.keys(eventKinds).map((type) => ({ $ref: `#/components/schemas/${type}` }));
    expect(Event).toEqual({ oneOf: refs });
    expect(Object.keys(Statement?.properties ?? {}).sort()).toEqual(
      [...Object.keys(statementFields), "content_id"].sort(),
    );
  });

  test("is served to anyone, may be kept, and is not sent again while it is the same", async () => {
    const first = await fetch(doors.watchfloor.url + address);
    expect(first.status).toBe(200);
    expect(first.headers.get("content-type")).toBe("application/json");
    expect(await first.json()).toEqual(document);
    const etag = first.headers.get("etag") ?? "";
    const again = await fetch(doors.watchfloor.url + address, { headers: { "if-none-match": `"other", ${etag}` } });
    expect([again.status, await again.text()]).toEqual([304, ""]);
  });
});

describe("every example", () => {
  test("is taken by its door, and matches its documented schema", async () => {
    let posted = 0;
    for (const { path, operation } of operations()) {
      for (const { type, value } of examplesOf(operation)) {
        posted++;
        const { status, body } = await post(path, value, key, type);
        expect([200, 201], JSON.stringify(body)).toContain(status);
        if (path.endsWith("/events")) expect(body).toMatchObject({ rejected: [] });
        expect(schemaOf(document, operation, status).safeParse(body).error?.issues ?? []).toEqual([]);
      }
    }
    expect(posted).toBe(6);
  });
});

describe("documented answers", () => {
  const bodied = ["/api/v1/statement", "/api/v1/statements", "/api/v1/events", "/api/v1/hotline/cases"] as const;
  const largest = { "/api/v1/hotline/cases": 16 * 1024 } as Record<string, number>;

  test.each(bodied)("POST %s: 400, 401, 403, 413, 415, 422", async (path) => {
    const operation = operationOf("post", path);
    const type = Object.keys(operation.requestBody?.content ?? {})[0] ?? "";
    const other = await doors.watchfloor.source(`Other ${path}`, [path.endsWith("cases") ? "events" : "hotline"]);
    await holds(operation, post(path, "{", key, type), 400);
    await holds(operation, post(path, "{}", "wf_unknown", type), 401);
    await holds(operation, post(path, "{}", other.key, type), 403);
    await holds(operation, post(path, " ".repeat((largest[path] ?? 8 * 1024 * 1024) + 1), key, type), 413);
    await holds(operation, post(path, "{}", key, "text/html"), 415);
    await holds(operation, post(path, "{}", key, type), 422);
  });

  test("a clash of puids is 422 in both shapes", async () => {
    for (const path of ["/api/v1/statement", "/api/v1/statements"]) {
      const operation = operationOf("post", path);
      const [example] = examplesOf(operation);
      await post(path, example?.value);
      await holds(operation, post(path, example?.value), 422);
    }
  });

  test("a case raised again is 200", async () => {
    const operation = operationOf("post", "/api/v1/hotline/cases");
    const raised = { reference: "again", urgency: "urgent", threat: "violence" };
    await holds(operation, post("/api/v1/hotline/cases", raised), 201);
    await holds(operation, post("/api/v1/hotline/cases", raised), 200);
  });

  test("what is asked: 200, 302, 401, 403, 404", async () => {
    const existing = operationOf("get", "/api/v1/statement/existing-puid/{puid}");
    const read = operationOf("get", "/api/v1/statement/{uuid}");
    const [example] = examplesOf(operationOf("post", "/api/v1/statement"));
    const puid = "asked-1";
    const { body } = await post("/api/v1/statement", { ...(example?.value as object), puid });
    const { uuid } = z.object({ uuid: z.string() }).parse(body);
    const other = await doors.watchfloor.source("Other asks", ["events"]);
    await holds(existing, doors.ask("GET", `/api/v1/statement/existing-puid/${puid}`, key), 302);
    await holds(existing, doors.ask("GET", "/api/v1/statement/existing-puid/never", key), 404);
    await holds(read, doors.ask("GET", `/api/v1/statement/${uuid}`, key), 200);
    await holds(read, doors.ask("GET", "/api/v1/statement/never", key), 404);
    await holds(operationOf("get", "/api/ping"), doors.ask("GET", "/api/ping", key), 200);
    for (const [operation, path] of [
      [existing, "/api/v1/statement/existing-puid/x"],
      [read, "/api/v1/statement/x"],
      [operationOf("get", "/api/ping"), "/api/ping"],
    ] as const) {
      await holds(operation, doors.ask("GET", path), 401);
      await holds(operation, doors.ask("GET", path, other.key), 403);
    }
  });

  const asked = ["/api/v1/statement/existing-puid/{puid}", "/api/v1/statement/{uuid}", "/api/ping"] as const;
  /** Every door with a key, as it is asked once; the statement of the path need not be there. */
  const askEvery = (at: Doors, as: string) => [
    ...bodied.map((path) => {
      const operation = operationOf("post", path);
      const type = Object.keys(operation.requestBody?.content ?? {})[0] ?? "";
      return { operation, sent: at.post(path, as, "{}", type) };
    }),
    ...asked.map((path) => ({
      operation: operationOf("get", path),
      sent: at.ask("GET", path.replace(/\{[^}]+\}$/, "x"), as),
    })),
  ];

  test.each([
    ["key", { KEY_REQUESTS_PER_SECOND: "1" }],
    ["address", { ADDRESS_REQUESTS_PER_SECOND: "1" }],
  ])("429 of every door to a %s that is too fast", async (_, environment) => {
    await using at = await startDoors(noon, { environment });
    const { key: fast } = await at.watchfloor.source("Fast");
    await at.ask("GET", "/api/ping", fast);
    const all = askEvery(at, fast);
    expect(all).toHaveLength(7);
    for (const { operation, sent } of all) await holds(operation, sent, 429);
  });

  test("503 of every door and of /readyz while the database is away, and none when it is back", async () => {
    const gates: Awaited<ReturnType<typeof gateTo>>[] = [];
    await using closing = new AsyncDisposableStack();
    await using at = await startDoors(noon, {
      async reach(address) {
        const gate = closing.use(await gateTo(address));
        gates.push(gate);
        return gate.reached;
      },
    });
    const [between] = gates;
    const { key: known } = await at.watchfloor.source("Known");
    await between?.close();
    for (const { operation, sent } of askEvery(at, known)) await holds(operation, sent, 503);
    await holds(operationOf("get", "/readyz"), at.ask("GET", "/readyz"), 503);
    await between?.open();
    for (const { sent } of askEvery(at, known)) expect((await sent).status).toBeLessThan(500);
    // What reads in the background says that it could not.
    at.watchfloor.expectLogged(/could not (be )?(read|checked)|queue failed/);
  });

  test("upkeep: 200", async () => {
    for (const path of ["/healthz", "/readyz", "/metrics", address]) {
      await holds(operationOf("get", path), doors.ask("GET", path), 200);
    }
  });
});
