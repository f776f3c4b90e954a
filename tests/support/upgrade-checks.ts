import { once } from "node:events";
import { connect } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { expect } from "vitest";
import type { TrappedServer } from "./upgrade-traps.ts";

/** Longer than engine.io's own second and than anything that Next was seen to take before it closed a socket. */
const holdsMs = 2_500;

/**
 * Live sockets connect before the first page request and after it, and none is closed by the pages' side.
 * @throws where one is
 */
export async function expectSocketsToHold(server: TrappedServer): Promise<void> {
  await using early = await server.connect();
  expect(early.hello.version).toBe("test");
  for (const path of ["/a", "/b/c", "/socket.io/x"]) {
    const answer = await fetch(server.url + path);
    expect(answer.status, path).toBe(200);
    expect(await answer.text(), path).toContain("page ");
  }
  await using late = await server.connect();
  await wait(holdsMs);
  expect({ early: early.ended(), late: late.ended() }).toEqual({ early: null, late: null });
  expect(early.socket.connected && late.socket.connected).toBe(true);
  await fetch(`${server.url}/d`);
  await using again = await server.connect();
  await wait(holdsMs);
  expect([early.ended(), late.ended(), again.ended()]).toEqual([null, null, null]);
}

/** Every upgrade but the live one is answered 404 and closed, after a page request too. */
export async function expectOtherUpgradesRefused(server: TrappedServer): Promise<void> {
  await fetch(`${server.url}/a`);
  for (const path of ["/", "/a", "/_next/hmr", "/_next/webpack-hmr", "/socket.io", "/socket.io/x", "/api/live"]) {
    expect(await upgrade(server.port, path), path).toMatch(/^HTTP\/1\.1 404 /);
  }
}

/** All that the server says to the request of an upgrade, until it closes. @throws when it does not within 5 s */
async function upgrade(port: number, path: string): Promise<string> {
  const socket = connect(port, "127.0.0.1");
  const lines = [
    `GET ${path} HTTP/1.1`,
    `Host: localhost:${port}`,
    "Connection: Upgrade",
    "Upgrade: websocket",
    "Sec-WebSocket-Version: 13",
    "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
  ];
  socket.write(`${lines.join("\r\n")}\r\n\r\n`);
  let said = "";
  socket.on("data", (bytes) => {
    said += bytes;
  });
  await once(socket, "close", { signal: AbortSignal.timeout(5_000) });
  return said;
}
