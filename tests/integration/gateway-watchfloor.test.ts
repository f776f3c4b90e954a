import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { setTimeout as wait } from "node:timers/promises";
import { pino } from "pino";
import { describe, expect, it } from "vitest";
import { createApp } from "../../server/app.ts";
import { readConfig } from "../../server/config.ts";
import { bucketOf } from "../../server/kernel/grains.ts";
import type { View } from "../../server/realtime/contract.ts";
import { freePort } from "../support/free-port.ts";
import type { LiveClient } from "../support/live-client.ts";
import { startWatchfloor, type Watchfloor } from "../support/watchfloor.ts";

const takedowns: View = { kind: "takedowns", measure: "takedowns", breakdowns: ["category"], filter: {}, grain: "10s" };
const signUps: View = { kind: "growth", measure: "sign_ups", breakdowns: [], filter: {}, grain: "minute" };
const totalUsers: View = { kind: "growth", measure: "total_users", breakdowns: [], filter: {}, grain: "10s" };

function event(time: number, type: string, data: object) {
  return { specversion: "1.0", id: randomUUID(), source: "/test", time: new Date(time).toISOString(), type, data };
}
const removal = (time: number, count = 1) =>
  event(time, "decision.made", {
    category: "STATEMENT_CATEGORY_VIOLENCE",
    decision_visibility: ["DECISION_VISIBILITY_CONTENT_REMOVED"],
    count,
  });

/** Milliseconds until what is shown satisfies the assertion. */
async function until(shown: () => unknown, expected: unknown): Promise<number> {
  const started = performance.now();
  await expect.poll(shown, { timeout: 5_000, interval: 5 }).toEqual(expected);
  return performance.now() - started;
}

/** Live takedowns of each 10 s bucket, as the database holds them. */
async function takedownsInDatabase({ database }: Watchfloor): Promise<Record<string, number>> {
  const { rows } = await database.pool.query<{ bucket: Date; n: number }>(
    `select bucket, sum(n)::bigint as n from content_cube join content_cell using (cell)
     where grain = 10 and timing = 'live' and kind = 'decision' and effect = 'takedown' group by bucket`,
  );
  return Object.fromEntries(rows.map(({ bucket, n }) => [bucket.getTime(), Number(n)]));
}

function takedownsShown(client: LiveClient): Record<string, number> {
  const cells = client.window(takedowns).series.get("violence") ?? new Map();
  return Object.fromEntries([...cells].map(([bucket, { value }]) => [bucket, value]));
}

describe("from door to socket", () => {
  it("brings a decision, a sign-up, a measurement and a hotline case to who watches, each in under a second", async () => {
    await using app = await startWatchfloor();
    const source = await app.source("platform");
    const [lead, onCall] = [await app.person("Lead", ["viewer"]), await app.person("On Call", ["on-call"])];
    await using watching = await lead.live();
    await using acting = await onCall.live();
    for (const view of [takedowns, signUps, totalUsers]) expect(await watching.join(view)).toMatchObject({ ok: true });
    for (const client of [watching, acting]) expect(await client.follow(0)).toMatchObject({ ok: true, cursor: 0 });

    const now = app.clock.now();
    await source.events([removal(now, 3)]);
    expect(await until(() => watching.value(takedowns, "violence", bucketOf(now, "10s")), 3)).toBeLessThan(1_000);
    expect(watching.window(takedowns).newest).toBe(now);

    const measured = event(now - 120_000, "audience.measured", {
      gauge: "total_users",
      value: 950_000_000,
      scope: "world",
    });
    await source.events([measured]);
    expect(await until(() => watching.value(totalUsers, "all", 0), 950_000_000)).toBeLessThan(1_500);
    await source.events([event(now, "accounts.created", { count: 12 })]);
    expect(await until(() => watching.sum(signUps, "all"), 12)).toBeLessThan(1_000);
    await until(() => watching.value(totalUsers, "all", 0), 950_000_012);

    const raised = await source.hotlineCase({ reference: "A-1", urgency: "threat_to_life", threat: "terrorism" });
    expect(raised.status).toBe(201);
    for (const client of [watching, acting]) {
      expect(await until(() => client.hotline.map(({ kind }) => kind), ["received"])).toBeLessThan(1_000);
    }
    const caseId = watching.hotline[0]?.case.id;
    expect((await onCall.call("hotline.acknowledge", { caseId })).status).toBe(200);
    await until(
      () => watching.hotline.map(({ cursor, kind }) => [cursor, kind]),
      [
        [1, "received"],
        [2, "acknowledged"],
      ],
    );
    expect(watching.hotline[1]?.case.acknowledgement.by).toBe("On Call");
  });

  it("shows through the floor what another process stored", async () => {
    await using app = await startWatchfloor();
    const source = await app.source("platform");
    const lead = await app.person("Lead", ["viewer"]);
    await using watching = await lead.live();
    await watching.join(takedowns);
    const port = await freePort();
    const config = readConfig({ NODE_ENV: "test", PORT: String(port) });
    const given = { address: app.database.address, secret: "a secret of the tests, long enough" };
    const other = await createApp(config, given, { clock: app.clock, log: pino({ level: "silent" }) });
    try {
      other.server.listen(port, "127.0.0.1");
      await once(other.server, "listening");
      const stored = await fetch(`http://localhost:${port}/api/v1/events`, {
        method: "POST",
        headers: { authorization: `Bearer ${source.key}`, "content-type": "application/x-ndjson" },
        body: JSON.stringify(removal(app.clock.now(), 5)),
      });
      expect(stored.status).toBe(200);
      await wait(400);
      expect(watching.sum(takedowns, "violence")).toBe(0);
      await app.app.hub.floor();
      await until(() => watching.sum(takedowns, "violence"), 5);
    } finally {
      await other.close();
    }
  });

  it("ends the connection of whose sessions were ended, within 2 s", async () => {
    await using app = await startWatchfloor();
    const [leaving, staying] = [await app.person("Leaving", ["viewer"]), await app.person("Staying", ["viewer"])];
    await using gone = await leaving.live();
    await using kept = await staying.live();
    await app.app.identity.endSessions({ kind: "operator" }, { personId: leaving.id });
    expect(await until(() => gone.ended() !== null, true)).toBeLessThan(2_000);
    expect(kept.ended()).toBeNull();
    await expect(leaving.live()).rejects.toMatchObject({ data: { code: "unauthenticated" } });
  });

  it("ends at the database's values while sources send at once, time passes and lines break", async () => {
    await using app = await startWatchfloor();
    const sources = await Promise.all(["one", "two", "three"].map((name) => app.source(name)));
    const lead = await app.person("Lead", ["viewer"]);
    await using steady = await lead.live();
    await using broken = await lead.live();
    await steady.join(takedowns);
    await broken.join(takedowns);
    for (let round = 0; round < 12; round++) {
      const time = app.clock.now();
      await Promise.all(
        sources.map((source, at) => source.events([removal(time, 1 + at), removal(time - round * 7_000, 2)])),
      );
      app.clock.advance(4_000);
      if (round % 4 === 1) {
        broken.cut();
        await expect.poll(() => broken.ended()).not.toBeNull();
      }
      if (round % 4 === 3) await broken.restore();
    }
    const stored = await takedownsInDatabase(app);
    expect(Object.keys(stored).length).toBeGreaterThan(5);
    await until(() => takedownsShown(steady), stored);
    await until(() => takedownsShown(broken), stored);
    expect(steady.gaps()).toBe(0);
  });
});
