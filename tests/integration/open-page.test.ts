import { randomUUID } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Page } from "../../server/alerts/delivery/contract.ts";
import type { PageCall } from "../../server/realtime/contract.ts";
import type { LiveClient } from "../support/live-client.ts";
import { type Person, startWatchfloor, type Watchfloor } from "../support/watchfloor.ts";

let site: Watchfloor;
let ada: Person;
let ben: Person;
let vera: Person;

beforeAll(async () => {
  site = await startWatchfloor();
  ada = await site.person("Ada Oncall", ["on-call"]);
  ben = await site.person("Ben Oncall", ["on-call"]);
  vera = await site.person("Vera Viewer", ["viewer"]);
});
afterAll(() => site[Symbol.asyncDispose]());

function pageTo({ id }: Person, given: Partial<Page> = {}): Page {
  const alert = { id: randomUUID(), number: "A-7", severity: "critical", summary: "db is down" } as const;
  return {
    ...{ deliveryId: randomUUID(), kind: "alert", personId: id, calledAt: site.clock.now() },
    ...{ alert: { ...alert, integration: "Uptime" }, alerts: 1 },
    ...given,
  };
}

function callsOf({ socket }: LiveClient): PageCall[] {
  const calls: PageCall[] = [];
  socket.on("page", (call) => calls.push(call));
  return calls;
}

describe("the open page as a channel", () => {
  test("a person is called on every page of theirs that is open, and nobody else is", async () => {
    await using first = await ada.live();
    await using second = await ada.live();
    await using other = await ben.live();
    const [ones, others, bens] = [callsOf(first), callsOf(second), callsOf(other)];
    const page = pageTo(ada);
    expect(site.app.gateway.sendPage(page)).toEqual({ outcome: "accepted" });
    await expect.poll(() => [ones.length, others.length]).toEqual([1, 1]);
    await wait(100);
    expect(bens).toEqual([]);
    const { integration: _, ...line } = page.alert ?? { integration: "" };
    expect(ones, "a line of a list, and no more").toEqual([
      { deliveryId: page.deliveryId, kind: "alert", calledAt: page.calledAt, alert: line, alerts: 1 },
    ]);
  });

  test("without a page of theirs it may succeed later, elsewhere", async () => {
    const { gateway } = site.app;
    const retry = { outcome: "retry", why: "no page of theirs is open here" };
    await expect.poll(() => gateway.sendPage(pageTo(ada))).toEqual(retry);
  });

  test("who may not read alerts has no page that could call them", async () => {
    await using live = await vera.live();
    const calls = callsOf(live);
    expect(site.app.gateway.sendPage(pageTo(vera))).toMatchObject({ outcome: "retry" });
    expect(site.app.gateway.peopleHere()).toEqual([]);
    await wait(100);
    expect(calls).toEqual([]);
  });

  test("the engine is told whose pages are open here, each once", async () => {
    await using _first = await ada.live();
    await using _second = await ada.live();
    await using _other = await ben.live();
    expect(site.app.gateway.peopleHere().sort()).toEqual([ada.id, ben.id].sort());
  });

  test("a test page calls with no alert", async () => {
    await using live = await ada.live();
    const calls = callsOf(live);
    site.app.gateway.sendPage(pageTo(ada, { kind: "test", alert: null, alerts: 0 }));
    await expect.poll(() => calls).toMatchObject([{ kind: "test", alert: null, alerts: 0 }]);
  });
});
