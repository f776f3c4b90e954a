import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { startDoors } from "../support/doors.ts";
import { openRawRequest } from "../support/raw-request.ts";
import { noon } from "../support/statements.ts";
import { startWatchfloor } from "../support/watchfloor.ts";

async function setUp() {
  const doors = await startDoors(noon);
  const { key } = await doors.watchfloor.source("Classifier", ["events"]);
  return {
    rows: doors.rows,
    post: (body: string) => doors.post("/api/v1/events", key, body, "application/x-ndjson"),
    [Symbol.asyncDispose]: () => doors[Symbol.asyncDispose](),
  };
}

test("names and ids that no database takes are answered and put on record, each reason once", async () => {
  await using at = await setUp();
  const twice = (name: string) => `{"${name}":1,"${name}":2}`;
  const names = ["\\u0000", "\\ud800", "a\\u0007b", "x".repeat(5_000), "\\ud83d\\ude00"];
  const ids = ["\\u0000", "\\udfff", "y".repeat(5_000)];
  const lines = [...names.map(twice), ...ids.map((id) => `{"id":"${id}"}`)];
  const { status, body } = await at.post(lines.join("\n"));
  expect(status).toBe(422);
  const rejected = (body as { rejected: { field: string; error: string }[] }).rejected;
  expect(rejected.map(({ field }) => field)).toEqual([
    "\ufffd",
    "\ufffd",
    "a\ufffdb",
    "x".repeat(100),
    "😀",
    ...ids.map(() => "specversion"),
  ]);
  expect(await at.rows("select field, items::int from rejection order by 1")).toEqual([
    { field: "(a repeated name)", items: names.length },
    { field: "specversion", items: ids.length },
  ]);
});

const json = (id: string) =>
  JSON.stringify({
    specversion: "1.0",
    id,
    source: "/classifier",
    type: "accounts.created",
    time: new Date(noon).toISOString(),
    data: {},
  });
const eventsOf = "select count(*)::int as n from raw_event";

/** A running Watchfloor with settings of its own, a key, and requests to it as bytes. */
async function rawDoor(environment: object = {}) {
  const app = await startWatchfloor({ startAt: noon, environment });
  const { id, key } = await app.source("Classifier", ["events"]);
  return {
    app,
    sourceId: id,
    key,
    open: (headers: readonly string[], as = key) =>
      openRawRequest(app.url, "/api/v1/events", [
        `authorization: Bearer ${as}`,
        "content-type: application/x-ndjson",
        ...headers,
      ]),
    stored: async () => (await app.database.pool.query(eventsOf)).rows[0]?.n as number,
    [Symbol.asyncDispose]: () => app[Symbol.asyncDispose](),
  };
}
const chunk = (part: string | Buffer) =>
  Buffer.concat([Buffer.from(`${Buffer.byteLength(part).toString(16)}\r\n`), Buffer.from(part), Buffer.from("\r\n")]);

describe("senders that do not play by the rules", () => {
  test.each<[string, string[], (part: string) => string | Buffer]>([
    ["as it is", ["content-length: 100000"], (part) => part],
    ["in chunks", ["transfer-encoding: chunked"], chunk],
  ])("who sends slowly, %s, is answered 408 and the line is ended; nothing is stored", async (_, headers, frame) => {
    await using at = await rawDoor({ REQUEST_BODY_SECONDS: "1" });
    const request = at.open(headers);
    const started = performance.now();
    request.send(frame(`${json("1")}\n`));
    await request.drip(frame("\n"), 100);
    expect(await request.answer()).toMatch(/^HTTP\/1.1 408 [\s\S]*connection: close/i);
    expect(performance.now() - started).toBeLessThan(5_000);
    expect(await at.stored()).toBe(0);
    await expect
      .poll(async () => (await at.app.database.pool.query("select field, items::int from rejection")).rows)
      .toEqual([{ field: "body", items: 1 }]);
  });

  test("who sends gzip slowly is answered 408, too", async () => {
    await using at = await rawDoor({ REQUEST_BODY_SECONDS: "1" });
    const packed = gzipSync(json("1"));
    const request = at.open(["content-encoding: gzip", `content-length: ${packed.length}`]);
    request.send(packed.subarray(0, -1));
    expect(await request.answer()).toMatch(/^HTTP\/1.1 408 /);
    expect(await at.stored()).toBe(0);
  });

  test("a body byte by byte is taken when it comes in time", async () => {
    await using at = await rawDoor();
    const body = `${json("1")}\n${json("é")}`;
    const request = at.open(["connection: close", `content-length: ${Buffer.byteLength(body)}`]);
    for (const byte of Buffer.from(body)) {
      request.send(Buffer.from([byte]));
      if (byte % 8 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    expect(await request.answer()).toMatch(/^HTTP\/1.1 200 [\s\S]*"accepted":2/);
    expect(await at.stored()).toBe(2);
  });

  test.each<[string, string]>([
    ["an endless line", '"'],
    ["endless gzip", "gzip"],
  ])("%s is refused with 413 long before it ends, and the sender can read why", async (_, kind) => {
    await using at = await rawDoor();
    const gzip = kind === "gzip";
    const part = gzip ? gzipSync(Buffer.alloc(1024 * 1024, 0x20)) : Buffer.alloc(32 * 1024, 0x22);
    const request = at.open(["transfer-encoding: chunked", ...(gzip ? ["content-encoding: gzip"] : [])]);
    await request.drip(chunk(part), 5);
    expect(await request.answer()).toMatch(/^HTTP\/1.1 413 /);
    expect(await at.stored()).toBe(0);
  });

  test("what follows the declared length is no part of the body", async () => {
    await using at = await rawDoor();
    const request = at.open([`content-length: ${Buffer.byteLength(json("1"))}`]);
    request.send(`${json("1")}\n${json("2")}`);
    // The rest reads as another request, which is none: the line ends, with or without the answer to the first.
    expect(await request.answer()).toMatch(/HTTP\/1.1 400 /);
    expect(await at.stored()).toBeLessThanOrEqual(1);
  });

  test.each([
    ["two lengths", ["content-length: 5", "content-length: 6"]],
    ["a length below 0", ["content-length: -1"]],
    ["a length that is no number", ["content-length: x"]],
    ["a length and chunks", ["content-length: 5", "transfer-encoding: chunked"]],
    ["an unknown transfer coding", ["transfer-encoding: gzip"]],
    ["chunks that are none", ["transfer-encoding: chunked"]],
  ])("%s: 400 or 501, and nothing is stored", async (_, headers) => {
    await using at = await rawDoor();
    const request = at.open(headers);
    request.send("zz\r\nrubbish\r\n");
    expect(await request.answer()).toMatch(/^HTTP\/1.1 (400|501) /);
    expect(await at.stored()).toBe(0);
  });

  test.each<[string, () => Buffer]>([
    ["gzip with something behind it", () => Buffer.concat([gzipSync(json("1")), Buffer.from("rubbish")])],
    [
      "gzip with a wrong sum",
      () => {
        const packed = gzipSync(json("1"));
        packed[packed.length - 6] = (packed[packed.length - 6] ?? 0) ^ 0xff;
        return packed;
      },
    ],
    ["gzip of nothing at all", () => Buffer.alloc(0)],
  ])("%s: 400, and nothing is stored", async (_, body) => {
    await using at = await rawDoor();
    const packed = body();
    const request = at.open(["connection: close", "content-encoding: gzip", `content-length: ${packed.length}`]);
    request.send(packed);
    expect(await request.answer()).toMatch(/^HTTP\/1.1 400 /);
    expect(await at.stored()).toBe(0);
  });

  test("a key that is revoked while its body comes brings nothing in", async () => {
    await using at = await rawDoor();
    const body = json("1");
    const request = at.open(["connection: close", `content-length: ${body.length}`]);
    request.send(body.slice(0, 20));
    await new Promise((resolve) => setTimeout(resolve, 700));
    await at.app.app.sources.revokeSource({ kind: "operator" }, { id: at.sourceId });
    request.send(body.slice(20));
    expect(await request.answer()).toMatch(/^HTTP\/1.1 401 /);
    expect(await at.stored()).toBe(0);
  });

  test("another charset than UTF-8: 415", async () => {
    await using at = await rawDoor();
    const post = (type: string) =>
      fetch(`${at.app.url}/api/v1/events`, {
        method: "POST",
        headers: { authorization: `Bearer ${at.key}`, "content-type": type },
        body: new Uint8Array(Buffer.from(json("1"))),
      });
    expect((await post("application/x-ndjson; charset=iso-8859-1")).status).toBe(415);
    expect((await post('application/x-ndjson; charset="UTF-8"')).status).toBe(200);
  });
});

describe("rates", () => {
  test("a key beyond its rate is told how long to wait, and is let in then", async () => {
    await using at = await rawDoor({ KEY_REQUESTS_PER_SECOND: "2" });
    const post = () =>
      fetch(`${at.app.url}/api/v1/events`, {
        method: "POST",
        headers: { authorization: `Bearer ${at.key}`, "content-type": "application/x-ndjson" },
        body: json("1"),
      });
    const [first, ...more] = [await post(), await post(), await post()];
    expect([first?.status, ...more.map(({ status }) => status)]).toEqual([200, 200, 429]);
    expect(first?.headers.get("x-ratelimit-limit")).toBe("120");
    expect(first?.headers.get("x-ratelimit-remaining")).toBe("119");
    const seconds = Number(more[1]?.headers.get("retry-after"));
    expect(seconds).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
    expect((await post()).status).toBe(200);
  });

  test("an address that guesses is answered 429 without a look at the key; a sender beside it goes on", async () => {
    await using at = await rawDoor({ ANONYMOUS_REQUESTS_PER_MINUTE: "5" });
    const ask = (key: string) =>
      fetch(`${at.app.url}/api/ping`, { headers: { authorization: `Bearer ${key}` }, redirect: "manual" });
    const { key } = await at.app.source("Statements", ["statements"]);
    expect((await ask(key)).status).toBe(200);
    const statuses: number[] = [];
    for (let guess = 0; guess < 7; guess++) statuses.push((await ask(`wf_${guess}`)).status);
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429, 429]);
    const refused = await ask("wf_x");
    expect(await refused.text()).toMatch(/^Limit reached/);
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(30);
    expect((await ask(key)).status).toBe(200);
  });

  test("an address beyond its rate is refused before anything is looked at, /healthz excepted", async () => {
    await using at = await rawDoor({ ADDRESS_REQUESTS_PER_SECOND: "10" });
    const get = (path: string) => fetch(at.app.url + path, { redirect: "manual" });
    const answers = await Promise.all(Array.from({ length: 30 }, () => get("/api/nothing")));
    const limited = answers.filter(({ status }) => status === 429);
    expect(limited.length).toBeGreaterThanOrEqual(10);
    expect(answers.length - limited.length).toBeGreaterThanOrEqual(10);
    expect(limited.every(({ headers }) => headers.get("retry-after") === "1")).toBe(true);
    expect((await get("/healthz")).status).toBe(200);
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    expect((await get("/api/nothing")).status).toBe(404);
  });
});
