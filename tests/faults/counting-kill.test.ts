import { expect, test } from "vitest";
import { expectBusy, expectNothingLost, newKey } from "../support/expect-nothing-lost.ts";
import { faultPlace } from "../support/fault-place.ts";
import { startFaultServer } from "../support/fault-server.ts";
import { startSenders } from "../support/steady-senders.ts";

test("kill -9 of the server under load: after the next start every acknowledged event is there, once", async () => {
  await using place = await faultPlace();
  await using first = await startFaultServer(place);
  const key = await newKey(place);
  const senders = startSenders(first.url, key);
  await expectBusy(senders);
  await first.kill();
  const open = await senders.stop();
  await using second = await startFaultServer(place);
  await expectNothingLost(place, { url: second.url, key }, { acknowledged: senders.acknowledged, open });
});

test("kill -9 of the database under load: the server goes on by itself, and no acknowledged event is lost", async () => {
  await using place = await faultPlace();
  await using server = await startFaultServer(place);
  const key = await newKey(place);
  const senders = startSenders(server.url, key);
  await expectBusy(senders);
  for (let death = 1; death <= 3; death++) {
    await place.killDatabase();
    const before = senders.acknowledged.length;
    await expect.poll(() => senders.acknowledged.length, { timeout: 20_000 }).toBeGreaterThan(before + 40);
  }
  await expectBusy(senders);
  const open = await senders.stop();
  // A sender is asked to wait: its own request was not wrong, and nothing of ours failed that nobody foresaw.
  expect(new Set(senders.refusals)).toEqual(new Set([503]));
  await expectNothingLost(place, { url: server.url, key }, { acknowledged: senders.acknowledged, open });
});

test("kill -9 of both at once under load: after the next start every acknowledged event is there, once", async () => {
  await using place = await faultPlace();
  await using first = await startFaultServer(place);
  const key = await newKey(place);
  const senders = startSenders(first.url, key);
  await expectBusy(senders);
  await Promise.all([first.kill(), place.killDatabase()]);
  const open = await senders.stop();
  await using second = await startFaultServer(place);
  await expectNothingLost(place, { url: second.url, key }, { acknowledged: senders.acknowledged, open });
});
