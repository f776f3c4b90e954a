import type { Socket } from "node:net";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { startDoors } from "../support/doors.ts";
import { openRawRequest } from "../support/raw-request.ts";
import { noon } from "../support/statements.ts";

const mebibyte = 1024 * 1024;
const paths = ["/api/v1/statement", "/api/v1/statements", "/api/v1/events"] as const;
const rejections = "select door, field, reason, items::int as items, sample_id from rejection order by reason";

describe("a request of a known key that is refused unread", () => {
  test.each(paths)("%s: 400, 408, 413 and 415 are on record with their reasons, without their bodies", async (path) => {
    await using at = await startDoors(noon, { environment: { REQUEST_BODY_SECONDS: "1" } });
    const { key } = await at.watchfloor.source("Moderation", ["statements", "events"]);
    const type = path.endsWith("events") ? "application/cloudevents+json" : "application/json";
    const post = (body: string | Buffer, headers: Record<string, string> = {}) =>
      at.postAs(path, key, body, { "content-type": type, ...headers });
    const coded = { "content-encoding": "gzip" };
    const answers = [
      await post("{"),
      await post("{"),
      await post(Buffer.alloc(8 * mebibyte + 1, " ")),
      await post(gzipSync(Buffer.alloc(33 * mebibyte, " "), { level: 1 }), coded),
      await post("{}", { "content-type": "text/plain" }),
      await post("{}", { "content-encoding": "br" }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([400, 400, 413, 413, 415, 415]);
    const slow = openRawRequest(at.watchfloor.url, path, [
      `authorization: Bearer ${key}`,
      `content-type: ${type}`,
      "content-length: 100",
    ]);
    expect(await slow.answer()).toMatch(/^HTTP\/1.1 408 /);

    const said = answers.map(({ body }) => {
      const { message, detail } = body as { message?: string; detail?: string };
      return message ?? detail;
    });
    const rows = await at.rows(rejections);
    expect(rows.map(({ reason }) => reason)).toEqual(expect.arrayContaining(said));
    expect(rows.reduce((sum, { items }) => sum + Number(items), 0)).toBe(7);
    expect(rows.every((row) => row.field === "body" && row.sample_id === null)).toBe(true);
    expect(await at.rows("select sum(received)::int as n, sum(accepted)::int as m from intake_batch")).toEqual([
      { n: 7, m: 0 },
    ]);
  });

  test("who is not let in, is in the wrong place or too fast is not: a flood of these writes nothing", async () => {
    await using at = await startDoors(noon, { environment: { KEY_REQUESTS_PER_SECOND: "5" } });
    const { key } = await at.watchfloor.source("Moderation", ["statements"]);
    const other = (await at.watchfloor.source("Hotline", ["hotline"])).key;
    for (const path of paths) {
      expect((await at.post(path, "wf_unknown", "{")).status).toBe(401);
      expect((await at.post(path, other, "{")).status).toBe(403);
    }
    const flood = await Promise.all(Array.from({ length: 50 }, () => at.post(paths[0], key, "{")));
    const refused = flood.filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThanOrEqual(40);
    expect(await at.rows("select sum(items)::int as n from rejection")).toEqual([{ n: flood.length - refused.length }]);
  });
});

test("a key holds half of the room for bodies and no more; others go on, and it goes on when it was answered", async () => {
  await using at = await startDoors(noon);
  const { id, key } = await at.watchfloor.source("Moderation", ["statements"]);
  const other = (await at.watchfloor.source("Another", ["statements"])).key;
  const path = "/api/v1/statement";
  const open = () => {
    const headers = [`authorization: Bearer ${key}`, "content-type: application/json", "connection: close"];
    const request = openRawRequest(at.watchfloor.url, path, [...headers, `content-length: ${8 * mebibyte}`]);
    request.send(Buffer.alloc(8 * mebibyte - 1, " "));
    return request;
  };
  const lines: Socket[] = [];
  at.watchfloor.app.server.on("connection", (line) => lines.push(line));
  const held = [open(), open(), open(), open()];
  // Asking earlier could itself be what fills the room, and one of the four would be refused.
  const read = () => lines.reduce((sum, { bytesRead }) => sum + bytesRead, 0);
  await expect.poll(read, { timeout: 30_000 }).toBeGreaterThan(4 * (8 * mebibyte - 1));
  const probe = () => at.post(path, key, `"${"x".repeat(64)}"`);
  await expect.poll(async () => (await probe()).status, { timeout: 10_000 }).toBe(429);

  const refused = await probe();
  expect(refused.body).toBe("This key sends too much at once: wait for answers before more.");
  expect(refused.headers["retry-after"]).toBe("1");
  expect((await at.post(path, other, "{}")).status).toBe(422);
  expect((await at.ask("GET", "/api/ping", key)).status).toBe(200);
  const second = await at.watchfloor.app.sources.issueKey(
    { kind: "operator" },
    { sourceId: id, label: "second", scopes: ["statements"] },
  );
  expect((await at.post(path, second.key, "{}")).status).toBe(422);

  for (const request of held) request.send("1");
  for (const request of held) expect(await request.answer()).toMatch(/^HTTP\/1.1 422 /);
  expect((await probe()).status).toBe(422);
});
