import { expect, test } from "vitest";
import { bucketOf } from "../../server/kernel/grains.ts";
import type { View } from "../../server/realtime/contract.ts";
import { startGateway } from "../support/gateway.ts";
import type { LiveClient } from "../support/live-client.ts";
import { decision } from "../support/model-counts.ts";

const sockets = 2_000;
const atOnce = 100;
const byCategory: View = {
  kind: "takedowns",
  measure: "takedowns",
  breakdowns: ["category"],
  filter: {},
  grain: "10s",
};
const byCountry: View = { ...byCategory, breakdowns: ["country"], grain: "minute" };

async function eachOf(clients: readonly LiveClient[], work: (client: LiveClient) => Promise<unknown>): Promise<void> {
  for (let from = 0; from < clients.length; from += atOnce) {
    await Promise.all(clients.slice(from, from + atOnce).map(work));
  }
}

test("2,000 sockets that come back at once get what happened meanwhile, and the database is not read for it", {
  timeout: 120_000,
}, async () => {
  await using running = await startGateway();
  await using clients = new AsyncDisposableStack();
  const all: LiveClient[] = [];
  while (all.length < sockets) {
    const some = await Promise.all(Array.from({ length: atOnce }, () => running.connect()));
    for (const client of some) all.push(clients.use(client));
  }
  await eachOf(all, async (client) => {
    for (const view of [byCategory, byCountry]) expect(await client.join(view)).toMatchObject({ ok: true });
  });
  expect(running.gateway.figures().sockets).toBe(sockets);
  let reads = 0;
  const read = running.counts.readLiveRows;
  running.counts.readLiveRows = (layer, from) => {
    reads++;
    return read(layer, from);
  };

  for (const client of all) client.cut();
  await expect.poll(() => running.gateway.figures().sockets, { timeout: 20_000 }).toBe(0);
  const eventTime = running.clock.now();
  running.record(decision({ eventTime, n: 7 }), decision({ eventTime, n: 5, country: "IN", category: "violence" }));
  const readBefore = reads;
  const started = performance.now();
  await eachOf(all, (client) => client.restore());
  const took = performance.now() - started;
  const floors = 4 * Math.ceil(took / 15_000);
  expect(reads - readBefore, "only the floor reads, every 15 s").toBeLessThanOrEqual(floors);
  const bucket = bucketOf(eventTime, "10s");
  for (const client of all) {
    expect(client.value(byCategory, "violence", bucket)).toBe(5);
    expect(client.sum(byCountry, "DE")).toBe(7);
  }
  expect(running.hub.figures().rooms, "one room a view, however many are in it").toBe(2);
  expect(running.errors).toEqual([]);
});
