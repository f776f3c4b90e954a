import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Alert } from "../../server/alerts/contract.ts";
import type { Rule } from "../../server/alerts/rule/contract.ts";
import { person } from "../support/alerts.ts";
import { type Source, startWatchfloor, type Watchfloor } from "../support/watchfloor.ts";

const minute = 60_000;
const root = person("Root", "admin");
const lead = person("Lead", "on-call");
const lee = person("Lee", "analyst");
const vera = person("Vera", "viewer");
const definition = {
  ...{ name: "Flood", measure: "takedowns", filter: {}, comparison: "above", value: 5, minutes: 2, severity: "error" },
  ...{ runbook: "https://wiki.example/flood", owner: "Trust and safety", enabled: true },
};

let site: Watchfloor;
let tool: Source;
beforeAll(async () => {
  site = await startWatchfloor({ startAt: Date.UTC(2026, 10, 24, 14, 0, 20) });
  tool = await site.source("Moderation tool");
  await post(1);
});
afterAll(() => site[Symbol.asyncDispose]());

/** Posts removals that happen now, or so long ago. */
async function post(count: number, agoMs = 0, visibility = "DECISION_VISIBILITY_CONTENT_REMOVED"): Promise<void> {
  const time = new Date(site.clock.now() - agoMs).toISOString();
  const data = { category: "STATEMENT_CATEGORY_VIOLENCE", decision_visibility: [visibility] };
  const events = Array.from({ length: count }, () => ({
    ...{ specversion: "1.0", id: randomUUID(), source: "/x", type: "decision.made", time, data },
  }));
  if (count > 0) expect((await tool.events(events)).body).toMatchObject({ accepted: count });
}
/** A minute in which so many are removed; then all rules are looked at, by three processes at once. */
async function pass(count: number): Promise<void> {
  await post(count);
  site.clock.advance(minute);
  const { alerts } = site.app;
  await Promise.all([alerts.checkRules(), alerts.checkRules(), alerts.checkRules()]);
}
const alertsOf = async ({ id }: Rule): Promise<Alert[]> =>
  (await site.app.alerts.readInbox(lead)).alerts.filter(({ dedupKey }) => dedupKey === `rule-${id}`);
const stateOf = async (rule: Rule) => (await alertsOf(rule)).map(({ state }) => state);
const now = async ({ id }: Rule) => (await site.app.alerts.readRules(lead)).find((one) => one.id === id);

describe("a threshold", () => {
  test("fires once after its minutes, says what to do and who knows, and ends by itself", async () => {
    const rule = await site.app.alerts.createRule(root, { ...definition, name: "Flood of takedowns" });
    await pass(6);
    expect(await stateOf(rule)).toEqual([]);
    await pass(7);
    const [alert] = await alertsOf(rule);
    expect(alert).toMatchObject({
      integration: "Metric rules",
      state: "open",
      severity: "error",
      events: 1,
      summary: "Flood of takedowns: takedowns above 5 a minute for 2 minutes",
    });
    const page = await site.app.alerts.readAlert(lead, { alertId: alert?.id });
    expect(page.details).toEqual({
      custom: { "What was seen": "7 takedowns in the minute before", "Owner of the rule": "Trust and safety" },
      links: [
        { href: "https://wiki.example/flood", text: "Runbook" },
        { href: `${site.url}/alerts/rules`, text: "The rule" },
      ],
    });
    expect(await now(rule)).toMatchObject({ firing: true, seen: 7, since: site.clock.now() });
    await pass(0);
    expect(await stateOf(rule)).toEqual(["open"]);
    await pass(9);
    await pass(0);
    expect(await stateOf(rule), "around its value it does not flap").toEqual(["open"]);
    await pass(2);
    expect(await stateOf(rule)).toEqual(["resolved"]);
    await site.app.alerts.deleteRule(root, { id: rule.id, version: 1 });
  });

  test("does not see what is filled in later, however much it is", async () => {
    const rule = await site.app.alerts.createRule(root, { ...definition, name: "No attack", minutes: 1 });
    await pass(0);
    await post(50, 16 * minute);
    await pass(0);
    await pass(0);
    expect(await stateOf(rule)).toEqual([]);
    const preview = await site.app.alerts.previewRule(lee, condition({ minutes: 1, value: 20 }));
    expect(preview.firings).toEqual([]);
    await site.app.alerts.deleteRule(root, { id: rule.id, version: 1 });
  });

  test("counts only what its filter lets through", async () => {
    const filter = { effect: "takedown", category: "violence", source: tool.id };
    const wanted = { ...definition, measure: "decisions", minutes: 1 };
    const one = await site.app.alerts.createRule(root, { ...wanted, name: "Removed", filter });
    const other = await site.app.alerts.createRule(root, {
      ...wanted,
      name: "Children",
      filter: { category: "protection_of_minors" },
    });
    await pass(6);
    expect(await stateOf(one)).toEqual(["open"]);
    expect(await stateOf(other)).toEqual([]);
    for (const { id } of [one, other]) await site.app.alerts.deleteRule(root, { id, version: 1 });
    expect(await stateOf(one), "what fires by a rule ends with it").toEqual(["resolved"]);
  });
});

const condition = (given: object) => {
  const { measure, filter, comparison, value, minutes } = { ...definition, ...given };
  return { measure, filter, comparison, value, minutes };
};

describe("absence", () => {
  test("fires when nothing was counted, and ends with the first thing that is", async () => {
    const wanted = { ...definition, name: "Silence", comparison: "absent", value: null, minutes: 2 };
    const rule = await site.app.alerts.createRule(root, wanted);
    await pass(1);
    await pass(0);
    expect(await stateOf(rule)).toEqual([]);
    await pass(0);
    await pass(0);
    expect(await stateOf(rule)).toEqual(["open"]);
    expect((await alertsOf(rule))[0]?.summary).toBe("Silence: no takedowns for 2 minutes");
    await pass(1);
    expect(await stateOf(rule)).toEqual(["resolved"]);
    await site.app.alerts.deleteRule(root, { id: rule.id, version: 1 });
  });
});

describe("a rule", () => {
  test("that is changed or switched off ends what it fired and begins anew", async () => {
    const rule = await site.app.alerts.createRule(root, { ...definition, minutes: 1 });
    await pass(6);
    expect(await stateOf(rule)).toEqual(["open"]);
    const { id } = rule;
    const quiet = await site.app.alerts.changeRule(root, { ...definition, minutes: 1, value: 100, id, version: 1 });
    expect(quiet).toMatchObject({ version: 2, firing: false, value: 100, changedBy: "Root" });
    expect(await stateOf(rule)).toEqual(["resolved"]);
    await expect(site.app.alerts.changeRule(root, { ...definition, id, version: 1 })).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringMatching(/^Root changed this rule at .* Look at it again\.$/),
    });
    await site.app.alerts.changeRule(root, { ...definition, minutes: 1, enabled: false, id, version: 2 });
    await pass(6);
    expect(await stateOf(rule)).toEqual(["resolved"]);
    await site.app.alerts.deleteRule(root, { id, version: 3 });
    await expect(site.app.alerts.deleteRule(root, { id, version: 3 })).rejects.toMatchObject({ code: "not_found" });
    const { rows } = await sql<{ deed: string }>`
      select deed from audit_row where subject = ${String(id)} and deed like 'rule.%' order by audit_id`.execute(
      site.database.query,
    );
    expect(rows.map(({ deed }) => deed)).toEqual(["rule.created", "rule.changed", "rule.changed", "rule.deleted"]);
  });

  test("is previewed by analysts and managed by administrators; who may not is refused", async () => {
    const { alerts } = site.app;
    for (const actor of [lee, lead, vera]) {
      await expect(alerts.createRule(actor, definition)).rejects.toMatchObject({ code: "forbidden" });
    }
    for (const actor of [lead, vera]) {
      await expect(alerts.previewRule(actor, condition({}))).rejects.toMatchObject({ code: "forbidden" });
    }
    await expect(alerts.readRules(vera)).rejects.toMatchObject({ code: "forbidden" });
    expect(await alerts.readRules(lee)).toEqual([]);
  });

  test("whose dimensions are not counted together by the minute is refused with what is", async () => {
    const filter = { country: "FR", category: "violence" };
    await expect(site.app.alerts.createRule(root, { ...definition, filter })).rejects.toMatchObject({
      code: "invalid",
      message: expect.stringContaining("not counted together every minute"),
    });
  });

  test("has its name for itself, whatever its letters are", async () => {
    const { id } = await site.app.alerts.createRule(root, definition);
    await expect(site.app.alerts.createRule(root, { ...definition, name: "FLOOD" })).rejects.toMatchObject({
      code: "conflict",
      message: "A rule has this name; choose another name.",
    });
    await site.app.alerts.deleteRule(root, { id, version: 1 });
  });
});

test("a preview says how often it would have fired in the last 24 hours, and what was counted", async () => {
  for (const count of [8, 8, 0, 0, 9, 9, 9, 1]) await pass(count);
  const { from, to, firings, most, least, unknown } = await site.app.alerts.previewRule(lee, condition({ value: 7 }));
  expect(to - from).toBe(24 * 60 * minute);
  expect(firings.map((one) => ((one.to ?? 0) - one.from) / minute)).toEqual([2, expect.any(Number)]);
  expect(firings.at(-1)?.to).toBeNull();
  expect({ most, least }).toEqual({ most: 9, least: 0 });
  expect(unknown, "nothing is known of the time before the first event").toBeGreaterThan(1_200);
});
