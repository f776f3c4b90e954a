import type { Page } from "@playwright/test";
import { callAs } from "../support/call-as.ts";
import type { Credentials, Installation } from "../support/installation.ts";
import { expect, pageHears, test } from "./browsing.ts";

async function openAlerts(page: Page): Promise<void> {
  await page.goto("/alerts");
  await pageHears(page);
  await expect(page.locator("[data-panel=alerts]")).toHaveAttribute("data-state", /live|empty/);
}
const rows = (page: Page) => page.getByRole("list", { name: /^Alerts, / }).getByRole("listitem");
const rowOf = (page: Page, summary: string) => rows(page).filter({ hasText: summary });
const detail = (page: Page) => page.getByTestId("alert-detail");

async function monitor(at: Installation, name: string) {
  const post = await at.integration("pagerduty", name);
  return async (dedup_key: string, event_action = "trigger", severity = "error") => {
    const payload = { summary: `${name}: ${dedup_key}`, source: "db-1", severity };
    expect((await post({ event_action, dedup_key, payload })).status).toBe(202);
  };
}

test("an alert comes by itself, is taken in one browser and is seen taken in the other, with its whole timeline", async ({
  installation,
  visitors,
}) => {
  const [anna, ben] = [
    await installation.person("Anna Alerted", "on-call"),
    await installation.person("Ben Backup", "on-call"),
  ];
  const [annas, bens] = [await visitors.arrive(installation, anna), await visitors.arrive(installation, ben)];
  await Promise.all([annas, bens].map(openAlerts));
  const say = await monitor(installation, "Live");
  await say("disk is full", "trigger", "panic");
  for (const page of [annas, bens]) await expect(rowOf(page, "disk is full")).toContainText("Error · db-1 · 1 event");
  await say("disk is full");
  for (const page of [annas, bens]) await expect(rowOf(page, "disk is full")).toContainText("2 events");

  await rowOf(annas, "disk is full").getByRole("button").click();
  await rowOf(bens, "disk is full").getByRole("button").click();
  await expect(detail(annas)).toContainText('severity "panic" was taken as error');
  await expect(detail(annas)).toContainText("the alert of its key is open");
  await annas.getByRole("button", { name: "Acknowledge", exact: true }).click();
  for (const page of [annas, bens]) {
    await expect(page.getByTestId("alert-state")).toContainText("Acknowledged by Anna Alerted");
    await expect(detail(page).locator("[data-kind=acknowledged]")).toContainText("Acknowledged by Anna Alerted");
    await expect(page.getByRole("button", { name: "Acknowledge", exact: true })).toHaveCount(0);
  }
  // Under Ben's hand nothing moves; Anna's hand is off the list, and it follows.
  await expect(rowOf(bens, "disk is full")).toHaveAttribute("data-state", "acknowledged");
  await expect(rowOf(annas, "disk is full")).toHaveCount(0);
  await bens.getByRole("button", { name: /^Acknowledged/ }).click();
  await expect(rowOf(bens, "disk is full")).toContainText("Anna Alerted, ack");

  await say("disk is full", "resolve");
  for (const page of [annas, bens]) await expect(page.getByTestId("alert-state")).toContainText("Resolved by Live");
});

test("everything is done by keys: move, acknowledge, snooze, assign, note, resolve", async ({
  fresh: installation,
  visitors,
}) => {
  const kim = await installation.person("Kim Keys", "on-call");
  const say = await monitor(installation, "Keys");
  await say("second", "trigger", "warning");
  await say("first", "trigger", "critical");
  const page = await visitors.arrive(installation, kim);
  await openAlerts(page);
  await expect(rows(page)).toHaveText([/first/, /second/]);

  await page.keyboard.press("j");
  await expect(detail(page).getByRole("heading", { level: 2 })).toHaveText("Keys: first");
  await page.keyboard.press("j");
  await expect(detail(page).getByRole("heading", { level: 2 })).toHaveText("Keys: second");
  await page.keyboard.press("k");
  await expect(detail(page).getByRole("heading", { level: 2 })).toHaveText("Keys: first");

  await page.keyboard.press("h");
  await page.getByRole("radio", { name: /^15 minutes/ }).check();
  await page.getByRole("dialog").getByRole("button", { name: "Snooze" }).click();
  await expect(detail(page)).toContainText("Snoozed until");
  await page.keyboard.press("a");
  await page.getByRole("dialog").getByRole("combobox").selectOption({ label: "Kim Keys" });
  await page.getByRole("dialog").getByRole("button", { name: "Assign" }).click();
  await expect(detail(page).locator("[data-kind=assigned]")).toContainText("Given to Kim Keys by Kim Keys");
  await page.keyboard.press("w");
  await page.keyboard.type("<b>It was the fan</b>");
  await page.getByRole("button", { name: "Add note" }).click();
  await expect(detail(page).locator("[data-kind=noted]")).toContainText("<b>It was the fan</b>");

  await page.getByRole("heading", { level: 2 }).last().click();
  await page.keyboard.press("1");
  await expect(page.getByTestId("alert-state")).toContainText("Acknowledged by Kim Keys");
  await page.keyboard.press("r");
  await expect(page.getByTestId("alert-state")).toContainText("Resolved by Kim Keys");
  await expect(page.getByText("The next event of its key opens another alert.")).toBeVisible();
});

test("of two who acknowledge, the slower is told who was first", async ({ installation, visitors }) => {
  const fast = await installation.person("Fay First", "on-call");
  const slow = await installation.person("Sid Second", "on-call");
  const [fays, sids] = [await visitors.arrive(installation, fast), await visitors.arrive(installation, slow)];
  const say = await monitor(installation, "Race");
  await say("race");
  for (const page of [fays, sids]) {
    await openAlerts(page);
    await rowOf(page, "Race: race").getByRole("button").click();
  }
  const released = Promise.withResolvers<void>();
  await sids.route("**/api/trpc/alerts.acknowledge**", async (route) => {
    await released.promise;
    await route.continue();
  });
  visitors.expectConsole(/status of 409/);
  await sids.getByRole("button", { name: "Acknowledge", exact: true }).click();
  await fays.getByRole("button", { name: "Acknowledge", exact: true }).click();
  await expect(fays.getByTestId("alert-state")).toContainText("by Fay First");
  released.resolve();
  await expect(sids.getByText("was not acknowledged by you")).toBeVisible();
  await expect(sids.getByText(/Already acknowledged by Fay First at/)).toBeVisible();
});

/** A policy whose levels call one person each, on their open pages; answers what triggers an alert of its monitor. */
async function escalates(at: Installation, name: string, people: readonly Credentials[]) {
  const admin = await callAs(at, await at.person(`Admin of ${name}`, "admin"));
  const known: { id: string; name: string }[] = await admin("oncall.people");
  const levels = people.map((person) => ({
    delayMinutes: 30,
    targets: [{ kind: "person", personId: known.find((one) => one.name === person.name)?.id }],
  }));
  await admin("oncall.createPolicy", { name, repeats: 0, levels });
  const steps = [{ delayMinutes: 0, channel: "browser" }];
  for (const person of people) {
    const own = await callAs(at, person);
    await own("oncall.changeNotificationRules", { high: steps, low: steps, quiet: null });
  }
  const post = await at.integration("generic", `Monitor of ${name}`, name);
  return async (summary: string) => {
    const answer = await post({ summary, severity: "critical", dedup_key: summary, source: "probe-1" });
    expect(answer.status, JSON.stringify(answer.body)).toBe(202);
  };
}

test("who was paged how, when and when they saw it; the next level is called by a press, and somebody is asked to join", async ({
  installation,
  visitors,
}) => {
  test.setTimeout(180_000);
  const [ella, finn] = [
    await installation.person("Ella First", "on-call"),
    await installation.person("Finn Second", "on-call"),
  ];
  await installation.person("Gus Joins", "on-call");
  const trigger = await escalates(installation, "Two levels", [ella, finn]);
  const [ellas, finns] = [await visitors.arrive(installation, ella), await visitors.arrive(installation, finn)];
  await Promise.all([ellas, finns].map(openAlerts));
  await trigger("The queue of uploads is long");
  await rowOf(ellas, "The queue of uploads is long").getByRole("button").click();

  const paged = ellas.getByTestId("paged");
  const line = (name: string) => paged.getByRole("listitem").filter({ hasText: name });
  const entry = (kind: string) => detail(ellas).locator(`[data-kind=${kind}]`);
  // When it left, and how long until it was seen.
  const sentAndSeen = /\d\d:\d\d:\d\d, seen after \d+\Ws/;
  await expect(line("Ella First")).toHaveText(/Ella First, open page: seen/);
  await expect(line("Ella First")).toHaveText(sentAndSeen);
  await expect(line("Finn Second")).toHaveCount(0);
  await expect(ellas.getByTestId("escalation")).toContainText(/By Two levels: level 2 of 2 is called in \d+\Wm/);

  await ellas.keyboard.press("e");
  await expect(entry("escalated")).toContainText("Escalated by Ella First");
  await expect(entry("called").first()).toContainText("Level 2 called Finn Second");
  await expect(line("Finn Second")).toHaveText(/Finn Second, open page: seen/);
  await expect(line("Finn Second")).toHaveText(sentAndSeen);
  await expect(finns.getByTestId("page-toast")).toContainText("The queue of uploads is long");

  await ellas.keyboard.press("i");
  const dialog = ellas.getByRole("dialog");
  await dialog.getByLabel("Who").selectOption({ label: "Gus Joins" });
  await dialog.getByRole("button", { name: "Call them" }).click();
  await expect(dialog).toHaveCount(0);
  await expect(entry("responder")).toContainText("Gus Joins asked to join by Ella First");
  // Gus has no page open, and no other channel: the list says what is due, or what became of it.
  await expect(line("Gus Joins").first()).toContainText(/open page: (waits|failed)/);
  await ellas.keyboard.press("1");
  await expect(ellas.getByTestId("alert-state")).toContainText("Acknowledged by Ella First");
  await expect(finns.getByTestId("page-toast"), "nobody else is called any more").toHaveCount(0);
});

test("an auditor reads and cannot act; a viewer has no such page", async ({ installation, visitors }) => {
  const say = await monitor(installation, "Read only");
  await say("watched");
  const auditor = await visitors.arrive(installation, await installation.person("Otto Audits", "auditor"));
  await openAlerts(auditor);
  await rowOf(auditor, "watched").getByRole("button").click();
  await expect(detail(auditor).getByRole("heading", { name: "Timeline" })).toBeVisible();
  await expect(auditor.getByRole("button", { name: /Acknowledge$|Resolve$|Snooze|Assign|Add note/ })).toHaveCount(0);
  const viewer = await visitors.arrive(installation, await installation.person("Vic Views", "viewer"));
  await viewer.goto("/");
  await pageHears(viewer);
  await expect(viewer.getByRole("link", { name: "Alerts" })).toHaveCount(0);
  visitors.expectConsole(/403/);
  await viewer.goto("/alerts");
  await expect(viewer.getByRole("heading", { level: 1 })).toContainText(/not|Not|allowed/);

  const { key } = await installation.cli("source", "create", "--name", "A sender like any other");
  const asked = await fetch(`${installation.url}/api/v1/alerts`, { headers: { authorization: `Bearer ${key}` } });
  expect(asked.status, "a key that was asked for nothing special sends, and reads no alerts").toBe(403);
});

test("on a phone the list gives way to the alert, and comes back", async ({ installation, visitors }) => {
  const say = await monitor(installation, "Phone");
  await say("small screen");
  const who = await installation.person("Pia Phone", "on-call");
  const page = await visitors.arrive(installation, who, { viewport: { width: 360, height: 740 } });
  await openAlerts(page);
  await rowOf(page, "small screen").getByRole("button").click();
  await expect(detail(page)).toBeVisible();
  await expect(rowOf(page, "small screen")).toBeHidden();
  await page.getByRole("button", { name: "All alerts" }).click();
  await expect(rowOf(page, "small screen")).toBeVisible();
});
