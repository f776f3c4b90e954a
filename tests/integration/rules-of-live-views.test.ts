import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createAlerts } from "../../server/alerts/alerts.ts";
import type { Alert } from "../../server/alerts/contract.ts";
import type { Rule } from "../../server/alerts/rule/contract.ts";
import type { Filter } from "../../server/counting/series/contract.ts";
import { createGrowth } from "../../server/growth/growth.ts";
import type { View } from "../../server/realtime/contract.ts";
import { alone, nobodyOnCall, person } from "../support/alerts.ts";
import { type Person, type Source, startWatchfloor, type Watchfloor } from "../support/watchfloor.ts";

/** What a rule fires on is what the live view of the same name shows: every measure, each value, users in total. */
const minute = 60_000;
const root = person("Root", "admin");
const lead = person("Lead", "on-call");
const lee = person("Lee", "analyst", "viewer");
const definition = {
  ...{ name: "Each", measure: "takedowns", breakdowns: ["category"], filter: {}, comparison: "above", value: 5 },
  ...{ minutes: 1, severity: "error", runbook: null, owner: "Trust and safety", enabled: true },
};

let site: Watchfloor;
let tool: Source;
let ada: Person;
beforeAll(async () => {
  site = await startWatchfloor({ startAt: Date.UTC(2026, 10, 24, 14, 0, 20) });
  tool = await site.source("Moderation tool");
  ada = await site.person("Ada", ["on-call", "viewer"]);
  await happen(["decision.made", { category: "STATEMENT_CATEGORY_VIOLENCE", decision_visibility: removed }]);
});
afterAll(() => site[Symbol.asyncDispose]());
// What an earlier test counted is over.
beforeEach(() => site.advance(5 * minute));

const removed = ["DECISION_VISIBILITY_CONTENT_REMOVED"];
type Happened = [type: string, data: object];
/** Things that happen now. */
async function happen(...events: Happened[]): Promise<void> {
  if (events.length === 0) return;
  const time = new Date(site.clock.now()).toISOString();
  const sent = events.map(([type, data]) => ({
    ...{ specversion: "1.0", id: randomUUID(), source: "/x", type, time, data },
  }));
  expect((await tool.events(sent)).body).toMatchObject({ accepted: events.length });
}
const removals = (category: string, count: number): Happened => [
  "decision.made",
  { category: `STATEMENT_CATEGORY_${category}`, decision_visibility: removed, count },
];
const signUps = (count: number, country?: string): Happened => ["accounts.created", { count, country }];
const measured = (value: number): Happened => ["audience.measured", { gauge: "total_users", value }];

/** A minute in which this happens; then all rules are looked at, by three processes at once. */
async function pass(...events: Happened[]): Promise<void> {
  await happen(...events);
  site.clock.advance(minute);
  const { alerts } = site.app;
  await Promise.all([alerts.checkRules(), alerts.checkRules(), alerts.checkRules()]);
}
const create = (given: object) => site.app.alerts.createRule(root, { ...definition, ...given });
async function now({ id }: Rule): Promise<Rule> {
  const rule = (await site.app.alerts.readRules(lead)).find((one) => one.id === id);
  if (!rule) throw new Error("the rule is gone");
  return rule;
}
const remove = async (rule: Rule) => site.app.alerts.deleteRule(root, { id: rule.id, version: rule.version });
/** Alerts of a rule by their keys within it; the rule's own has none. */
async function alertsOf({ id }: Rule): Promise<Map<string, Alert>> {
  const { alerts } = await site.app.alerts.readInbox(lead);
  const own = alerts.filter(({ dedupKey }) => dedupKey === `rule-${id}` || dedupKey.startsWith(`rule-${id}/`));
  return new Map(own.map((alert) => [alert.dedupKey.split("/")[1] ?? "", alert]));
}
const states = async (rule: Rule) =>
  Object.fromEntries([...(await alertsOf(rule))].map(([key, { state }]) => [key, state]));
const detailsOf = async (alert: Alert | undefined) =>
  (await site.app.alerts.readAlert(lead, { alertId: alert?.id })).details;

describe("a rule by category", () => {
  test("watches each for itself: what it says, since when, how many, and that each ends alone", async () => {
    const rule = await create({ name: "Flood of one category" });
    await pass(removals("VIOLENCE", 6), removals("SELF_HARM", 7), removals("SCAMS_AND_FRAUD", 5));
    const begun = site.clock.now();
    expect(await states(rule)).toEqual({ violence: "open", self_harm: "open" });
    const alerts = await alertsOf(rule);
    expect(alerts.get("self_harm")).toMatchObject({
      summary: "Flood of one category: takedowns (category self harm) above 5 a minute for 1 minute",
      source: "category self harm",
      events: 1,
    });
    expect(await detailsOf(alerts.get("self_harm"))).toMatchObject({
      group: `rule-${rule.id}`,
      custom: { "Owner of the rule": "Trust and safety", "What was seen": "7 takedowns in the minute before" },
    });
    expect(await now(rule)).toMatchObject({ firing: true, since: begun, seen: 7, seenKey: "self_harm" });
    await pass(removals("VIOLENCE", 9));
    expect(await states(rule)).toEqual({ violence: "open", self_harm: "resolved" });
    expect((await now(rule)).firings).toEqual([{ key: "violence", since: begun, seen: 9 }]);
    await remove(await now(rule));
    expect(await states(rule), "what fires by a rule ends with it").toEqual({
      violence: "resolved",
      self_harm: "resolved",
    });
  });

  test("that is changed ends all that it fired", async () => {
    const rule = await create({});
    await pass(removals("VIOLENCE", 6), removals("SELF_HARM", 7));
    const { id, version } = rule;
    const changed = await site.app.alerts.changeRule(root, { ...definition, breakdowns: [], id, version });
    expect(changed).toMatchObject({ firing: false, firings: [], seen: null });
    expect(await states(rule)).toEqual({ violence: "resolved", self_harm: "resolved" });
    await remove(changed);
  });

  test("misses what was there in the last two hours, and nothing that never was", async () => {
    await pass(removals("ANIMAL_WELFARE", 1), removals("VIOLENCE", 1));
    const rule = await create({ name: "Silence", comparison: "absent", value: null, minutes: 2 });
    await pass(removals("VIOLENCE", 1));
    expect((await states(rule)).animal_welfare).toBeUndefined();
    await pass(removals("VIOLENCE", 1));
    const fired = await states(rule);
    expect(fired.animal_welfare).toBe("open");
    expect(fired.violence).toBeUndefined();
    expect(fired.protection_of_minors, "nothing was ever counted of it").toBeUndefined();
    expect((await alertsOf(rule)).get("animal_welfare")?.summary).toBe(
      "Silence: no takedowns (category animal welfare) for 2 minutes",
    );
    await pass(removals("ANIMAL_WELFARE", 1), removals("VIOLENCE", 1));
    expect((await states(rule)).animal_welfare).toBe("resolved");
    await remove(await now(rule));
  });

  test("is previewed value by value", async () => {
    for (const count of [60, 70, 0]) await pass(...(count > 0 ? [removals("CYBER_VIOLENCE", count)] : []));
    const { measure, breakdowns, filter, comparison, minutes } = definition;
    const condition = { measure, breakdowns, filter, comparison, minutes, value: 50 };
    const preview = await site.app.alerts.previewRule(lee, condition);
    expect(preview.firings).toEqual([
      { key: "cyber_violence", from: expect.any(Number), to: (preview.firings[0]?.from ?? 0) + 2 * minute },
    ]);
    expect(preview).toMatchObject({ least: 0, most: 70, fired: 1, values: 1 });
  });
});

test("thirty values of one rule are thirty alerts and one page", async () => {
  await site.app.oncall.changeNotificationRules(
    { kind: "person", personId: ada.id, name: "Ada", roles: ["on-call"] },
    { high: [{ channel: "webhook", delayMinutes: 0 }], low: [{ channel: "webhook", delayMinutes: 0 }], quiet: null },
  );
  const levels = [{ delayMinutes: 30, targets: [{ kind: "person", personId: ada.id }] }];
  const policy = await site.app.oncall.createPolicy(root, { name: "Rules", repeats: 0, levels });
  const integrations = await site.app.alerts.readIntegrations(root);
  const own = integrations.find(({ kind }) => kind === "rule");
  const routing = { grouping: "cause", groupingMinutes: 10 };
  const integrationId = own?.id;
  await site.app.alerts.changeRouting(root, { ...routing, integrationId, policyId: policy.id });
  const countries = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK NO IS CH".split(
    " ",
  );
  const rule = await create({ name: "Attack of accounts", measure: "sign_ups", breakdowns: ["country"], value: 3 });
  await pass(...countries.map((country) => signUps(4, country)));
  expect([...(await alertsOf(rule)).keys()].sort()).toEqual(countries.toSorted());
  expect((await now(rule)).firings).toHaveLength(30);
  await site.settle();
  expect(await site.expectPage("Ada", "webhook")).toMatchObject({ kind: "alert" });
  expect(site.pages.unexpected()).toEqual([]);
  await pass();
  expect(new Set(Object.values(await states(rule)))).toEqual(new Set(["resolved"]));
  await site.settle();
  expect(site.pages.unexpected(), "what ends together calls nobody").toEqual([]);
  await remove(await now(rule));
  await site.app.alerts.changeRouting(root, { ...routing, integrationId, policyId: null });
});

describe("one number", () => {
  const filter: Filter = { country: "FR" };
  const views: { view: View; happens: Happened[]; value: number }[] = [
    {
      view: { kind: "takedowns", measure: "takedowns", breakdowns: ["category"], filter: {}, grain: "minute" },
      happens: [removals("VIOLENCE", 31), removals("SELF_HARM", 29), removals("VIOLENCE", 2)],
      value: 20,
    },
    {
      view: {
        ...{ kind: "takedowns", measure: "decisions", breakdowns: ["subject", "effect"], grain: "minute" },
        filter: { category: "violence" },
      },
      happens: [removals("VIOLENCE", 17), removals("SELF_HARM", 99)],
      value: 16,
    },
    {
      view: { kind: "growth", measure: "sign_ups", breakdowns: ["source"], filter, grain: "minute" },
      happens: [signUps(12, "FR"), signUps(40, "DE"), signUps(1, "FR")],
      value: 12,
    },
    {
      view: { kind: "growth", measure: "sign_ups", breakdowns: [], filter, grain: "minute" },
      happens: [signUps(12, "FR"), signUps(40, "DE"), signUps(1, "FR")],
      value: 12,
    },
  ];
  test.each(views)("of $view.measure by $view.breakdowns: rule, room and history agree", async (asked) => {
    const { view, happens, value } = asked;
    const { measure, breakdowns } = view;
    const rule = await create({ measure, breakdowns, filter: view.filter, value, name: "One number" });
    await using live = await ada.live();
    const bucket = Math.floor(site.clock.now() / minute) * minute;
    await pass(...happens);
    expect((await live.join(view)).ok).toBe(true);
    const { firings } = await now(rule);
    expect(firings.length).toBeGreaterThan(0);
    const { series } = await site.app.counting.readSeries(lee, {
      ...{ measure, breakdowns, filter: view.filter, grain: "minute", from: bucket, to: bucket + minute },
    });
    const shown = [...live.window(view).series.keys()].filter((key) => (live.value(view, key, bucket) ?? 0) > value);
    expect(firings.map(({ key }) => key).sort()).toEqual(shown.sort());
    for (const { key, seen } of firings) {
      expect(seen).toBe(live.value(view, key, bucket));
      expect(seen).toBe(series.find((one) => one.key === key)?.total);
    }
    if (breakdowns.includes("source")) {
      const [alert] = (await alertsOf(rule)).values();
      expect(alert?.summary).toContain("(country FR, source Moderation tool)");
    }
    await remove(await now(rule));
  });
});

describe("users in total", () => {
  const users = { measure: "total_users", breakdowns: [] };
  const view: View = { kind: "growth", measure: "total_users", breakdowns: [], filter: {}, grain: "10s" };

  test("above a value fires on what the live figure shows, and ends when it falls", async () => {
    const rule = await create({ ...users, name: "A billion", value: 1_000_000_000, minutes: 2, severity: "info" });
    await pass();
    expect(await now(rule), "before the first measurement nothing is known").toMatchObject({ seen: null });
    await pass(measured(999_999_990));
    await pass(signUps(9));
    expect(await now(rule)).toMatchObject({ seen: 999_999_999, firing: false });
    await pass(signUps(2), ["accounts.deleted", { count: 1 }]);
    expect(await now(rule)).toMatchObject({ seen: 1_000_000_000, firing: false });
    await pass(signUps(5));
    await pass(signUps(1));
    const { seen, firings } = await now(rule);
    expect(firings).toMatchObject([{ key: "all", seen }]);
    await using live = await ada.live();
    await live.join(view);
    await expect.poll(() => live.value(view, "all", 0)).toBe(seen);
    const total = await createGrowth({ counting: site.app.counting }).readTotalUsers();
    expect(total.total).toBe(seen);
    const alert = (await alertsOf(rule)).get("");
    expect(alert?.summary).toBe("A billion: users in total above 1,000,000,000 for 2 minutes");
    expect((await detailsOf(alert)).custom).toMatchObject({
      "What was seen": "1,000,000,006 users in total at the end of the minute before",
    });
    await pass(measured(900_000_000));
    await pass();
    expect(await states(rule)).toEqual({ "": "resolved" });
    await remove(await now(rule));
  });

  test("that nobody measures any more are missed after the rule's minutes, and until the next reading", async () => {
    const absent = { ...users, comparison: "absent", value: null, minutes: 4 };
    await pass(measured(900_000_000));
    const rule = await create({ ...absent, name: "Census" });
    for (let silent = 1; silent < 4; silent++) await pass(signUps(3));
    expect(await states(rule), "sign-ups are no reading").toEqual({});
    await pass(signUps(3));
    expect(await states(rule)).toEqual({ "": "open" });
    expect((await alertsOf(rule)).get("")?.summary).toBe("Census: no reading of users in total for 4 minutes");
    await pass();
    await pass(measured(900_000_020));
    expect(await states(rule)).toEqual({ "": "resolved" });
    const preview = await site.app.alerts.previewRule(lee, {
      ...{ measure: "total_users", breakdowns: [], filter: {}, comparison: "absent", value: null, minutes: 4 },
    });
    expect(preview.firings.at(-1)).toMatchObject({ key: "all", to: preview.to });
    expect((preview.firings.at(-1)?.to ?? 0) - (preview.firings.at(-1)?.from ?? 0)).toBe(2 * minute);
    await remove(await now(rule));
  });
});

test("rules that watch the same are read once, however many there are and whatever they look for", async () => {
  const asked: string[] = [];
  const { counting } = site.app;
  const growth = createGrowth({ counting });
  const alerts = createAlerts({
    ...{ ...alone, database: site.database, clock: site.clock, oncall: nobodyOnCall },
    readResponders: async () => [],
    wake: () => {},
    readMinutes: (question) => {
      asked.push(question.measure);
      return counting.readMinutes(question);
    },
    readUsersMinutes: (question) => {
      asked.push("total_users");
      return growth.readUsersMinutes(question);
    },
  });
  const rules: Rule[] = [];
  const kinds = [
    {},
    { breakdowns: ["category", "subject"], filter: { keyword_class: "terrorism" } },
    { measure: "total_users", breakdowns: [] },
    { measure: "sign_ups", breakdowns: ["country"] },
  ];
  for (let at = 0; at < 40; at++) {
    const given = { ...kinds[at % kinds.length], name: `Watch ${at}`, value: 10_000_000_000, minutes: 1 + at };
    rules.push(await alerts.createRule(root, { ...definition, ...given }));
  }
  site.clock.advance(minute);
  await alerts.checkRules();
  expect(asked.sort()).toEqual(["sign_ups", "takedowns", "takedowns", "total_users"]);
  await alerts.checkRules();
  expect(asked, "each minute is looked at once").toHaveLength(4);
  for (const rule of rules) await remove(rule);
});
