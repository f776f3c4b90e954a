import type { Page } from "@playwright/test";
import { callAs } from "../support/call-as.ts";
import type { Credentials, Installation } from "../support/installation.ts";
import { axeProblems, expect, pageHears, test } from "./browsing.ts";

/** Whoever is on call: in a schedule and a policy of their own, called by the open page alone. */
async function onCall(at: Installation, name: string) {
  const person = await at.person(name, "on-call");
  const call = await callAs(at, await at.person(`Admin of ${name}`, "admin"));
  const own = await callAs(at, person);
  const people: { id: string; name: string }[] = await call("oncall.people");
  const personId = people.find((one) => one.name === name)?.id;
  const rotation = { name: "Days", people: [personId], startDate: "2026-01-01", handOff: "09:00", hours: [] };
  const { id: scheduleId } = await call("oncall.createSchedule", {
    ...{ name: `Schedule of ${name}`, zone: "UTC" },
    rotations: [{ ...rotation, every: { unit: "day", count: 1 } }],
  });
  await call("oncall.createPolicy", {
    ...{ name: `Policy of ${name}`, repeats: 0 },
    levels: [{ delayMinutes: 5, targets: [{ kind: "schedule", scheduleId }] }],
  });
  const steps = [{ delayMinutes: 0, channel: "browser" }];
  await own("oncall.changeNotificationRules", { high: steps, low: steps, quiet: null });
  const post = await at.integration("generic", `Monitor of ${name}`, `Policy of ${name}`);
  const alert = async (summary: string, severity = "critical") => {
    const answer = await post({ summary, severity, dedup_key: summary, source: "probe-1" });
    expect(answer.status, JSON.stringify(answer.body)).toBe(202);
  };
  return { person, own, alert };
}

const toast = (page: Page) => page.getByTestId("page-toast");
const sound = (page: Page) => page.getByTestId("sound");
const sounding = (page: Page) => page.getByTestId("page-notices").getAttribute("data-sounding");

async function openTwo(page: Page, at: Installation): Promise<Page> {
  const second = await page.context().newPage();
  await second.goto("/sources");
  await pageHears(second);
  await page.goto("/");
  await pageHears(page);
  expect(at.url).toBeTruthy();
  return second;
}

async function deliveriesOf(own: (procedure: string) => Promise<unknown>, summary: string) {
  const { alerts } = (await own("alerts.inbox")) as { alerts: { id: string; summary: string }[] };
  const alertId = alerts.find((one) => one.summary === summary)?.id;
  const input = encodeURIComponent(JSON.stringify({ alertId }));
  return (await own(`alerts.read?input=${input}`)) as {
    alert: { state: string; acknowledged: { by: string } | null };
    deliveries: { channel: string; state: string; shownAt: number | null }[];
  };
}

test("an alert calls whoever is on call on their open pages, is seen, taken in one tab, and gone in the other", async ({
  installation,
  visitors,
}) => {
  const { person, own, alert } = await onCall(installation, "Anna Awake");
  const page = await visitors.arrive(installation, person);
  const second = await openTwo(page, installation);
  await page.bringToFront();

  await alert("Uploads of eu-west stand still");
  for (const tab of [page, second]) {
    await expect(toast(tab)).toContainText("Uploads of eu-west stand still");
    await expect(toast(tab)).toContainText("Critical");
    await expect(tab).toHaveTitle(/^\(1\) /);
  }
  await expect(page.getByTestId("page-notices")).toContainText("You are called: A-");
  await expect
    .poll(async () => (await deliveriesOf(own, "Uploads of eu-west stand still")).deliveries)
    .toMatchObject([{ channel: "browser", state: "shown" }]);
  expect(await axeProblems(page)).toEqual([]);

  // A page that is left takes the call along.
  await second.goto("/growth");
  await expect(toast(second)).toContainText("Uploads of eu-west stand still");

  await toast(page).getByRole("button", { name: "Acknowledge" }).click();
  for (const tab of [page, second]) {
    await expect(toast(tab)).toHaveCount(0);
    await expect(tab).not.toHaveTitle(/^\(/);
  }
  await expect(second.getByText(/A-\d+ was acknowledged by Anna Awake/)).toBeVisible();
  const { alert: taken } = await deliveriesOf(own, "Uploads of eu-west stand still");
  expect(taken).toMatchObject({ state: "acknowledged", acknowledged: { by: "Anna Awake" } });
});

test("by keys: y takes the newest call, o opens it; what is taken elsewhere closes by itself", async ({
  installation,
  visitors,
}) => {
  const { person, own, alert } = await onCall(installation, "Kim Keyboard");
  const page = await visitors.arrive(installation, person);
  await page.goto("/");
  await pageHears(page);
  await alert("The first thing", "error");
  await expect(toast(page)).toContainText("The first thing");
  await expect(page.getByTestId("page-notices"), "only what is critical interrupts").toBeEmpty();
  await alert("The second thing", "error");
  await expect(toast(page).getByTestId(/^call-A-/)).toHaveText([/The second thing/, /The first thing/]);
  await expect(page).toHaveTitle(/^\(2\) /);

  await page.keyboard.press("y");
  await expect(toast(page)).not.toContainText("The second thing");
  expect((await deliveriesOf(own, "The second thing")).alert.state).toBe("acknowledged");
  await page.keyboard.press("o");
  await expect(page).toHaveURL(/\/alerts\?alert=/);
  await expect(page.getByTestId("alert-detail").getByRole("heading", { level: 2 })).toHaveText("The first thing");
  await expect(toast(page)).toContainText("The first thing");

  const { alerts } = (await own("alerts.inbox")) as { alerts: { id: string; summary: string }[] };
  await own("alerts.resolve", { alertId: alerts.find(({ summary }) => summary === "The first thing")?.id });
  await expect(toast(page)).toHaveCount(0);
  await expect(page.getByText(/A-\d+ was resolved by Kim Keyboard/)).toBeVisible();
});

test("sound is armed by a press and remembered; one tab sounds, until the call is closed", async ({
  installation,
  visitors,
}) => {
  const { person, alert } = await onCall(installation, "Sid Sound");
  const page = await visitors.arrive(installation, person);
  const second = await openTwo(page, installation);
  await expect(page.getByTestId("on-call-now")).toContainText("Sid Sound");
  await expect(page.getByTestId("sound-notice")).toContainText("You are on call");
  // On every screen, until another channel is there.
  for (const tab of [page, second]) {
    await expect(tab.getByTestId("reach-notice")).toContainText(
      "You are on call. Only an open page of Watchfloor reaches you: close it, and a call passes you by.",
    );
    await expect(tab.getByRole("link", { name: "Set up another channel" })).toHaveAttribute(
      "href",
      /^\/on-call.*#channels$/,
    );
  }
  await expect(sound(page)).toHaveAttribute("data-state", "off");
  await page.getByTestId("sound-notice").getByRole("button", { name: "Arm sound" }).click();
  await expect(sound(page)).toHaveAttribute("data-state", "armed");
  await expect(page.getByTestId("sound-notice")).toHaveCount(0);
  await second.reload();
  await pageHears(second);
  // Nothing was pressed on the page that was loaded anew: a browser may keep it silent until then, and the page says so.
  await expect(sound(second)).toHaveAttribute("data-state", /armed|blocked/);
  await second.getByRole("heading", { level: 1 }).click();
  await expect(sound(second)).toHaveAttribute("data-state", "armed");

  await alert("It is loud");
  await expect(toast(page)).toContainText("It is loud");
  await expect(toast(second)).toContainText("It is loud");
  const both = async () => [await sounding(page), await sounding(second)].sort();
  await expect.poll(both).toEqual(["false", "true"]);
  await toast(second)
    .getByRole("button", { name: /^Close A-/ })
    .click();
  for (const tab of [page, second]) await expect(toast(tab), "closed in one tab it is closed in all").toHaveCount(0);
  await expect.poll(both).toEqual(["false", "false"]);

  await sound(page).click();
  await expect(sound(page)).toHaveAttribute("data-state", "off");
  await page.reload();
  await pageHears(page);
  await expect(sound(page)).toHaveAttribute("data-state", "off");
});

test("on a phone the call is at hand and the page below it can be used", async ({ installation, visitors }) => {
  const { person, alert } = await onCall(installation, "Pia Pocket");
  const page = await visitors.arrive(installation, person, { viewport: { width: 360, height: 740 } });
  await page.goto("/");
  await pageHears(page);
  await alert(`${"Unbroken".repeat(25)} ends`);
  await expect(toast(page)).toBeVisible();
  const box = await toast(page).boundingBox();
  expect((box?.x ?? -1) >= 0 && (box?.x ?? 0) + (box?.width ?? 999) <= 360, JSON.stringify(box)).toBe(true);
  expect((await toast(page).getByRole("button", { name: "Acknowledge" }).boundingBox())?.height).toBeGreaterThanOrEqual(
    44,
  );
  await toast(page).getByRole("button", { name: "Acknowledge" }).click();
  await expect(toast(page)).toHaveCount(0);
});

test("the note of one shift is read by the next, and a silence is made, seen on Now and ended", async ({
  fresh: installation,
  visitors,
}) => {
  const { person, alert } = await onCall(installation, "Nora Next");
  const gone: Credentials = await installation.person("Olaf Out", "on-call");
  const olaf = await visitors.arrive(installation, gone);
  await olaf.goto("/on-call/handover");
  await pageHears(olaf);
  await olaf.getByLabel("What the next one has to know").fill("Call Dan before you touch eu-west.");
  await olaf.getByRole("button", { name: "Leave the note" }).click();
  await expect(olaf.getByRole("region", { name: /^Hand-overs/ })).toContainText("Waits for whoever is on call next");

  const nora = await visitors.arrive(installation, person);
  await nora.goto("/");
  await pageHears(nora);
  await expect(nora.getByTestId("hand-over-notice")).toContainText("Olaf Out has left you a note");
  await nora.getByTestId("hand-over-notice").getByRole("link", { name: "Read it" }).click();
  await expect(nora.getByRole("region", { name: /^Hand-overs/ })).toContainText("Call Dan before you touch eu-west.");
  await pageHears(nora);
  await nora.getByRole("button", { name: "Read, I take over" }).click();
  await expect(nora.getByRole("region", { name: /^Hand-overs/ })).toContainText("Read and taken over by Nora Next");

  await alert("Disk one is full", "warning");
  await expect(toast(nora)).toContainText("Disk one is full");
  await nora.goto("/alerts/silences");
  await pageHears(nora);
  await nora.getByRole("button", { name: "New silence" }).click();
  const dialog = nora.getByRole("dialog", { name: "New silence" });
  await dialog.getByLabel("Text in summary or source").fill("DISK");
  await expect(dialog.getByTestId("silence-preview")).toContainText("Matches 1 alert open now");
  await dialog.getByLabel("Why").fill("Disks are exchanged");
  await expect(dialog.getByLabel("Who answers for it")).toHaveValue("");
  await dialog.getByLabel("Who answers for it").selectOption({ label: "Olaf Out" });
  await dialog.getByRole("button", { name: "Silence", exact: true }).click();
  await expect(dialog).toHaveCount(0);
  await expect(nora.getByTestId("silence-1")).toContainText('Alerts with "DISK" in the summary or source');
  await expect(nora.getByTestId("silence-1")).toContainText("Olaf Out answers for it; made by Nora Next");
  await expect(toast(nora), "it pages nobody any more").toHaveCount(0);
  await alert("Disk two is full", "warning");
  await nora.goto("/alerts");
  await pageHears(nora);
  await expect(nora.getByRole("region", { name: "Status" })).toContainText(/1 silence on.*Olaf Out answers for it/);
  const second = nora.getByRole("list", { name: "Alerts, open" }).getByRole("listitem").filter({ hasText: "Disk two" });
  await expect(second).toContainText("silenced until");
  await second.getByRole("button").click();
  const said = nora.getByTestId("alert-detail").locator("[data-kind=silenced]");
  await expect(said).toContainText(/Silenced until .+ UTC by Nora Next/);
  await expect(said).toContainText("Olaf Out answers for it");
  await expect(said).toContainText("Disks are exchanged");
  await expect(toast(nora)).toHaveCount(0);
  await nora.goto("/alerts");
  await pageHears(nora);
  await expect(nora.getByTestId("response-All together")).toContainText("2");

  await nora.goto("/alerts/silences");
  await pageHears(nora);
  await nora.getByRole("button", { name: /^End the silence of alerts/ }).click();
  await nora.getByRole("dialog").getByRole("button", { name: "End now" }).click();
  await expect(nora.getByTestId("silence-1")).toContainText("by Nora Next");
  await expect(toast(nora), "what it held is called out at once").toContainText("Disk two is full");
});
