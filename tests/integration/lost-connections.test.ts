import { once } from "node:events";
import { request } from "node:http";
import { connect } from "node:net";
import { expect, test } from "vitest";
import { openDatabase } from "../../server/database/database.ts";
import { inPipeline, onClient } from "../../server/database/transaction.ts";
import { testDatabase } from "../support/database.ts";
import { startWatchfloor } from "../support/watchfloor.ts";

test("a connection that PostgreSQL ends while it is in use fails its work, not the process", async () => {
  await using place = await testDatabase();
  const lost: unknown[] = [];
  await using database = openDatabase(place.address, { connections: 2, onError: (error) => lost.push(error) });
  const endSelf = "select pg_terminate_backend(pg_backend_pid())";
  await expect(onClient(database, (client) => client.query(endSelf))).rejects.toThrow();
  const piped = inPipeline(database, async (client) => ({
    sent: [client.query(endSelf), client.query("select 1")],
    result: () => "never",
  }));
  await expect(piped).rejects.toThrow();
  expect((await database.pool.query("select 1 as one")).rows).toEqual([{ one: 1 }]);
  expect(lost.length).toBeGreaterThan(0);
});

test("an upgrade that is refused and never closed by its sender does not hold up the stop", async () => {
  const app = await startWatchfloor();
  const port = Number(new URL(app.url).port);
  const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true });
  await once(socket, "connect");
  socket.write(`GET /nope HTTP/1.1\r\nHost: localhost:${port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`);
  const [answer] = await once(socket, "data");
  expect(String(answer)).toContain("404 Not Found");
  const started = performance.now();
  await app[Symbol.asyncDispose]();
  expect(performance.now() - started).toBeLessThan(4_000);
  socket.destroy();
});

test("a large body of the wrong kind is told so before the line is closed", async () => {
  await using app = await startWatchfloor();
  const { key } = await app.source("classifier");
  const sent = request(`${app.url}/api/v1/events`, {
    method: "POST",
    headers: { authorization: `Bearer ${key}`, "content-type": "text/plain", "content-length": 4 * 1024 * 1024 },
  });
  // The server may close while the rest is still being sent; what counts is that the answer came first.
  sent.on("error", () => {});
  sent.end(Buffer.alloc(4 * 1024 * 1024, "x"));
  const [answer] = await once(sent, "response");
  expect(answer.statusCode).toBe(415);
  answer.resume();
});
