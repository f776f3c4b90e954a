import { setTimeout as wait } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { startGateway } from "../support/gateway.ts";
import type { LiveClient } from "../support/live-client.ts";

const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, at) => from + at);
const cursors = (client: LiveClient) => client.hotline.map(({ cursor }) => cursor);

describe("the hotline's stream", () => {
  it("answers with what came after the cursor, then sends each event once and at once", async () => {
    await using running = await startGateway();
    for (let n = 0; n < 5; n++) running.hotline.append();
    await using client = await running.connect();
    const answer = await client.follow(2);
    expect(answer).toMatchObject({ ok: true, cursor: 5, events: [{ cursor: 3 }, { cursor: 4 }, { cursor: 5 }] });
    const started = performance.now();
    running.hotline.append();
    running.gateway.wake("hotline");
    await expect.poll(() => cursors(client), { interval: 5 }).toEqual([6]);
    expect(performance.now() - started).toBeLessThan(300);
  });

  it("finds by its poll what nobody woke it for", async () => {
    await using running = await startGateway();
    await using client = await running.connect();
    await client.follow(0);
    running.hotline.append();
    await expect.poll(() => cursors(client), { timeout: 2_500 }).toEqual([1]);
  });

  it("reads nothing while nobody follows", async () => {
    await using running = await startGateway();
    await using client = await running.connect();
    await client.follow(0);
    client.cut();
    await expect.poll(() => running.gateway.figures().followers).toBe(0);
    const reads = running.hotline.reads();
    running.gateway.wake("hotline");
    await wait(1_200);
    expect(running.hotline.reads()).toBe(reads);
  });

  it("leaves no gap and sends nothing twice while cases come in and clients come and go", async () => {
    await using running = await startGateway();
    let slowness = 0;
    running.hotline.delayMs = () => (slowness = (slowness * 7 + 3) % 13);
    const total = 300;
    const appending = (async () => {
      for (let n = 1; n <= total; n++) {
        running.hotline.append();
        if (n % 3 === 0) running.gateway.wake("hotline");
        await wait(n % 4);
      }
      running.gateway.wake("hotline");
    })();
    const followed = await Promise.all(
      numbers(0, 11).map(async (turn) => {
        await wait(turn * 40);
        const client = await running.connect();
        const after = Math.max(0, turn * 5 - 3);
        const answer = await client.follow(after);
        return { client, after, answer };
      }),
    );
    await appending;
    for (const { client, after, answer } of followed) {
      await using _ = client;
      if (!answer.ok) throw new Error(answer.message);
      const received = () => [...answer.events.map(({ cursor }) => cursor), ...cursors(client)];
      await expect.poll(received, { timeout: 5_000 }).toEqual(numbers(after + 1, total));
    }
  });

  it("answers a long absence in pages and streams the rest", async () => {
    await using running = await startGateway();
    for (let n = 0; n < 623; n++) running.hotline.append();
    await using client = await running.connect();
    const answer = await client.follow(0);
    expect(answer).toMatchObject({ ok: true, cursor: 500 });
    await expect.poll(() => cursors(client).length, { timeout: 20_000 }).toBe(123);
    expect(cursors(client)).toEqual(numbers(501, 623));
  });

  it("starts at the newest for a cursor that no longer exists", async () => {
    await using running = await startGateway();
    running.hotline.append();
    await using client = await running.connect();
    expect(await client.follow(40)).toMatchObject({ ok: true, cursor: 1, events: [] });
    running.hotline.append();
    running.gateway.wake("hotline");
    await expect.poll(() => cursors(client)).toEqual([2]);
  });
});
