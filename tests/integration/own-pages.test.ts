import { expect, test } from "vitest";
import type { Alert, Integration } from "../../server/alerts/contract.ts";
import type { Policy } from "../../server/oncall/policy/contract.ts";
import { dataOf, startWatchfloor } from "../support/watchfloor.ts";

/** What Watchfloor notices by itself reaches a person: in the words of whoever is on call. */
const minute = 60_000;

test("a hotline case and its clocks page the person of their policy, and whoever takes the case is paged no more", async () => {
  await using site = await startWatchfloor({ startAt: Date.UTC(2027, 2, 8, 12) });
  const root = await site.person("Root Admin", ["admin"]);
  const ada = await site.person("Ada", ["on-call"]);
  const ben = await site.person("Ben", ["on-call"]);
  const steps = [{ channel: "webhook", delayMinutes: 0 }];
  for (const person of [ada, ben]) {
    dataOf(await person.call("oncall.changeNotificationRules", { high: steps, low: steps, quiet: null }));
  }
  const level = ({ id }: { id: string }) => ({ delayMinutes: 60, targets: [{ kind: "person", personId: id }] });
  const policy = dataOf<Policy>(
    await root.call("oncall.createPolicy", { name: "Night", repeats: 0, levels: [level(ada), level(ben)] }),
  );
  const own = async () => dataOf<Integration[]>(await root.call("integrations.list"));
  for (const { id } of (await own()).filter(({ kind }) => kind === "hotline" || kind === "clock")) {
    const routing = { integrationId: id, policyId: policy.id, grouping: "cause", groupingMinutes: 10 };
    dataOf(await root.call("integrations.route", routing));
  }
  const source = await site.source("Police of Utopia", ["hotline"]);
  const raise = (reference: string) =>
    source.hotlineCase({ reference, urgency: "threat_to_life", threat: "abduction", legalBasis: "tco_removal_order" });

  await raise("VK 1");
  const called = await site.expectPage("Ada", "webhook");
  expect(called.alert).toMatchObject({
    severity: "critical",
    integration: "Hotline",
    summary: "Hotline case HC-1: abduction, threat to life",
  });
  expect(JSON.stringify(called)).not.toMatch(/Utopia|VK/);
  const alerts = async () => dataOf<{ alerts: Alert[] }>(await ada.call("alerts.inbox")).alerts;
  const state = async (dedupKey: string) => (await alerts()).find((alert) => alert.dedupKey === dedupKey)?.state;
  dataOf(await ada.call("alerts.acknowledge", { alertId: called.alert?.id }));
  expect(await state("HC-1")).toBe("acknowledged");

  // Ada takes the case and does nothing: of its two clocks that run on, one page at three quarters, one at the end.
  await site.advance(22.5 * minute);
  await site.app.hotline.recordMarks();
  const warned = await site.expectPage("Ada", "webhook");
  expect(warned.alert?.summary).toContain(
    "First answer to the authority, case HC-1: three quarters of the time have run",
  );
  await site.advance(7.5 * minute);
  await site.app.hotline.recordMarks();
  const late = await site.expectPage("Ada", "webhook");
  expect(late.alert).toMatchObject({ severity: "critical", integration: "Case clocks" });
  const cases = dataOf<{ cases: { id: string }[] }>(await ada.call("hotline.queue")).cases;
  const caseId = cases[0]?.id;
  dataOf(await ben.call("hotline.sendMessage", { caseId, kind: "to_authority", text: "We are on it." }));
  expect(await state("HC-1/first_answer/breach")).toBe("resolved");
  dataOf(await ben.call("hotline.close", { caseId, outcome: "removed" }));
  expect(await state("HC-1")).toBe("resolved");
  await site.advance(120 * minute);
  await site.app.hotline.recordMarks();
  expect((await alerts()).filter(({ state }) => state !== "resolved")).toEqual([]);
});
