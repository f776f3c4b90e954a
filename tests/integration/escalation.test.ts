import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Alert, AlertPage } from "../../server/alerts/contract.ts";
import type { NotificationRules } from "../../server/oncall/notification/contract.ts";
import { monitorFor } from "../support/monitors.ts";
import { dataOf, type Person, startWatchfloor, type Watchfloor } from "../support/watchfloor.ts";

/** A page reaches a person, always, once: in the words of whoever is on call. */
const start = Date.UTC(2027, 2, 8, 12);
const minute = 60_000;

let site: Watchfloor;
let root: Person;
let ada: Person;
let ben: Person;
let cleo: Person;
let dora: Person;
beforeAll(async () => {
  site = await startWatchfloor({ startAt: start });
  root = await site.person("Root Admin", ["admin"]);
  ada = await site.person("Ada", ["on-call"]);
  ben = await site.person("Ben", ["on-call"]);
  cleo = await site.person("Cleo", ["on-call"]);
  dora = await site.person("Dora", ["on-call"]);
  // One channel each, so that a page is one message; others are set where a test is about them.
  for (const person of [ada, ben, cleo, dora]) await notify(person, { high: [["webhook", 0]], low: [["webhook", 0]] });
});
afterAll(() => site[Symbol.asyncDispose]());
// What a person got before is not counted against the limit of the next test.
beforeEach(() => site.advance(6 * minute));

const ask = (procedure: string, input: object) => `${procedure}?input=${encodeURIComponent(JSON.stringify(input))}`;

type Steps = ["browser" | "push" | "mail" | "webhook", number][];
async function notify(
  person: Person,
  rules: { high: Steps; low: Steps; quiet?: NotificationRules["quiet"] },
): Promise<void> {
  const steps = (given: Steps) => given.map(([channel, delayMinutes]) => ({ channel, delayMinutes }));
  dataOf(
    await person.call("oncall.changeNotificationRules", {
      high: steps(rules.high),
      low: steps(rules.low),
      quiet: rules.quiet ?? null,
    }),
  );
}

const integration = (levels: Person[][], given: Parameters<typeof monitorFor>[3] = {}) =>
  monitorFor(site, root, levels, given);
const page = async (alert: Alert, as = ada) =>
  dataOf<AlertPage>(await as.call(ask("alerts.read", { alertId: alert.id })));
const timeline = async (alert: Alert) => (await page(alert)).timeline.map(({ kind }) => kind).reverse();
const act = async (person: Person, deed: string, input: object) =>
  dataOf<Alert>(await person.call(`alerts.${deed}`, input));
const acknowledge = (person: Person, { id }: Alert) => act(person, "acknowledge", { alertId: id });
const resolve = (person: Person, { id }: Alert) => act(person, "resolve", { alertId: id });

test("the first level is called at once, the next after its delay, and nobody after somebody took it", async () => {
  const { trigger } = await integration([[ada], [ben], [cleo]]);
  const alert = await trigger("db-1");
  expect(await site.expectPage("Ada", "webhook")).toMatchObject({ kind: "alert", alert: { number: alert.number } });
  await site.advance(10 * minute - 1);
  await site.advance(1);
  await site.expectPage("Ben", "webhook");
  await acknowledge(ben, alert);
  await site.advance(60 * minute);
  expect(await timeline(alert)).toEqual(["triggered", "called", "paged", "called", "paged", "acknowledged"]);
  expect((await page(alert)).escalation).toMatchObject({ standing: "acknowledged", nextAt: null, levels: 3 });
});

test("after the last level the first is called again, as often as the policy says, and then it says so", async () => {
  const { trigger } = await integration([[ada], [ben]], { repeats: 1 });
  const alert = await trigger("db-2");
  for (const name of ["Ada", "Ben", "Ada", "Ben"]) {
    await site.expectPage(name, "webhook");
    await site.advance(10 * minute);
  }
  expect(await timeline(alert)).toContain("exhausted");
  expect((await page(alert)).escalation).toMatchObject({ standing: "exhausted", nextAt: null });
  await resolve(ada, alert);
});

test("a level that reaches nobody is passed at once, and the timeline says so", async () => {
  const { trigger } = await integration([[dora], [ben]]);
  dataOf(await root.call("people.suspend", { personId: dora.id }));
  const alert = await trigger("db-3");
  await site.expectPage("Ben", "webhook");
  expect(await timeline(alert)).toEqual(["triggered", "unreachable", "called", "paged"]);
  await resolve(ada, alert);
  dataOf(await root.call("people.resume", { personId: dora.id }));
});

test("when no level reaches anybody they are asked again until one does", async () => {
  const { trigger } = await integration([[dora]]);
  dataOf(await root.call("people.suspend", { personId: dora.id }));
  const alert = await trigger("db-4");
  await site.advance(5 * minute);
  expect(await timeline(alert)).toEqual(["triggered", "unreachable"]);
  expect((await page(alert)).escalation).toMatchObject({ standing: "unreachable" });
  dataOf(await root.call("people.resume", { personId: dora.id }));
  await site.advance(minute);
  await site.expectPage("Dora", "webhook");
  await resolve(ada, alert);
});

test("thirty children of one cause are one page; when the first ends, the worst of the others is called", async () => {
  const { trigger, resolve: over } = await integration([[ada]]);
  const lead = await trigger("switch-7", "error", "rack 7");
  const children: Alert[] = [];
  for (let n = 1; n <= 29; n++) children.push(await trigger(`host-${n}`, n === 5 ? "error" : "warning", "rack 7"));
  expect((await site.expectPage("Ada", "webhook")).alert?.number).toBe(lead.number);
  const [child] = children;
  if (!child) throw new Error("no child");
  expect((await page(child)).escalation).toMatchObject({ standing: "grouped", ledBy: lead.number });
  await over("switch-7");
  const next = await site.expectPage("Ada", "webhook");
  expect(next.alert?.number).toBe(children[4]?.number);
  expect((await page(child)).escalation).toMatchObject({ standing: "grouped", ledBy: children[4]?.number });
  for (let n = 29; n >= 1; n--) await over(`host-${n}`);
  await site.settle();
  // What is left of a cause is called when what stood for it ends: one after the other, never silently.
  while (site.pages.unexpected().length > 0) await site.expectPage("Ada", "webhook");
});

test("a child that is worse than its cause is called by itself", async () => {
  const { trigger, resolve: over } = await integration([[ada]]);
  await trigger("slow", "warning", "shop");
  await site.expectPage("Ada", "webhook");
  const child = await trigger("dead", "critical", "shop");
  expect((await site.expectPage("Ada", "webhook")).alert?.number).toBe(child.number);
  await over("dead");
  await over("slow");
});

test("an edit of the policy does not touch an escalation that is under way", async () => {
  const { trigger, policy } = await integration([[ada], [ben]]);
  const alert = await trigger("db-5");
  await site.expectPage("Ada", "webhook");
  const { id, version, name, repeats } = policy;
  const levels = [{ delayMinutes: 1, targets: [{ kind: "person", personId: cleo.id }] }];
  dataOf(await root.call("oncall.changePolicy", { id, version, name, repeats, levels }));
  await site.advance(10 * minute);
  await site.expectPage("Ben", "webhook");
  await resolve(ada, alert);
});

test("quiet hours hold what is not urgent, let pass what is, and an alert that becomes urgent is called then", async () => {
  const { trigger } = await integration([[cleo]]);
  const quiet = { zone: "UTC", from: "00:00", to: "23:59" };
  await notify(cleo, { high: [["webhook", 0]], low: [["mail", 0]], quiet });
  const alert = await trigger("disk", "warning");
  await site.settle();
  await trigger("disk", "critical");
  await site.settle();
  expect(await site.expectPage("Cleo", "webhook")).toMatchObject({ alert: { number: alert.number } });
  await resolve(ada, alert);
  await notify(cleo, { high: [["webhook", 0]], low: [["webhook", 0]] });
});

test("a snoozed alert rests, and its calls begin anew when the rest is over", async () => {
  const { trigger } = await integration([[ada], [ben]]);
  const alert = await trigger("db-6");
  await site.expectPage("Ada", "webhook");
  await act(ada, "snooze", { alertId: alert.id, until: site.clock.now() + 60 * minute });
  await site.advance(59 * minute);
  expect((await page(alert)).escalation).toMatchObject({ standing: "resting" });
  await site.advance(minute);
  await site.expectPage("Ada", "webhook");
  await resolve(ada, alert);
});

test("a responder is told though somebody has it, and their own acknowledgement stops it", async () => {
  const { trigger } = await integration([[ada]]);
  await notify(ben, {
    high: [
      ["webhook", 0],
      ["mail", 5],
      ["webhook", 20],
    ],
    low: [["webhook", 0]],
  });
  const alert = await trigger("db-7");
  await site.expectPage("Ada", "webhook");
  await acknowledge(ada, alert);
  await act(ada, "addResponder", { alertId: alert.id, personId: ben.id });
  await site.expectPage("Ben", "webhook");
  await site.advance(5 * minute);
  await site.expectPage("Ben", "mail");
  const twice = await ada.call("alerts.addResponder", { alertId: alert.id, personId: ben.id });
  expect(twice.status).toBe(409);
  await acknowledge(ben, alert);
  await site.advance(30 * minute);
  const again = await ben.call("alerts.acknowledge", { alertId: alert.id });
  expect(again.body.error.message).toContain("Already acknowledged by Ada");
  await resolve(ada, alert);
  await notify(ben, { high: [["webhook", 0]], low: [["webhook", 0]] });
});

test("escalating calls the next level at once, and opens again what somebody had", async () => {
  const { trigger } = await integration([[ada], [ben]]);
  const alert = await trigger("db-8");
  await site.expectPage("Ada", "webhook");
  await acknowledge(ada, alert);
  expect(await act(ada, "escalate", { alertId: alert.id })).toMatchObject({ state: "open", acknowledged: null });
  await site.expectPage("Ben", "webhook");
  await resolve(ben, alert);
  expect((await ben.call("alerts.escalate", { alertId: alert.id })).status).toBe(409);
});

test("of many pages a person gets five, then one bundle; what is critical passes", async () => {
  const { trigger } = await integration([[cleo]], { grouping: "none" });
  const alerts: Alert[] = [];
  for (let n = 1; n <= 9; n++) alerts.push(await trigger(`queue-${n}`, "error"));
  await site.settle();
  for (let n = 1; n <= 5; n++) expect((await site.expectPage("Cleo", "webhook")).kind).toBe("alert");
  const critical = await trigger("all queues", "critical");
  expect((await site.expectPage("Cleo", "webhook")).alert?.number).toBe(critical.number);
  const [sixth] = alerts.slice(5);
  if (!sixth) throw new Error("no sixth");
  await acknowledge(ada, sixth);
  await site.advance(30_000);
  expect(await site.expectPage("Cleo", "webhook"), "the one that was taken is not in it").toMatchObject({
    kind: "bundle",
    alerts: 3,
  });
  for (const alert of [...alerts, critical]) await resolve(ada, alert);
  await site.advance(6 * minute);
});

test("a provider that fails is tried again under the same key; one that stays dead hastens the next level", async () => {
  const { trigger } = await integration([[ada], [ben]]);
  const keys = new Set<string>();
  let failures = 2;
  site.pages.answer("webhook", ({ deliveryId }) => {
    keys.add(deliveryId);
    return failures-- > 0 ? { outcome: "retry", why: "the receiver answered 500" } : { outcome: "accepted" };
  });
  const first = await trigger("db-9");
  await site.settle();
  await site.advance(1_000);
  await site.advance(2_000);
  const left = await site.expectPage("Ada", "webhook");
  expect([...keys]).toEqual([left.deliveryId]);
  await resolve(ada, first);

  site.pages.answer("webhook", ({ person }) =>
    person === "Ada" ? { outcome: "failed", why: "the receiver is gone" } : { outcome: "accepted" },
  );
  const second = await trigger("db-10");
  await site.expectPage("Ben", "webhook");
  await site.settle();
  const shown = await page(second);
  expect(shown.deliveries).toMatchObject([
    { person: "Ben", state: "accepted" },
    { person: "Ada", state: "failed", why: "the receiver is gone" },
  ]);
  expect(await timeline(second)).toContain("undelivered");
  site.pages.answer("webhook", undefined);
  await resolve(ada, second);
});

test("a page that nobody saw hastens the person's next step, and then the next level", async () => {
  await notify(ada, {
    high: [
      ["push", 0],
      ["mail", 8],
    ],
    low: [["push", 0]],
  });
  const { trigger } = await integration([[ada], [ben]]);
  const alert = await trigger("db-11");
  await site.expectPage("Ada", "push");
  await site.advance(30_000);
  await site.expectPage("Ada", "mail");
  await site.advance(5 * minute);
  expect(await timeline(alert)).toEqual(["triggered", "called", "paged", "unseen", "paged"]);
  await resolve(ada, alert);

  await notify(ada, { high: [["push", 0]], low: [["push", 0]] });
  const unheard = await trigger("db-12");
  await site.expectPage("Ada", "push");
  await site.advance(30_000);
  await site.expectPage("Ben", "webhook");
  await resolve(ada, unheard);

  const seen = await trigger("db-13");
  const { deliveryId } = await site.expectPage("Ada", "push");
  const asAda = { kind: "person", personId: ada.id, name: "Ada", roles: ["on-call"] } as const;
  const asBen = { ...asAda, personId: ben.id };
  await expect(site.app.alerts.recordShown(asBen, { deliveryId })).rejects.toMatchObject({ code: "not_found" });
  await site.app.alerts.recordShown(asAda, { deliveryId });
  await site.advance(5 * minute);
  expect(await timeline(seen)).toEqual(["triggered", "called", "paged", "shown"]);
  await resolve(ada, seen);
  await notify(ada, { high: [["webhook", 0]], low: [["webhook", 0]] });
});

test("a page for whoever has no page open of ours fails after 20 s and the next step does not wait", async () => {
  await notify(ada, {
    high: [
      ["browser", 0],
      ["webhook", 9],
    ],
    low: [["browser", 0]],
  });
  site.pages.answer("browser", () => ({ outcome: "retry", why: "no page of theirs is open here" }));
  const { trigger } = await integration([[ada]]);
  const alert = await trigger("db-14");
  await site.advance(20_000);
  await site.expectPage("Ada", "webhook");
  site.pages.answer("browser", undefined);
  await resolve(ada, alert);
  await notify(ada, { high: [["webhook", 0]], low: [["webhook", 0]] });
});

test("without a policy nobody is called, and the alert says so", async () => {
  const { key } = await site.app.alerts.createIntegration({ kind: "operator" }, { kind: "generic", name: "Unrouted" });
  const actor = await site.app.alerts.authenticateIntegration("generic", key);
  const { alert } = await site.app.alerts.trigger(actor, {
    ...{ dedupKey: "x", summary: "x", severity: "critical", source: "x", details: {}, repairs: [] },
  });
  if (!alert) throw new Error("no alert");
  expect((await page(alert)).escalation).toMatchObject({ standing: "no_policy", policy: null });
  expect((await ada.call("alerts.escalate", { alertId: alert.id })).status).toBe(409);
  await resolve(ada, alert);
});

test("a process whose rules are of another version stands still", async () => {
  const { trigger } = await integration([[ada]]);
  await site.database.pool.query("update escalation_engine set version = version + 1");
  const alert = await trigger("db-15");
  site.clock.advance(5 * minute);
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(site.pages.unexpected()).toEqual([]);
  await site.database.pool.query("update escalation_engine set version = version - 1");
  await site.expectPage("Ada", "webhook");
  await resolve(ada, alert);
});

test("every open alert has a next step or a reason, and nobody is paged whom no policy and no person called", async () => {
  const { verifyPages } = await import("../../server/alerts/alerts.ts");
  const { trigger } = await integration([[ada]]);
  const alert = await trigger("db-16");
  await site.expectPage("Ada", "webhook");
  const proof = () => verifyPages({ database: site.database, clock: site.clock });
  expect((await proof()).differences).toEqual([]);
  await site.database.pool.query("update delivery set person_id = 'somebody else' where alert_id = $1", [alert.id]);
  expect((await proof()).differences).toEqual([`${alert.number} pages Ada, whom its call 1 did not call`]);
  await site.database.pool.query("update delivery set person_id = $2 where alert_id = $1", [alert.id, ada.id]);
  await resolve(ada, alert);
});
