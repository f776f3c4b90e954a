import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Alert, AlertPage } from "../../server/alerts/contract.ts";
import type { CallEnd } from "../../server/alerts/delivery/contract.ts";
import type { Silence } from "../../server/alerts/silence/contract.ts";
import type { PageCall } from "../../server/realtime/contract.ts";
import { monitorFor } from "../support/monitors.ts";
import { dataOf, type Person, startWatchfloor, type Watchfloor } from "../support/watchfloor.ts";

/** Silences stop pages and nothing else; and open pages hear when a call is over. A page nobody expects fails the file. */
const start = Date.UTC(2027, 2, 8, 12);
const minute = 60_000;

let site: Watchfloor;
let root: Person;
let ada: Person;
let ben: Person;
beforeAll(async () => {
  site = await startWatchfloor({ startAt: start });
  root = await site.person("Root Admin", ["admin"]);
  ada = await site.person("Ada", ["on-call"]);
  ben = await site.person("Ben", ["on-call"]);
  for (const person of [ada, ben]) await notifyBy(person, "webhook");
});
// Who got five pages in five minutes gets a bundle next: each test begins beyond that.
beforeEach(() => site.advance(6 * minute));
afterAll(() => site[Symbol.asyncDispose]());

async function notifyBy(person: Person, channel: "browser" | "webhook"): Promise<void> {
  const steps = [{ channel, delayMinutes: 0 }];
  dataOf(await person.call("oncall.changeNotificationRules", { high: steps, low: steps, quiet: null }));
}

/** Its alerts call Ada, and ten minutes later Ben. */
const integration = (grouping: "none" | "all" = "none") =>
  monitorFor(site, root, [[ada], [ben]], { grouping, groupingMinutes: 60 });
async function silence(matcher: object, minutes: number, more: object = {}): Promise<Silence> {
  const to = site.clock.now() + minutes * minute;
  return dataOf(await ada.call("alerts.createSilence", { matcher, from: null, to, reason: "works", ...more }));
}
const page = async ({ id }: Alert) => {
  const input = encodeURIComponent(JSON.stringify({ alertId: id }));
  return dataOf<AlertPage>(await ada.call(`alerts.read?input=${input}`));
};
const standing = async (alert: Alert) => (await page(alert)).escalation;
const resolve = async ({ id }: Alert) => dataOf(await ada.call("alerts.resolve", { alertId: id }));
const paged = async (person: string, alert: Alert) =>
  expect(await site.expectPage(person, "webhook")).toMatchObject({ alert: { number: alert.number } });

test("what is called already waits for the silence's end, what comes meanwhile too; then both call from the first level", async () => {
  const { id, trigger } = await integration();
  const before = await trigger("disk 1");
  await paged("Ada", before);
  const { to } = await silence({ integrationId: id }, 30);
  expect(await standing(before)).toMatchObject({ standing: "resting", nextAt: to });
  const meanwhile = await trigger("disk 2");
  expect(await standing(meanwhile)).toMatchObject({ standing: "resting", nextAt: to });
  expect((await page(meanwhile)).deliveries, "it is recorded, and nobody is paged").toEqual([]);
  await site.advance(30 * minute - 1);
  await site.advance(1);
  for (const alert of [before, meanwhile]) {
    await paged("Ada", alert);
    expect(await standing(alert)).toMatchObject({ standing: "calling", level: 2 });
    await resolve(alert);
  }
});

test("ended early, what it held is called at once; but not what another silence holds, or who snoozed it", async () => {
  const { id, trigger } = await integration();
  const [free, held, snoozed] = [await trigger("one"), await trigger("two"), await trigger("three")];
  for (const alert of [free, held, snoozed]) await paged("Ada", alert);
  const until = site.clock.now() + 20 * minute;
  dataOf(await ada.call("alerts.snooze", { alertId: snoozed.id, until }));
  const first = await silence({ integrationId: id }, 60);
  const other = await silence({ integrationId: id, dedupKeyPrefix: "two" }, 40);
  dataOf(await ben.call("alerts.endSilence", { id: first.id }));
  await site.settle();
  await paged("Ada", free);
  expect(await standing(held)).toMatchObject({ standing: "resting", nextAt: other.to });
  expect(await standing(snoozed)).toMatchObject({ standing: "resting", nextAt: until });
  await resolve(free);
  await site.advance(20 * minute);
  await paged("Ada", snoozed);
  await resolve(snoozed);
  await site.advance(20 * minute);
  await paged("Ada", held);
  await resolve(held);
});

test("what becomes worse than the silence says is called at once", async () => {
  const { id, trigger } = await integration();
  await silence({ integrationId: id, severity: "warning" }, 60);
  const quiet = await trigger("queue", "warning");
  expect(await standing(quiet)).toMatchObject({ standing: "resting" });
  await trigger("queue", "critical");
  await site.settle();
  await paged("Ada", quiet);
  await resolve(quiet);
});

test("a silence that begins later stops the next level when it is its turn", async () => {
  const { id, trigger } = await integration();
  const alert = await trigger("network");
  await paged("Ada", alert);
  const from = site.clock.now() + 5 * minute;
  const { to } = await silence({ integrationId: id }, 60, { from });
  expect(await standing(alert)).toMatchObject({ standing: "calling" });
  await site.advance(10 * minute);
  expect(await standing(alert)).toMatchObject({ standing: "resting", nextAt: to });
  await resolve(alert);
});

/** What the timeline says of silences, and in which order: who did it, and what. */
async function silencesOf(alert: Alert) {
  const { timeline } = await page(alert);
  expect(
    timeline.map(({ sequence }) => sequence),
    "no entry is missing",
  ).toEqual(timeline.map((_, place) => timeline.length - place));
  return timeline
    .toReversed()
    .filter(({ kind }) => ["silenced", "unsilenced", "called"].includes(kind))
    .map(({ kind, by, at, detail: { silence, until, why } }) =>
      kind === "called" ? "called" : { kind, by: by.name, at, ...silence, until, why },
    );
}
const bothAda = { madeBy: "Ada", owner: "Ada" };

test("the timeline says when a silence begins to hold an alert, whose it is, why and until when, and when it ends by itself", async () => {
  const { id, trigger } = await integration();
  const before = await trigger("sensor 1");
  await paged("Ada", before);
  const begun = site.clock.now();
  const { to } = await silence({ integrationId: id }, 30, { ownerId: ben.id });
  const meanwhile = await trigger("sensor 2");
  const taken = await trigger("sensor 3");
  dataOf(await ben.call("alerts.acknowledge", { alertId: taken.id }));
  await trigger("sensor 2");
  const whose = { madeBy: "Ada", owner: "Ben" };
  const begins = { kind: "silenced", at: begun, ...whose, until: to, why: "works" };
  expect(await silencesOf(before)).toEqual(["called", { ...begins, by: "Ada" }]);
  expect(await silencesOf(meanwhile), "what comes later finds the silence there").toEqual([
    { ...begins, by: "escalation" },
  ]);
  await site.advance(30 * minute);
  const ends = { kind: "unsilenced", by: "escalation", at: to, ...whose, until: undefined };
  const goesOn = { ...ends, why: "its time is over: it holds no page back any more" };
  for (const [alert, by] of [
    [before, "Ada"],
    [meanwhile, "escalation"],
  ] as const) {
    await paged("Ada", alert);
    const first = alert === before ? ["called"] : [];
    expect(await silencesOf(alert)).toEqual([...first, { ...begins, by }, goesOn, "called"]);
  }
  expect(await silencesOf(taken), "nobody is paged for what somebody has").toEqual([
    { ...begins, by: "escalation" },
    { ...ends, why: "its time is over" },
  ]);
  await site.advance(5 * minute);
  expect(await silencesOf(meanwhile), "never twice").toHaveLength(3);
  for (const alert of [before, meanwhile, taken]) await resolve(alert);
});

test("the timeline says who ended a silence before its time, and what another one still holds", async () => {
  const { id, trigger } = await integration();
  const [free, held] = [await trigger("rack 1"), await trigger("rack 2")];
  for (const alert of [free, held]) await paged("Ada", alert);
  const first = await silence({ integrationId: id }, 60);
  const other = await silence({ dedupKeyPrefix: "rack 2" }, 40);
  await site.advance(minute);
  dataOf(await ben.call("alerts.endSilence", { id: first.id }));
  const at = site.clock.now();
  await site.settle();
  await paged("Ada", free);
  const ended = { kind: "unsilenced", by: "Ben", at, ...bothAda };
  expect(await silencesOf(free)).toEqual([
    "called",
    expect.objectContaining({ kind: "silenced", by: "Ada" }),
    { ...ended, until: undefined, why: "it holds no page back any more" },
    "called",
  ]);
  expect((await silencesOf(held)).at(-1)).toEqual({ ...ended, until: other.to, why: undefined });
  await resolve(held);
  await site.advance(40 * minute);
  expect((await silencesOf(held)).at(-1), "what is over is left in peace").toMatchObject({ by: "Ben" });
  await resolve(free);
  await paged("Ben", free);
});

test("a silence that lies ahead is on the timeline when it begins, and one of a severity when the alert becomes worse", async () => {
  const { id, trigger } = await integration();
  const quiet = await trigger("link", "warning");
  await paged("Ada", quiet);
  const from = site.clock.now() + 2 * minute;
  await silence({ integrationId: id, severity: "warning" }, 60, { from });
  expect(await silencesOf(quiet)).toEqual(["called"]);
  await site.advance(2 * minute);
  expect(await silencesOf(quiet)).toEqual([
    "called",
    expect.objectContaining({ kind: "silenced", by: "escalation", at: from, ...bothAda }),
  ]);
  expect(await standing(quiet)).toMatchObject({ standing: "resting" });
  const louder = await trigger("link", "critical");
  expect(louder.id).toBe(quiet.id);
  await site.settle();
  await paged("Ada", quiet);
  expect((await silencesOf(quiet)).slice(2)).toEqual([
    expect.objectContaining({
      kind: "unsilenced",
      why: "the alert is not what it matches any more: it holds no page back any more",
    }),
    "called",
  ]);
  await resolve(quiet);
});

test("a person who asks for others passes a silence; escalating says that it is silenced", async () => {
  const { id, trigger } = await integration();
  const { to } = await silence({ integrationId: id }, 60);
  const alert = await trigger("cable");
  const refused = await ada.call("alerts.escalate", { alertId: alert.id });
  expect([refused.status, refused.body.error.message]).toEqual([
    409,
    `A silence holds it until ${new Date(to).toISOString().slice(11, 19)} UTC on 2027-03-08. End the silence, or add a responder.`,
  ]);
  dataOf(await ada.call("alerts.addResponder", { alertId: alert.id, personId: ben.id }));
  await site.settle();
  await paged("Ben", alert);
  await resolve(alert);
});

test("what no silence holds does not wait behind what one does, before or after", async () => {
  const { id, trigger } = await integration("all");
  const lead = await trigger("disk lead");
  await paged("Ada", lead);
  const behind = await trigger("memory behind");
  expect(await standing(behind)).toMatchObject({ standing: "grouped" });
  await silence({ integrationId: id, dedupKeyPrefix: "disk" }, 60);
  await site.settle();
  await paged("Ada", behind);
  await resolve(behind);
  const later = await trigger("memory later");
  await paged("Ada", later);
  for (const alert of [later, lead]) await resolve(alert);
});

test("an open page hears that its call is over: taken, put to rest, or ended; a tab that comes back hears it too", async () => {
  site.pages.answer("browser", (left) => site.app.gateway.sendPage(left));
  await notifyBy(ada, "browser");
  await using live = await ada.live();
  const calls: PageCall[] = [];
  const ends: CallEnd[] = [];
  live.socket.on("page", (call) => calls.push(call));
  live.socket.on("page:ended", (end) => ends.push(end));
  const { id, trigger } = await integration();
  const alerts = [await trigger("alpha"), await trigger("beta"), await trigger("gamma")];
  // Nobody has told the engine of the page that is open here: it waits as long as for that of another process.
  await site.advance(20_000);
  for (const _ of alerts) await site.expectPage("Ada", "browser");
  expect(calls.map(({ alert }) => alert?.summary).sort()).toEqual(["alpha is down", "beta is down", "gamma is down"]);
  const callOf = (alert: Alert) => calls.find((call) => call.alert?.id === alert.id)?.deliveryId ?? "";
  for (const call of calls) dataOf(await ada.call("alerts.shown", { deliveryId: call.deliveryId }));
  expect((await ben.call("alerts.shown", { deliveryId: calls[0]?.deliveryId })).status, "a page of another").toBe(404);

  const [alpha, beta, gamma] = alerts as [Alert, Alert, Alert];
  dataOf(await ben.call("alerts.acknowledge", { alertId: alpha.id }));
  await silence({ integrationId: id, dedupKeyPrefix: "beta" }, 5);
  await resolve(gamma);
  const expected = [
    { deliveryId: callOf(alpha), number: alpha.number, how: "acknowledged", by: "Ben" },
    { deliveryId: callOf(beta), number: beta.number, how: "resting", by: null },
    { deliveryId: callOf(gamma), number: gamma.number, how: "resolved", by: "Ada" },
  ];
  const byId = (a: { deliveryId: string }, b: { deliveryId: string }) => (a.deliveryId < b.deliveryId ? -1 : 1);
  await expect.poll(() => [...ends].sort(byId), { timeout: 10_000 }).toEqual(expected.sort(byId));

  await using back = await ada.live();
  const heard: CallEnd[] = [];
  back.socket.on("page:ended", (end) => heard.push(end));
  const deliveryIds = calls.map(({ deliveryId }) => deliveryId);
  expect(await back.socket.timeout(5_000).emitWithAck("pages:watch", { deliveryIds })).toEqual({ ok: true });
  await expect.poll(() => [...heard].sort(byId), { timeout: 10_000 }).toEqual(expected);
  for (const alert of [alpha, beta]) await resolve(alert);
});
