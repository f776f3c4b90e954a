import { setTimeout as wait } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { categories } from "../../server/counting/contract.ts";
import { limits, liveGrains, type View } from "../../server/realtime/contract.ts";
import { startGateway } from "../support/gateway.ts";
import type { LiveClient } from "../support/live-client.ts";

const takedowns: View = { kind: "takedowns", measure: "takedowns", breakdowns: [], filter: {}, grain: "10s" };
const signUps: View = { kind: "growth", measure: "sign_ups", breakdowns: [], filter: {}, grain: "10s" };

/** Sends what no typed client would. */
async function send(client: LiveClient, event: string, ...args: unknown[]): Promise<unknown> {
  const socket = client.socket as unknown as {
    timeout(ms: number): { emitWithAck(event: string, ...args: unknown[]): Promise<unknown> };
  };
  return socket.timeout(300).emitWithAck(event, ...args);
}

describe("what a socket may ask", () => {
  it("refuses what is malformed, naming the field, and stays up", async () => {
    await using running = await startGateway();
    await using client = await running.connect();
    const malformed: [unknown, string][] = [
      [null, ""],
      ["takedowns", ""],
      [[], ""],
      [{}, "kind"],
      [{ ...takedowns, grain: "day" }, "grain"],
      [{ ...takedowns, extra: 1 }, "extra"],
      [{ ...takedowns, breakdowns: ["category", "subject", "timing"] }, "breakdowns"],
      [{ ...takedowns, breakdowns: ["category", "category"] }, "breakdowns"],
      [{ ...takedowns, breakdowns: ["__proto__"] }, "breakdowns.0"],
      [{ ...takedowns, filter: { category: "'; drop table" } }, "filter.category"],
      [{ ...takedowns, kind: "growth" }, "measure"],
      [{ ...signUps, filter: { category: "violence" } }, "filter"],
      [{ ...signUps, measure: "total_users", breakdowns: ["timing"] }, "breakdowns"],
    ];
    for (const [view, field] of malformed) {
      const answer = await send(client, "room:join", view);
      expect(answer, JSON.stringify(view)).toMatchObject({ ok: false, code: "invalid" });
      expect((answer as { message: string }).message).toContain(field);
    }
    expect(await send(client, "room:join", takedowns, "too much")).toMatchObject({ ok: false, code: "invalid" });
    expect(await send(client, "room:leave", { room: 5 })).toMatchObject({ ok: false, code: "invalid" });
    expect(await send(client, "hotline:follow", { after: -1 })).toMatchObject({ ok: false, code: "invalid" });
    expect(await client.join(takedowns)).toMatchObject({ ok: true });
    expect(running.gateway.figures().refusedEvents).toBe(malformed.length + 3);
    expect(running.errors).toEqual([]);
  });

  it("answers nothing to what it does not know, and counts it", async () => {
    await using running = await startGateway();
    await using client = await running.connect();
    for (const name of ["room:destroy", "constructor", "__proto__", "error", "toString"]) {
      await expect(send(client, name, {})).rejects.toThrow("timed out");
    }
    expect(running.gateway.figures().unknownEvents).toBe(5);
    expect(client.ended()).toBeNull();
  });

  it("gives a partner nothing", async () => {
    await using running = await startGateway();
    await using client = await running.connect("partner");
    expect(await client.join(takedowns)).toMatchObject({ ok: false, code: "forbidden" });
    expect(await client.join(signUps)).toMatchObject({ ok: false, code: "forbidden" });
    expect(await client.follow(0)).toMatchObject({ ok: false, code: "forbidden" });
    expect(running.hub.figures().rooms).toBe(0);
  });

  it("leaves a room on request and when the socket goes", async () => {
    await using running = await startGateway();
    await using client = await running.connect();
    await using other = await running.connect();
    await client.join(takedowns);
    await other.join(takedowns);
    await client.leave(takedowns);
    other.cut();
    await expect.poll(() => running.gateway.figures().sockets).toBe(1);
    running.clock.advance(60_000);
    running.hub.sweep();
    expect(running.hub.figures().rooms).toBe(0);
  });

  it("allows ten joins at once, then five a second", async () => {
    await using running = await startGateway();
    await using client = await running.connect();
    const atOnce = await Promise.all(Array.from({ length: 14 }, () => client.join(takedowns)));
    const refused = atOnce.filter((answer) => !answer.ok);
    expect(refused.length).toBeGreaterThanOrEqual(3);
    expect(refused.length).toBeLessThanOrEqual(4);
    expect(refused[0]).toMatchObject({ ok: false, code: "too_many" });
    await wait(1_000);
    const later = await Promise.all(Array.from({ length: 8 }, () => client.join(takedowns)));
    expect(later.filter((answer) => answer.ok).length).toBeGreaterThanOrEqual(5);
    expect(later.filter((answer) => answer.ok).length).toBeLessThanOrEqual(6);
  });

  it("refuses the 41st room, but not a room it is in", async () => {
    await using running = await startGateway();
    await using client = await running.connect();
    const views = liveGrains.flatMap((grain) =>
      (["category", "subject", "timing"] as const).flatMap((by) =>
        categories.map((category): View => ({ ...takedowns, grain, breakdowns: [by], filter: { category } })),
      ),
    );
    for (const view of views.slice(0, limits.roomsPerSocket)) {
      await expect.poll(async () => (await client.join(view)).ok, { timeout: 3_000, interval: 100 }).toBe(true);
    }
    await wait(1_000);
    expect(await client.join(views[limits.roomsPerSocket] as View)).toMatchObject({ ok: false, code: "too_many" });
    expect(await client.join(views[0] as View)).toMatchObject({ ok: true });
    expect(running.hub.figures().rooms).toBe(limits.roomsPerSocket);
  });

  it("ends who floods it, and a message over the limit", async () => {
    await using running = await startGateway();
    await using flooding = await running.connect();
    for (let sent = 0; sent < 1_000; sent++) flooding.socket.emit("room:leave", { room: "none" }, () => {});
    await expect.poll(() => flooding.ended()).not.toBeNull();
    expect(running.gateway.figures().floodsEnded).toBe(1);

    await using large = await running.connect();
    large.socket.emit("room:leave", { room: "x".repeat(20_000) }, () => {});
    await expect.poll(() => large.ended()).not.toBeNull();
    expect(running.errors).toEqual([]);
  });
});
