import { expect, test } from "vitest";
import type { AlertEvent } from "../../server/alerts/contract.ts";
import type { LiveClient } from "../support/live-client.ts";
import { startWatchfloor } from "../support/watchfloor.ts";

const follow = (client: LiveClient, after: number) =>
  client.socket.timeout(10_000).emitWithAck("alerts:follow", { after });

test("who may read alerts follows them live, each event once and in order, and catches up after a cut", async () => {
  await using watchfloor = await startWatchfloor();
  const { app, url } = watchfloor;
  const { key } = await app.alerts.createIntegration({ kind: "operator" }, { kind: "generic", name: "Probe" });
  const send = async (body: object) => {
    const headers = { authorization: `Bearer ${key}` };
    const answer = await fetch(`${url}/api/v1/alerts`, { method: "POST", headers, body: JSON.stringify(body) });
    expect(answer.status).toBe(202);
  };
  const [ada, vera] = [await watchfloor.person("Ada", ["on-call"]), await watchfloor.person("Vera", ["viewer"])];
  await using adas = await ada.live();
  await using veras = await vera.live();
  expect(await follow(veras, 0)).toMatchObject({ ok: false, code: "forbidden" });

  await send({ summary: "First", dedup_key: "a", custom_details: { content: "is in no frame" } });
  expect(await follow(adas, 0)).toMatchObject({ ok: true, cursor: 1, events: [{ entry: { kind: "triggered" } }] });
  const seen: AlertEvent[] = [];
  adas.socket.on("alerts:event", (event) => void seen.push(event));

  const started = performance.now();
  await send({ summary: "First", dedup_key: "a" });
  await expect.poll(() => seen, { interval: 5 }).toHaveLength(1);
  expect(performance.now() - started).toBeLessThan(2_000);
  const alertId = seen[0]?.alert.id ?? "";
  expect((await ada.call("alerts.acknowledge", { alertId })).status).toBe(200);
  await expect.poll(() => seen.map(({ cursor }) => cursor)).toEqual([2, 3]);
  expect(seen[1]).toMatchObject({
    entry: { kind: "acknowledged", by: { name: "Ada" } },
    alert: { state: "acknowledged" },
  });
  expect(JSON.stringify(seen)).not.toContain("is in no frame");

  adas.cut();
  await send({ action: "resolve", dedup_key: "a" });
  await adas.restore();
  expect(await follow(adas, 3)).toMatchObject({ ok: true, cursor: 4, events: [{ alert: { state: "resolved" } }] });

  // The loser is told by the procedure too; a viewer is not let in.
  expect(await ada.call("alerts.acknowledge", { alertId })).toMatchObject({ status: 409 });
  expect((await vera.call("alerts.acknowledge", { alertId })).status).toBe(403);
});
