import { setTimeout as wait } from "node:timers/promises";
import { expect, test } from "vitest";
import { dataPlace } from "../support/embedded-app.ts";
import { expectBusy, expectNothingLost, newKey } from "../support/expect-nothing-lost.ts";
import { startFaultServer } from "../support/fault-server.ts";
import { sharedDatabase } from "../support/shared-database.ts";
import { newBatch, postBatch, startSenders } from "../support/steady-senders.ts";

test("a database restart under load: 503 meanwhile, 200 afterwards without a restart of ours, nothing lost", async () => {
  await using database = await sharedDatabase();
  await using folder = await dataPlace();
  const place = { dataFolder: folder.folder, databaseUrl: database.url };
  await using server = await startFaultServer(place);
  const key = await newKey(place);
  const senders = startSenders(server.url, key);
  await expectBusy(senders);

  await database.goAway();
  const known = senders.acknowledged.length;
  await expectWaiting(server.url, key);
  await wait(3_000);
  await expectWaiting(server.url, key);
  expect(senders.acknowledged.length, "acknowledged without a database").toBe(known);

  await database.comeBack();
  await expect.poll(() => senders.acknowledged.length, { timeout: 10_000 }).toBeGreaterThan(known + 40);
  expect((await fetch(`${server.url}/readyz`)).status).toBe(200);
  await expectBusy(senders);
  const open = await senders.stop();
  expect(new Set(senders.refusals)).toEqual(new Set([503]));
  await expectNothingLost(place, { url: server.url, key }, { acknowledged: senders.acknowledged, open });
});

/** Alive, not ready, and a sender is asked to come again. */
async function expectWaiting(url: string, key: string): Promise<void> {
  expect((await fetch(`${url}/healthz`)).status).toBe(200);
  expect((await fetch(`${url}/readyz`)).status).toBe(503);
  expect((await postBatch(url, key, newBatch(1))).status).toBe(503);
}
