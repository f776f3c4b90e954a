import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import { describe, expect, test } from "vitest";
import type { Alerts } from "../../server/alerts/alerts.ts";
import type { Alert, OwnSignal } from "../../server/alerts/contract.ts";
import { createHotline, type Hotline } from "../../server/hotline/hotline.ts";
import { createSources } from "../../server/sources/sources.ts";
import { alertsOn, person } from "../support/alerts.ts";
import { type TestDatabase, testDatabase } from "../support/database.ts";
import { startWatchfloor } from "../support/watchfloor.ts";

const minute = 60_000;
const ada = person("Ada", "on-call");
const ben = person("Ben", "on-call");
const operator = { kind: "operator" } as const;

/** A hotline whose cases call people, and a source that raises them. */
async function desk(database: TestDatabase) {
  let hotline: Hotline | undefined;
  const { alerts, clock, integration } = await alertsOn(database, {
    acknowledgeCause: async (write, kind, key) =>
      kind === "hotline" && hotline !== undefined && (await hotline.acknowledgeWithin(write, key)),
  });
  hotline = createHotline({
    database,
    clock,
    secret: "8f3kD0s9QwLm2Zx7Vb5Nc1Rt6Yp4Ha8Ge3Ju",
    acknowledgeWithinMs: 8 * minute,
    wake: () => {},
    caller: alerts.callWithin,
  });
  const sources = createSources({ database, clock });
  const { key } = await sources.createSource(operator, { name: "Police of Utopia", scopes: ["hotline"] });
  const source = await sources.authenticateKey(`Bearer ${key}`);
  const desk = hotline;
  const raise = async (reference: string, more: object = {}) => {
    const raised = { reference, urgency: "threat_to_life", threat: "self_harm", ...more };
    return (await desk.raiseCase(source, raised)).case;
  };
  return { alerts, clock, hotline, integration, raise };
}

const inbox = async (alerts: Alerts) => (await alerts.readInbox(ada)).alerts;
const ofKey = async (alerts: Alerts, dedupKey: string): Promise<Alert> => {
  const found = (await inbox(alerts)).find((alert) => alert.dedupKey === dedupKey);
  if (!found) throw new Error(`no alert has the key ${dedupKey}`);
  return found;
};
const keys = async (alerts: Alerts) =>
  (await inbox(alerts)).map(({ dedupKey, state }) => `${dedupKey} ${state}`).sort();

describe("integrations of our own", () => {
  test("are there from the start, have no key and cannot be revoked", async () => {
    await using database = await testDatabase();
    const { alerts } = await alertsOn(database);
    const { rows } = await sql<{ id: number; kind: string; name: string; key: Buffer | null }>`
      select integration_id as id, kind, name, key_hash as key from integration order by id`.execute(database.query);
    expect(rows.filter(({ key }) => key === null).map(({ kind, name }) => [kind, name])).toEqual([
      ["hotline", "Hotline"],
      ["clock", "Case clocks"],
      ["source", "Silent sources"],
      ["system", "Watchfloor itself"],
      ["rule", "Metric rules"],
    ]);
    for (const { id, name } of rows.filter(({ key }) => key === null)) {
      await expect(alerts.revokeIntegration(operator, { id })).rejects.toMatchObject({
        code: "conflict",
        message: `${name} is built in and stays. Change its policy instead.`,
      });
    }
    const taken = alerts.createIntegration(operator, { kind: "generic", name: "hotline" });
    await expect(taken).rejects.toMatchObject({ code: "conflict" });
  });
});

describe("a hotline case", () => {
  test("raises an alert in the same transaction, which says its kind and urgency and nothing of the authority", async () => {
    await using database = await testDatabase();
    const { alerts, raise } = await desk(database);
    await raise("VK 12/2026");
    await raise("VK 13/2026", { urgency: "urgent", threat: "terrorism" });
    await raise("VK 14/2026", { urgency: "standard", threat: "other" });
    await raise("VK 14/2026");
    expect((await inbox(alerts)).map(({ summary, severity }) => [summary, severity])).toEqual([
      ["Hotline case HC-1: self-harm, threat to life", "critical"],
      ["Hotline case HC-2: terrorism, urgent", "error"],
      ["Hotline case HC-3: other, standard", "warning"],
    ]);
    const page = await alerts.readAlert(ada, { alertId: (await ofKey(alerts, "HC-1")).id });
    expect(page.details).toEqual({ links: [{ href: "https://watchfloor.example/hotline/HC-1", text: "Case HC-1" }] });
    expect(page.timeline).toMatchObject([{ kind: "triggered", by: { kind: "integration", name: "Hotline" } }]);
    expect(JSON.stringify([page, await alerts.readEvents(0, 10)])).not.toMatch(/Utopia|VK/);
  });

  test("is not stored when its alert cannot be", async () => {
    await using database = await testDatabase();
    const { alerts, raise } = await desk(database);
    await sql`alter table alert add constraint none check (false) not valid`.execute(database.query);
    await expect(raise("VK 12/2026")).rejects.toThrow();
    await sql`alter table alert drop constraint none`.execute(database.query);
    expect((await raise("VK 12/2026")).version).toBe(1);
    expect(await inbox(alerts)).toHaveLength(1);
  });

  test("that is taken at the desk has its alert taken by the same person; closing it ends the alert", async () => {
    await using database = await testDatabase();
    const { alerts, clock, hotline, raise } = await desk(database);
    const { id: caseId } = await raise("VK 12/2026");
    clock.advance(minute);
    await hotline.acknowledgeCase(ada, { caseId });
    expect(await ofKey(alerts, "HC-1")).toMatchObject({
      state: "acknowledged",
      acknowledged: { by: "Ada", at: clock.now() },
    });
    await hotline.closeCase(ben, { caseId, outcome: "referred" });
    const { id: alertId } = await ofKey(alerts, "HC-1");
    const { timeline } = await alerts.readAlert(ada, { alertId });
    expect(timeline.map(({ kind, by, detail }) => [kind, by.name, detail.why])).toEqual([
      ["resolved", "Hotline", "the case was closed"],
      ["acknowledged", "Ada", undefined],
      ["triggered", "Hotline", undefined],
    ]);
  });

  test("is taken with its alert, from wherever that is taken", async () => {
    await using database = await testDatabase();
    const { alerts, hotline, raise } = await desk(database);
    await raise("VK 12/2026");
    const { id: alertId } = await ofKey(alerts, "HC-1");
    expect(await alerts.acknowledge(ada, { alertId })).toMatchObject({ state: "acknowledged", version: 2 });
    const file = await hotline.readCase(ada, { number: "HC-1" });
    expect(file.case.acknowledgement.by).toBe("Ada");
    expect(file.case.clocks.find(({ kind }) => kind === "acknowledge")?.stoppedBy).toBe("Ada");
    expect(file.timeline.map(({ kind, by }) => [kind, by])).toEqual([
      ["received", null],
      ["acknowledged", "Ada"],
    ]);
    await expect(alerts.acknowledge(ben, { alertId })).rejects.toMatchObject({ code: "conflict" });
    const { rows } = await sql<{
      deed: string;
    }>`select deed from audit_row where actor_name = 'Ada' order by deed`.execute(database.query);
    expect(rows.map(({ deed }) => deed)).toEqual(["alert.acknowledged", "case.acknowledged"]);
  });

  test("keeps its alert's end: a resolved alert does not take the case, and the case can be taken and closed still", async () => {
    await using database = await testDatabase();
    const { alerts, hotline, raise } = await desk(database);
    const { id: caseId } = await raise("VK 12/2026");
    const { id: alertId } = await ofKey(alerts, "HC-1");
    await alerts.resolve(ben, { alertId });
    await expect(alerts.acknowledge(ada, { alertId })).rejects.toMatchObject({ code: "conflict" });
    expect((await hotline.readCase(ada, { number: "HC-1" })).case.acknowledgement.at).toBeNull();
    await hotline.acknowledgeCase(ada, { caseId });
    await hotline.closeCase(ada, { caseId, outcome: "referred" });
    expect(await keys(alerts)).toEqual(["HC-1 resolved"]);
  });

  test("has one taker, at the desk and on the phone at once, and neither waits for the other for ever", async () => {
    await using database = await testDatabase();
    const { alerts, hotline, raise } = await desk(database);
    for (let round = 0; round < 10; round++) {
      const { id: caseId, number } = await raise(`VK ${round}`);
      const { id: alertId } = await ofKey(alerts, number);
      const settled = await Promise.allSettled([
        hotline.acknowledgeCase(ada, { caseId }),
        alerts.acknowledge(ben, { alertId }),
        alerts.note(ada, { alertId, note: "on it" }),
      ]);
      expect(settled.filter(({ status }) => status === "fulfilled")).toHaveLength(2);
      const taken = await ofKey(alerts, number);
      const file = await hotline.readCase(ada, { number });
      expect(taken.acknowledged?.by).toBe(file.case.acknowledgement.by);
    }
  });
});

describe("a clock", () => {
  const marks = async (hotline: Hotline) => {
    const { timeline } = await hotline.readCase(ada, { number: "HC-1" });
    return timeline.filter(({ kind }) => kind === "clock_marked").map(({ about }) => about);
  };

  test("warns on the case at half, calls at three quarters and at its end, each once over several processes", async () => {
    await using database = await testDatabase();
    const { alerts, clock, hotline, raise } = await desk(database);
    await raise("VK 12/2026");
    const look = () => Promise.all([hotline.recordMarks(), hotline.recordMarks(), hotline.recordMarks()]);
    const name = "A person on call takes the case";
    clock.advance(4 * minute - 1);
    await look();
    expect(await marks(hotline)).toEqual([]);
    clock.advance(1);
    await look();
    expect(await marks(hotline)).toEqual([`${name}: half of the time has run`]);
    expect(await keys(alerts)).toEqual(["HC-1 open"]);
    clock.advance(2 * minute);
    await look();
    expect(await ofKey(alerts, "HC-1/acknowledge/three_quarters")).toMatchObject({
      severity: "error",
      summary: `${name}, case HC-1: three quarters of the time have run (internal target)`,
      events: 1,
    });
    clock.advance(2 * minute);
    await look();
    await look();
    expect(await keys(alerts)).toEqual([
      "HC-1 open",
      "HC-1/acknowledge/breach open",
      "HC-1/acknowledge/three_quarters resolved",
    ]);
    expect(await ofKey(alerts, "HC-1/acknowledge/breach")).toMatchObject({ severity: "critical", events: 1 });
    expect(await marks(hotline)).toHaveLength(3);
  });

  test("that is stopped ends its alerts and marks nothing any more", async () => {
    await using database = await testDatabase();
    const { alerts, clock, hotline, raise } = await desk(database);
    const { id: caseId } = await raise("VK 12/2026");
    clock.advance(7 * minute);
    await hotline.recordMarks();
    await hotline.acknowledgeCase(ada, { caseId });
    expect(await keys(alerts)).toEqual(["HC-1 acknowledged", "HC-1/acknowledge/three_quarters resolved"]);
    clock.advance(5 * minute);
    await hotline.recordMarks();
    expect(await keys(alerts)).toEqual(["HC-1 acknowledged", "HC-1/acknowledge/three_quarters resolved"]);
    expect(await marks(hotline)).toEqual(["A person on call takes the case: three quarters of the time have run"]);
  });

  test("that stands still comes to its marks later by the pause", async () => {
    await using database = await testDatabase();
    const { alerts, clock, hotline, raise } = await desk(database);
    const raised = await raise("VK 12/2026", { legalBasis: "tco_removal_order" });
    const caseId = raised.id;
    const clockId = raised.clocks.find(({ kind }) => kind === "tco_remove")?.id ?? "";
    await hotline.acknowledgeCase(ada, { caseId });
    await hotline.sendMessage(ada, { caseId, kind: "to_authority", text: "We are on it." });
    clock.advance(20 * minute);
    await hotline.pauseClock(ada, { caseId, clockId, reason: "order_unclear_art3_8", evidence: "mail 7" });
    clock.advance(60 * minute);
    await hotline.recordMarks();
    expect(await marks(hotline)).toEqual([]);
    await hotline.resumeClock(ada, { caseId, clockId });
    clock.advance(25 * minute - 1);
    await hotline.recordMarks();
    expect(await marks(hotline)).toHaveLength(1);
    clock.advance(1);
    await hotline.recordMarks();
    expect(await keys(alerts)).toEqual(["HC-1 acknowledged", "HC-1/tco_remove/three_quarters open"]);
    expect((await ofKey(alerts, "HC-1/tco_remove/three_quarters")).summary).toContain("(EU 2021/784, Article 3(3))");
    await hotline.closeCase(ada, { caseId, outcome: "removed" });
    expect(await keys(alerts)).toEqual(["HC-1 resolved", "HC-1/tco_remove/three_quarters resolved"]);
  });

  test("whose marks passed while nobody looked calls once, for the worst", async () => {
    await using database = await testDatabase();
    const { alerts, clock, hotline, raise } = await desk(database);
    await raise("VK 12/2026");
    clock.advance(9 * minute);
    await hotline.recordMarks();
    expect(await keys(alerts)).toEqual(["HC-1 open", "HC-1/acknowledge/breach open"]);
    expect(await marks(hotline)).toEqual(["A person on call takes the case: the time has run out"]);
  });

  test("of a running server comes to its mark within 2 seconds", async () => {
    await using floor = await startWatchfloor();
    const source = await floor.source("Police of Utopia", ["hotline"]);
    await source.hotlineCase({ reference: "VK 1", urgency: "urgent", threat: "terrorism" });
    const lead = await floor.person("Lead", ["on-call"]);
    floor.clock.advance(floor.app.clock.now() - floor.clock.now() + 226_000);
    const from = performance.now();
    await expect
      .poll(async () => (await lead.call("alerts.inbox")).body.result.data.counts.open, {
        timeout: 5_000,
        interval: 50,
      })
      .toBe(2);
    expect(performance.now() - from).toBeLessThan(2_000);
  });
});

describe("conditions of a scope", () => {
  const trouble = (dedupKey: string): OwnSignal => ({
    dedupKey,
    severity: "error",
    summary: `${dedupKey}!`,
    source: "x",
  });
  const settle = (alerts: Alerts, ...names: string[]) =>
    alerts.recordConditions("system", { scope: "upkeep", standing: names.map(trouble) });

  test("trigger once while they stand, whoever says so, resolve when they are gone, and come again", async () => {
    await using database = await testDatabase();
    const { alerts } = await alertsOn(database);
    await Promise.all([settle(alerts, "disk", "seal"), settle(alerts, "seal", "disk"), settle(alerts, "disk", "seal")]);
    await settle(alerts, "disk", "seal");
    expect((await inbox(alerts)).map(({ dedupKey, events }) => [dedupKey, events]).sort()).toEqual([
      ["upkeep/disk", 1],
      ["upkeep/seal", 1],
    ]);
    await settle(alerts, "disk");
    expect(await keys(alerts)).toEqual(["upkeep/disk open", "upkeep/seal resolved"]);
    await settle(alerts, "disk", "seal");
    expect(await keys(alerts)).toEqual(["upkeep/disk open", "upkeep/seal open", "upkeep/seal resolved"]);
  });

  test("that a person has ended stay quiet until they are gone and come again; other scopes are untouched", async () => {
    await using database = await testDatabase();
    const { alerts } = await alertsOn(database);
    await alerts.recordConditions("system", { scope: "audit", standing: [trouble("chain")] });
    await settle(alerts, "disk");
    await alerts.resolve(ada, { alertId: (await ofKey(alerts, "upkeep/disk")).id });
    await settle(alerts, "disk");
    expect(await keys(alerts)).toEqual(["audit/chain open", "upkeep/disk resolved"]);
    await settle(alerts);
    await settle(alerts, "disk");
    expect(await keys(alerts)).toEqual(["audit/chain open", "upkeep/disk open", "upkeep/disk resolved"]);
  });
});

describe("a silent source", () => {
  test("raises one alert that ends when it speaks, and another one when it is silent again", async () => {
    await using floor = await startWatchfloor({ startAt: Date.UTC(2026, 10, 24, 14) });
    const lead = await floor.person("Lead", ["on-call"]);
    const tool = await floor.source("Moderation tool");
    const post = async () => {
      const time = new Date(floor.clock.now()).toISOString();
      const data = {
        category: "STATEMENT_CATEGORY_VIOLENCE",
        decision_visibility: ["DECISION_VISIBILITY_CONTENT_REMOVED"],
      };
      const event = { specversion: "1.0", id: randomUUID(), source: "/x", type: "decision.made", time, data };
      expect((await tool.events([event])).body).toMatchObject({ accepted: 1 });
      floor.clock.advance(10_000);
    };
    const alerts = async (): Promise<Alert[]> => (await lead.call("alerts.inbox")).body.result.data.alerts;
    for (let sent = 0; sent < 4; sent++) await post();
    await floor.runChores();
    expect(await alerts()).toEqual([]);
    floor.clock.advance(5 * minute);
    await floor.runChores();
    await floor.runChores();
    expect(await alerts()).toMatchObject([
      {
        integration: "Silent sources",
        state: "open",
        severity: "error",
        events: 1,
        summary: "Moderation tool has sent nothing since 14:00:30 UTC",
      },
    ]);
    await post();
    await floor.runChores();
    expect(await alerts()).toMatchObject([{ state: "resolved", resolved: { by: "Silent sources" } }]);
    floor.clock.advance(5 * minute);
    await floor.runChores();
    expect((await alerts()).map(({ state, number }) => [state, number])).toEqual([
      ["open", "A-2"],
      ["resolved", "A-1"],
    ]);
    await floor.app.sources.revokeSource(operator, { id: tool.id });
    await floor.runChores();
    expect((await alerts()).map(({ state }) => state)).toEqual(["resolved", "resolved"]);
  });
});
