import { setTimeout as wait } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { categories, subjects } from "../../server/counting/contract.ts";
import { bucketOf } from "../../server/kernel/grains.ts";
import type { View } from "../../server/realtime/contract.ts";
import { type RunningGateway, startGateway } from "../support/gateway.ts";
import type { LiveClient } from "../support/live-client.ts";
import { decision, signUp } from "../support/model-counts.ts";

const takedowns: View = { kind: "takedowns", measure: "takedowns", breakdowns: [], filter: {}, grain: "10s" };
const wide: View = { ...takedowns, breakdowns: ["category", "subject"] };
const signUps: View = { kind: "growth", measure: "sign_ups", breakdowns: [], filter: {}, grain: "minute" };
const totalUsers: View = { kind: "growth", measure: "total_users", breakdowns: [], filter: {}, grain: "10s" };

/** One decision in each series and bucket of a window, so that one frame of the wide view is about 200 kB. */
function floodWide({ record, clock, hub }: RunningGateway): void {
  const counted = Array.from({ length: 40 }, (_, at) =>
    categories.flatMap((category) =>
      subjects.map((subject) => decision({ category, subject, eventTime: clock.now() - at * 10_000 })),
    ),
  );
  record(...counted.flat());
  hub.tick();
}

/** What the database says the wide view adds up to. */
const wideTotal = ({ counts }: RunningGateway) =>
  counts
    .rows()
    .filter(({ layer }) => layer === "content 10s")
    .reduce((sum, { n }) => sum + n, 0);

const wideShown = (client: LiveClient) =>
  [...client.window(wide).series.keys()].reduce((sum, key) => sum + client.sum(wide, key), 0);

describe("what reaches a browser", () => {
  it("answers a join with the window, then sends what changes", async () => {
    await using running = await startGateway();
    const bucket = bucketOf(running.clock.now(), "10s");
    running.record(decision({ eventTime: running.clock.now(), n: 3 }));
    await using client = await running.connect();
    await client.join(takedowns);
    expect(client.value(takedowns, "all", bucket)).toBe(3);
    const started = performance.now();
    running.record(decision({ eventTime: running.clock.now(), n: 2 }));
    await expect.poll(() => client.value(takedowns, "all", bucket), { interval: 5 }).toBe(5);
    expect(performance.now() - started).toBeLessThan(400);
    expect(client.window(takedowns).newest).toBe(running.clock.now());
    expect(client.gaps()).toBe(0);
  });

  it("shows sign-ups and the total that they change", async () => {
    await using running = await startGateway();
    running.counts.measure(950_000_000, running.clock.now() - 60_000);
    await using client = await running.connect();
    await client.join(signUps);
    await client.join(totalUsers);
    await expect.poll(() => client.value(totalUsers, "all", 0)).toBe(950_000_000);
    running.record(signUp({ eventTime: running.clock.now(), n: 41 }));
    await expect.poll(() => client.sum(signUps, "all")).toBe(41);
    await expect.poll(() => client.value(totalUsers, "all", 0), { timeout: 3_000 }).toBe(950_000_041);
  });

  it("catches up after a cut line", async () => {
    await using running = await startGateway();
    await using client = await running.connect();
    await client.join(takedowns);
    client.cut();
    await expect.poll(() => client.ended()).not.toBeNull();
    running.record(decision({ eventTime: running.clock.now(), n: 7 }));
    await wait(300);
    expect(client.sum(takedowns, "all")).toBe(0);
    await client.restore();
    expect(client.sum(takedowns, "all")).toBe(7);
  });

  it("skips a slow reader, who then joins again and ends at the right values", async () => {
    await using running = await startGateway({ slowMs: 60_000 });
    await using slow = await running.connect();
    await using healthy = await running.connect();
    await slow.join(wide);
    await healthy.join(wide);
    slow.stall();
    for (let round = 0; round < 150; round++) {
      floodWide(running);
      await wait(5);
    }
    await expect.poll(() => wideShown(healthy)).toBe(wideTotal(running));
    expect(healthy.gaps()).toBe(0);
    expect(running.gateway.figures().skippedFrames).toBeGreaterThan(10);
    expect(wideShown(slow)).toBeLessThan(wideTotal(running));
    slow.resume();
    await expect.poll(() => wideShown(slow), { timeout: 10_000 }).toBe(wideTotal(running));
    expect(slow.ended()).toBeNull();
    // The last frames before the quiet were among the skipped: nothing but the gateway could say so.
    expect(slow.window(wide).position?.seq).toBe(healthy.window(wide).position?.seq);
  });

  it("ends a client that never reads, and holds little for it until then", async () => {
    const backlogBytes = 1024 * 1024;
    await using running = await startGateway({ slowMs: 3_000, backlogBytes });
    await using stalled = await running.connect();
    await using healthy = await running.connect();
    await stalled.join(wide);
    await healthy.join(wide);
    stalled.stall();
    let sent = 0;
    let largestFrame = 0;
    let mostWaiting = 0;
    const started = performance.now();
    while (running.gateway.figures().slowEnded === 0 && performance.now() - started < 30_000) {
      floodWide(running);
      const size = JSON.stringify(running.hub.snapshot(healthy.window(wide).position?.room ?? "")).length;
      sent += size;
      largestFrame = Math.max(largestFrame, size);
      mostWaiting = Math.max(mostWaiting, running.gateway.figures().waitingBytes);
      await wait(5);
    }
    expect(running.gateway.figures()).toMatchObject({ slowEnded: 1, sockets: 1 });
    expect(sent).toBeGreaterThan(8 * backlogBytes);
    expect(mostWaiting).toBeGreaterThan(backlogBytes);
    // Both clients may be one frame over.
    expect(mostWaiting).toBeLessThan(backlogBytes + 2 * (largestFrame + 1_000));
    await expect.poll(() => wideShown(healthy)).toBe(wideTotal(running));
    stalled.resume();
    await expect.poll(() => stalled.ended()).not.toBeNull();
  });
});
