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
/** Between our pages or devices and our server, and what calendars read by a link: no machine with a key asks there. */
const leftOut = ["/api/auth/*", "/api/trpc/*", "/api/v1/on-call/*", "/page/acknowledge", "/page/shown"];

let doors: Doors;
let document: OpenApiDocument;
let key: string;
/** The key of an integration by the path of its door. */
let alertKeys: Record<string, string>;
const alertPaths = ["/v2/enqueue", "/api/v1/alertmanager", "/api/v1/alerts"] as const;

async function alertKeysOf({ watchfloor }: Doors): Promise<Record<string, string>> {
  const kinds = {
    "/v2/enqueue": "pagerduty",
    "/api/v1/alertmanager": "alertmanager",
    "/api/v1/alerts": "generic",
  } as const;
  const keys: Record<string, string> = {};
  for (const [path, kind] of Object.entries(kinds)) {
    const made = await watchfloor.app.alerts.createIntegration({ kind: "operator" }, { kind, name: kind });
    keys[path] = made.key;
  }
  return keys;
}

/** The first example of a door of alerts, with the key in it where PagerDuty's has it. */
function alertExampleOf(path: string, keys: Record<string, string>): object {
  const [example] = examplesOf(operationOf("post", path));
  const routing = path === "/v2/enqueue" ? { routing_key: keys[path] } : {};
  return { ...(example?.value as object), ...routing };
}

beforeAll(async () => {
  doors = await startDoors(noon);
  document = doors.watchfloor.app.apiDocument;
  ({ key } = await doors.watchfloor.source("Documented", ["statements", "events", "hotline", "alerts:read"]));
  alertKeys = await alertKeysOf(doors);
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
      access.to === "key"
        ? [[path, access.scope]]
        : access.to === "integration" && path !== "/v2/enqueue"
          ? [[path]]
          : [],
    );
    const named = operations().flatMap(({ path, operation }) =>
      operation.security.map(({ key: scope }) => [path.replace(/\{[^}]+\}$/, "*"), ...(scope ?? [])]),
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
        const integrated = alertKeys[path];
        const sent = integrated === undefined ? value : alertExampleOf(path, alertKeys);
        const { status, body } = await post(path, sent, integrated ?? key, type);
        expect([200, 201, 202], JSON.stringify(body)).toContain(status);
        if (path.endsWith("/events")) expect(body).toMatchObject({ rejected: [] });
        expect(schemaOf(document, operation, status).safeParse(body).error?.issues ?? []).toEqual([]);
      }
    }
    expect(posted).toBe(9);
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

  test.each(alertPaths)("POST %s: 400, 401, 413, 415, 422", async (path) => {
    const operation = operationOf("post", path);
    const known = alertKeys[path] ?? "";
    const packed = { "content-encoding": "br" };
    const largest = path === "/api/v1/alertmanager" ? 8 * 1024 * 1024 : 512 * 1024;
    await holds(operation, post(path, "{", known), 400);
    await holds(operation, post(path, " ".repeat(largest + 1), known), 413);
    await holds(operation, doors.postAs(path, known, "{}", packed), 415);
    if (path === "/v2/enqueue") await holds(operation, post(path, { event_action: "trigger" }), 400);
    else await holds(operation, post(path, "{}", key), 401);
    if (path === "/api/v1/alerts") await holds(operation, post(path, "{}", known), 422);
  });

  test("GET /api/v1/alerts: 200, 401, 403, 422", async () => {
    const operation = operationOf("get", "/api/v1/alerts");
    await post("/api/v1/alerts", alertExampleOf("/api/v1/alerts", alertKeys), alertKeys["/api/v1/alerts"]);
    const other = await doors.watchfloor.source("Other reads", ["events"]);
    await holds(operation, doors.ask("GET", "/api/v1/alerts", key), 200);
    await holds(operation, doors.ask("GET", "/api/v1/alerts"), 401);
    await holds(operation, doors.ask("GET", "/api/v1/alerts", other.key), 403);
    await holds(operation, doors.ask("GET", "/api/v1/alerts?state=gone", key), 422);
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

  const asked = [
    "/api/v1/statement/existing-puid/{puid}",
    "/api/v1/statement/{uuid}",
    "/api/ping",
    "/api/v1/alerts",
  ] as const;
  const reported = (at: Doors, keys: Record<string, string>) =>
    alertPaths.map((path) => ({
      operation: operationOf("post", path),
      // Alertmanager gives up after a 429.
      tooFast: path === "/api/v1/alertmanager" ? 503 : 429,
      sent: at.post(path, keys[path] ?? "", JSON.stringify(alertExampleOf(path, keys))),
    }));
  /** Every door with a key, as it is asked once; the statement of the path need not be there. */
  const askEvery = (at: Doors, as: string, keys: Record<string, string>) => [
    ...reported(at, keys),
    ...bodied.map((path) => {
      const operation = operationOf("post", path);
      const type = Object.keys(operation.requestBody?.content ?? {})[0] ?? "";
      return { operation, tooFast: 429, sent: at.post(path, as, "{}", type) };
    }),
    ...asked.map((path) => ({
      operation: operationOf("get", path),
      tooFast: 429,
      sent: at.ask("GET", path.replace(/\{[^}]+\}$/, "x"), as),
    })),
  ];

  test.each([
    ["key", { KEY_REQUESTS_PER_SECOND: "1" }],
    ["address", { ADDRESS_REQUESTS_PER_SECOND: "1" }],
  ])("429 of every door to a %s that is too fast", async (_, environment) => {
    await using at = await startDoors(noon, { environment });
    const { key: fast } = await at.watchfloor.source("Fast");
    const keys = await alertKeysOf(at);
    // Each key's one request of this second.
    await Promise.all([at.ask("GET", "/api/ping", fast), ...reported(at, keys).map(({ sent }) => sent)]);
    const all = askEvery(at, fast, keys);
    expect(all).toHaveLength(11);
    for (const { operation, sent, tooFast } of all) await holds(operation, sent, tooFast);
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
    const keys = await alertKeysOf(at);
    await between?.close();
    for (const { operation, sent } of askEvery(at, known, keys)) await holds(operation, sent, 503);
    await holds(operationOf("get", "/readyz"), at.ask("GET", "/readyz"), 503);
    await between?.open();
    for (const { sent } of askEvery(at, known, keys)) expect((await sent).status).toBeLessThan(500);
    // What reads in the background says that it could not.
    at.watchfloor.expectLogged(/could not (be )?(read|checked)|queue failed/);
  });

  test("upkeep: 200", async () => {
    for (const path of ["/healthz", "/readyz", "/metrics", address]) {
      await holds(operationOf("get", path), doors.ask("GET", path), 200);
    }
  });
});
