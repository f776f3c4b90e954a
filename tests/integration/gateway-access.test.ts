import { request } from "node:http";
import { io } from "socket.io-client";
import { describe, expect, it } from "vitest";
import type { View } from "../../server/realtime/contract.ts";
import { startGateway } from "../support/gateway.ts";
import { connectLive } from "../support/live-client.ts";
import { decision } from "../support/model-counts.ts";

const takedowns: View = { kind: "takedowns", measure: "takedowns", breakdowns: [], filter: {}, grain: "10s" };

/** Asks for an upgrade as a page of this origin and answers the status. */
async function upgradeStatus(
  url: string,
  headers: Record<string, string>,
  path = "/socket.io/?EIO=4&transport=websocket",
) {
  const asking = request(`${url}${path}`, {
    headers: {
      connection: "Upgrade",
      upgrade: "websocket",
      "sec-websocket-version": "13",
      "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
      ...headers,
    },
  });
  asking.end();
  const status = await new Promise<number | undefined>((resolve, reject) => {
    asking.once("response", (response) => resolve(response.statusCode));
    asking.once("upgrade", (response) => resolve(response.statusCode));
    asking.once("error", reject);
  });
  asking.destroy();
  return status;
}

describe("who may connect", () => {
  it("refuses a foreign origin and a missing one", async () => {
    await using running = await startGateway();
    const cookie = running.sessions.signIn("viewer");
    const foreign = [
      "https://evil.example",
      "null",
      `${running.url}.evil.example`,
      running.url.replace("http:", "https:"),
    ];
    for (const origin of foreign) expect(await upgradeStatus(running.url, { cookie, origin }), origin).toBe(403);
    expect(await upgradeStatus(running.url, { cookie })).toBe(403);
    expect(await upgradeStatus(running.url, { cookie, origin: running.url })).toBe(101);
    expect(running.gateway.figures().foreignOrigins).toBe(foreign.length + 1);
  });

  it("answers an upgrade of another path with 404", async () => {
    await using running = await startGateway();
    expect(await upgradeStatus(running.url, { origin: running.url }, "/socket.iox/?EIO=4&transport=websocket")).toBe(
      404,
    );
  });

  it("refuses who is not signed in, and says why", async () => {
    await using running = await startGateway();
    await expect(connectLive({ url: running.url })).rejects.toMatchObject({ data: { code: "unauthenticated" } });
    const cookie = "session=made-up";
    await expect(connectLive({ url: running.url, cookie })).rejects.toMatchObject({
      data: { code: "unauthenticated" },
    });
    running.sessions.broken = new Error("the database is away");
    await expect(connectLive({ url: running.url, cookie })).rejects.toMatchObject({ data: { code: "unavailable" } });
    expect(running.gateway.figures().sockets).toBe(0);
  });

  it("refuses the polling transport", async () => {
    await using running = await startGateway();
    const cookie = running.sessions.signIn("viewer");
    const socket = io(running.url, {
      transports: ["polling"],
      reconnection: false,
      forceNew: true,
      extraHeaders: { cookie, origin: running.url },
    });
    const error = await new Promise((resolve) => socket.once("connect_error", resolve));
    expect(String(error)).toContain("xhr poll error");
    socket.close();
    const status = await upgradeStatus(
      running.url,
      { cookie, origin: running.url },
      "/socket.io/?EIO=4&transport=polling",
    );
    expect(status).toBe(400);
  });

  it("greets with the server's time, the hub's epoch and the version, then ticks", async () => {
    await using running = await startGateway();
    await using client = await running.connect();
    expect(client.hello).toEqual({ serverTime: running.clock.now(), epoch: running.hub.epoch, version: "test" });
    running.clock.advance(5_000);
    const tick = await new Promise((resolve) => client.socket.once("tick", resolve));
    expect(tick).toEqual({ serverTime: running.clock.now() });
  });
});

describe("who may stay", () => {
  it.each([
    ["a revoked session", (sessions: { revoke(cookie: string): void }, cookie: string) => sessions.revoke(cookie)],
    [
      "a changed role",
      (sessions: { setRoles(cookie: string, role: "admin"): void }, cookie: string) =>
        sessions.setRoles(cookie, "admin"),
    ],
  ])("ends the connection of %s within 2 s, and nobody else's", async (_, change) => {
    await using running = await startGateway();
    await using other = await running.connect("viewer");
    const cookie = running.sessions.signIn("viewer", "on-call");
    await using client = await connectLive({ url: running.url, cookie });
    await client.join(takedowns);
    const started = performance.now();
    change(running.sessions, cookie);
    await expect.poll(() => client.ended(), { timeout: 5_000, interval: 20 }).not.toBeNull();
    expect(performance.now() - started).toBeLessThan(2_000);
    running.record(decision({ eventTime: running.clock.now() }));
    running.hub.tick();
    expect(client.sum(takedowns, "all")).toBe(0);
    expect(other.ended()).toBeNull();
    expect(running.gateway.figures()).toMatchObject({ sockets: 1, sessionsEnded: 1 });
  });

  it("keeps connections through a short silence of the database, and ends them after a long one", async () => {
    await using running = await startGateway();
    await using client = await running.connect();
    running.sessions.broken = new Error("the database is away");
    await expect.poll(() => running.errors.length, { timeout: 4_000 }).toBeGreaterThanOrEqual(2);
    expect(client.ended()).toBeNull();
    await expect.poll(() => client.ended(), { timeout: 15_000 }).not.toBeNull();
  });

  it("closes with nothing left", async () => {
    const running = await startGateway();
    await using client = await running.connect();
    await running[Symbol.asyncDispose]();
    await expect.poll(() => client.ended()).not.toBeNull();
    expect(running.gateway.figures().sockets).toBe(0);
  });
});
