import { connect } from "node:net";
import { gzipSync } from "node:zlib";
import { CloudEvent, emitterFor, HTTP, Mode } from "cloudevents";
import { describe, expect, test } from "vitest";
import { noon } from "../support/statements.ts";
import { startWatchfloor, type Watchfloor } from "../support/watchfloor.ts";

const words = {
  category: "STATEMENT_CATEGORY_VIOLENCE",
  decision_visibility: ["DECISION_VISIBILITY_CONTENT_REMOVED"],
};
const about = { ...words, decision: { puid: "p-1" }, decided_on: "2026-05-19" };
/** Every kind, with data that is taken. */
const kinds: Record<string, object> = {
  "decision.made": { ...words, count: 12 },
  "decision.reversed": about,
  "user_report.received": { category: words.category, count: 3 },
  "appeal.opened": about,
  "appeal.decided": about,
  "accounts.created": { count: 900, country: "IN" },
  "accounts.deleted": {},
  "audience.measured": { gauge: "total_users", value: 950_000_000 },
  "queue.measured": { queue: "child safety", waiting: 80 },
};
const time = new Date(noon).toISOString();
const event = (id: string, over: object = {}) => ({
  specversion: "1.0",
  id,
  source: "/sdk",
  type: "decision.made",
  time,
  data: words,
  ...over,
});

function door(app: Watchfloor, key: string) {
  return async (body: BodyInit, headers: Record<string, string>) => {
    const answer = await fetch(`${app.url}/api/v1/events`, {
      method: "POST",
      headers: { authorization: `Bearer ${key}`, ...headers },
      body,
    });
    const text = await answer.text();
    return { status: answer.status, body: text.startsWith("{") ? JSON.parse(text) : text };
  };
}
async function setUp() {
  const app = await startWatchfloor({ startAt: noon });
  const { key } = await app.source("SDK", ["events"]);
  return { app, key, post: door(app, key), [Symbol.asyncDispose]: () => app[Symbol.asyncDispose]() };
}
const batch = { "content-type": "application/cloudevents-batch+json" };
const structured = { "content-type": "application/cloudevents+json; charset=utf-8" };
const lines = { "content-type": "application/x-ndjson" };
const bytes = (text: string | Buffer) => new Uint8Array(Buffer.from(text));

describe("the official SDK's own emitter", () => {
  test.each([Mode.BINARY, Mode.STRUCTURED])("%s mode, every kind", async (mode) => {
    await using at = await setUp();
    const emit = emitterFor(
      ({ headers, body }) =>
        at.post(String(body), Object.fromEntries(Object.entries(headers).map(([k, v]) => [k, `${v}`]))),
      { binding: HTTP, mode },
    );
    for (const [type, data] of Object.entries(kinds)) {
      const sent = new CloudEvent({ id: `${type} %`, source: "/sdk", type, time, data });
      expect(await emit(sent), type).toEqual({ status: 200, body: { accepted: 1, duplicates: 0, rejected: [] } });
      expect(await emit(sent), type).toMatchObject({ body: { accepted: 0, duplicates: 1 } });
    }
    expect(await at.app.reconcile()).toMatchObject({ events: 7, counted: 12 + 1 + 3 + 1 + 1 + 900 + 1 });
  });

  test("a batch of its events, the same as one by one", async () => {
    await using at = await setUp();
    const events = Object.entries(kinds).map(
      ([type, data]) => new CloudEvent({ id: type, source: "/sdk", type, time, data }),
    );
    const all = JSON.stringify(events);
    expect(await at.post(all, batch)).toEqual({ status: 200, body: { accepted: 9, duplicates: 0, rejected: [] } });
    for (const one of events) {
      expect(await at.post(JSON.stringify(one), structured)).toMatchObject({ body: { duplicates: 1 } });
    }
    const packed = new Uint8Array(gzipSync(all));
    expect(await at.post(packed, { ...batch, "content-encoding": "gzip" })).toMatchObject({ body: { duplicates: 9 } });
  });
});

describe("binary mode", () => {
  const binary = {
    "content-type": "application/json",
    "ce-specversion": "1.0",
    "ce-id": "a%20b",
    "ce-source": "/sdk",
    "ce-type": "decision.made",
    "ce-time": time,
  };
  test("headers are percent-decoded: the event is the one that its structured form names", async () => {
    await using at = await setUp();
    expect(await at.post(JSON.stringify(words), binary)).toMatchObject({ status: 200, body: { accepted: 1 } });
    expect(await at.post(JSON.stringify(event("a b")), structured)).toMatchObject({ body: { duplicates: 1 } });
  });
  test.each([
    [422, "specversion", { "ce-specversion": "0.3" }],
    [422, "id", { "ce-id": "%00" }],
    [422, "time", { "ce-time": "yesterday" }],
    [422, "type", { "ce-type": "decision.unmade" }],
  ])("%i names %s", async (status, field, over) => {
    await using at = await setUp();
    const answer = await at.post(JSON.stringify(words), { ...binary, ...over });
    expect(answer).toMatchObject({ status, body: { accepted: 0, rejected: [{ index: 0, field }] } });
  });
  test.each([
    ["no ce- header", {}, words],
    ["an event as it would be in structured mode", {}, event("1")],
  ])("application/json with %s: 415 says which types are taken", async (_, headers, body) => {
    await using at = await setUp();
    const answer = await at.post(JSON.stringify(body), { "content-type": "application/json", ...headers });
    expect(answer.status).toBe(415);
    for (const type of [batch, structured, lines].map((one) => one["content-type"].split(";", 1)[0])) {
      expect(answer.body.detail).toContain(type);
    }
    expect(await at.app.reconcile()).toMatchObject({ events: 0 });
  });
  test("one ce- header makes it an event, whose missing attributes are named", async () => {
    await using at = await setUp();
    const answer = await at.post(JSON.stringify(words), { "content-type": "application/json", "ce-id": "1" });
    expect(answer).toMatchObject({ status: 422, body: { rejected: [{ id: "1", field: "specversion" }] } });
  });
  test("a header that comes twice names no event", async () => {
    await using at = await setUp();
    const head = Object.entries({ ...binary, authorization: `Bearer ${at.key}` }).map(([k, v]) => `${k}: ${v}`);
    const body = JSON.stringify(words);
    const answer = await raw(at.app, ["POST /api/v1/events HTTP/1.1", ...head, "ce-id: b"], body);
    expect(answer).toMatch(/^HTTP\/1.1 422 [\s\S]*"field":"id"/);
  });
});

/** Sends bytes as they are and reads until the server ends the line, or nothing comes for a second. */
function raw(app: Watchfloor, head: string[], body: string, length = Buffer.byteLength(body)): Promise<string> {
  const { port, host } = new URL(app.url);
  return new Promise((resolve, reject) => {
    let text = "";
    const socket = connect(Number(port), "127.0.0.1", () => {
      const more = [`host: ${host}`, `content-length: ${length}`, "connection: close"];
      socket.write(`${[...head, ...more].join("\r\n")}\r\n\r\n${body}`);
      // Half a close looks to the server like a sender that has gone.
      if (length !== Buffer.byteLength(body)) socket.end();
    });
    socket.setTimeout(5_000, () => socket.destroy());
    socket.on("data", (chunk) => {
      text += chunk;
    });
    socket.once("error", reject).once("close", () => resolve(text));
  });
}

describe("limits", () => {
  const gzip = (text: string | Buffer) => new Uint8Array(gzipSync(text));
  test.each<[string, number, Record<string, string>, () => BodyInit]>([
    ["a gzip bomb", 413, { ...lines, "content-encoding": "gzip" }, () => gzip(Buffer.alloc(40 * 1024 * 1024, 0x0a))],
    ["an endless line", 413, lines, () => bytes(`{"a":"${"x".repeat(200_000)}"}`)],
    ["an endless element", 413, batch, () => bytes(`[{"a":"${"x".repeat(200_000)}`)],
    ["too large an event", 413, structured, () => bytes(JSON.stringify(event("1", { note: "x".repeat(65_536) })))],
    ["10,001 lines", 413, lines, () => bytes("{}\n".repeat(10_001))],
    ["10,001 elements", 413, batch, () => bytes(`[${"{},".repeat(10_000)}{}]`)],
    ["more than 8 MiB", 413, lines, () => bytes(" ".repeat(8 * 1024 * 1024 + 1))],
    [
      "gzip cut off",
      400,
      { ...lines, "content-encoding": "gzip" },
      () => gzip(JSON.stringify(event("1"))).subarray(0, 40),
    ],
    ["no gzip", 400, { ...lines, "content-encoding": "gzip" }, () => bytes("plain")],
    ["another coding", 415, { ...lines, "content-encoding": "br" }, () => bytes("plain")],
    ["another type", 415, { "content-type": "text/plain" }, () => bytes("{}")],
    ["no array", 400, batch, () => bytes(JSON.stringify(event("1")))],
    ["an array cut off", 400, batch, () => bytes(`[${JSON.stringify(event("1"))}`)],
    ["an empty array", 400, batch, () => bytes("[]")],
    ["no JSON", 400, structured, () => bytes("{")],
    ["no UTF-8", 400, structured, () => new Uint8Array([0x22, 0xff, 0x22])],
    ["nothing", 400, lines, () => bytes("")],
  ])("%s: %i, and nothing is stored", async (_, status, headers, body) => {
    await using at = await setUp();
    expect((await at.post(body(), headers)).status).toBe(status);
    expect(await at.app.reconcile()).toMatchObject({ events: 0 });
  });

  test.each<[string, string]>([
    ["line", `{"specversion":"1.0","id":"1","data":${"[".repeat(40)}${"]".repeat(40)}}`],
    ["id", JSON.stringify(event("1")).replace("{", '{"id":"2",')],
    ["category", JSON.stringify(event("1")).replace('"data":{', '"data":{"category" : "x",')],
    ["id", JSON.stringify(event("a\u0000b"))],
    ["id", JSON.stringify(event("\ud800"))],
    [
      "data.category",
      `{${JSON.stringify(event("1", { data: undefined })).slice(1, -1)},"data":{"__proto__":${JSON.stringify(words)}}}`,
    ],
    ["data_base64", JSON.stringify(event("1", { data_base64: "e30=" }))],
    ["datacontenttype", JSON.stringify(event("1", { datacontenttype: "text/xml" }))],
  ])("an event at fault by %s is listed and spoils nothing", async (field, text) => {
    await using at = await setUp();
    const good = JSON.stringify(event("good"));
    const expected = { status: 200, body: { accepted: 1, rejected: [{ index: 0, field }] } };
    expect(await at.post(bytes(`${text}\n${good}`), lines)).toMatchObject(expected);
    const again = { body: { accepted: 0, duplicates: 1, rejected: [{ index: 0, field }] } };
    expect(await at.post(bytes(`[${text},${good}]`), batch)).toMatchObject(again);
  });

  test("a request whose length is wrong stores nothing that it does not hold", async () => {
    await using at = await setUp();
    const head = [
      "POST /api/v1/events HTTP/1.1",
      `authorization: Bearer ${at.key}`,
      "content-type: application/x-ndjson",
    ];
    const body = `${JSON.stringify(event("1"))}\n`;
    expect(await raw(at.app, head, body, body.length + 50)).not.toMatch(/^HTTP\/1.1 200/);
    expect(await at.app.reconcile()).toMatchObject({ events: 0 });
    const both = [...head, "transfer-encoding: chunked"];
    expect(await raw(at.app, both, body)).toMatch(/^HTTP\/1.1 400/);
    expect(await at.app.reconcile()).toMatchObject({ events: 0 });
  });

  test("what was refused as a whole is on record with its reason, without its body", async () => {
    await using at = await setUp();
    await at.post(bytes("no json at all"), lines);
    const { rows } = await at.app.database.pool.query(
      "select door, field, reason, items::int, sample_id from rejection",
    );
    expect(rows).toMatchObject([{ door: "events", field: "body", items: 1, sample_id: null }]);
  });
});
