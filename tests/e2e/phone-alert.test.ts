import type { Locator, Page } from "@playwright/test";
import { callAs } from "../support/call-as.ts";
import { axeProblems, expect, pageHears, test } from "./browsing.ts";
import { goingOn, weekAndNow } from "./steady-week.ts";

const phone = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true, timezoneId: "Asia/Kolkata" };
const shots = process.env.PUSH_SHOTS;
/** For the eye, not for the test: a picture where PUSH_SHOTS names a folder. */
async function shoot(page: Page, name: string): Promise<void> {
  if (shots) await page.screenshot({ path: `${shots}/${name}.png` });
}

/** A press for one thumb: high enough, and in the lower half of the screen without scrolling. */
async function expectAtThumb(press: Locator): Promise<void> {
  const box = await press.boundingBox();
  expect(box?.height, `${press}`).toBeGreaterThanOrEqual(56);
  expect(box?.y, `${press}`).toBeGreaterThan(370);
  await expect(press).toBeInViewport({ ratio: 1 });
}

async function expectFits(page: Page): Promise<void> {
  const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(over, "nothing stands beyond the right edge").toBeLessThanOrEqual(0);
  expect(await axeProblems(page)).toEqual([]);
}

test("3 a.m. on a phone: the alert, the case, and whether everything else is fine", async ({ fresh, visitors }) => {
  test.setTimeout(180_000);
  await using _ = goingOn(await weekAndNow(fresh));
  const ann = await fresh.person("Ann Awake", "on-call");
  const long = "Ülküm ".repeat(33).trim();
  const post = await fresh.integration("generic", "Uptime");
  const alert = { severity: "critical", dedup_key: "long", source: "probe" };
  expect((await post({ ...alert, summary: `The queue is long: ${long}` })).status).toBe(202);
  const admin = await callAs(fresh, await fresh.person("Adam Arranges", "admin", "on-call"));
  const people: { id: string }[] = await admin("oncall.people");
  const rotation = { name: "Days", people: people.map(({ id }) => id), startDate: "2026-01-01", handOff: "09:00" };
  await admin("oncall.createSchedule", {
    ...{ name: "Primary", zone: "Europe/Paris" },
    rotations: [{ ...rotation, hours: [], every: { unit: "day", count: 1 } }],
  });
  const police = await fresh.source("Police NL", "hotline");
  await police.hotlineCase({ reference: "NL 1", urgency: "threat_to_life", threat: "terrorism" });
  const page = await visitors.arrive(fresh, ann, phone);

  await test.step("the page that the notification opens, dark: nobody chose a theme", async () => {
    await page.goto("/alerts/A-1");
    await pageHears(page);
    await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
    await expect(page.getByTestId("alert-detail")).toContainText("The queue is long");
    await expect(page.getByTestId("alert-detail")).toContainText(/now \d\d:\d\d (IST|GMT\+5:30) · \d\d:\d\d UTC/);
    await expect(page.getByTestId("connection")).toContainText(/live ?\d+.s/);
    for (const name of ["Acknowledge", "Escalate", "Snooze"]) {
      await expectAtThumb(page.getByRole("button", { name, exact: true }));
    }
    await expectFits(page);
    await shoot(page, "phone-alert");
  });
  await test.step("acknowledged by one press more", async () => {
    await page.getByRole("button", { name: "Acknowledge", exact: true }).tap();
    await expect(page.getByTestId("alert-state")).toContainText("Acknowledged by Ann Awake");
    await shoot(page, "phone-mine");
  });
  await test.step("what else waits: the case, which is an alert, too", async () => {
    await page.getByRole("button", { name: "All alerts" }).tap();
    await expect(page.getByTestId("alert-A-2")).toContainText("Hotline case HC-1");
    await expect(page.getByTestId("calm")).toHaveCount(0);
    await page.goto("/hotline/HC-1");
  });
  await test.step("the case: its clock, and its presses at the thumb", async () => {
    await pageHears(page);
    await expect(page.getByTestId("next-clock")).toContainText(/\d\d:\d\d:\d\d/);
    await expectAtThumb(page.getByRole("button", { name: "Acknowledge", exact: true }));
    await expectAtThumb(page.getByRole("button", { name: "Start a clock" }));
    await expectFits(page);
    await shoot(page, "phone-case");
    await page.getByRole("button", { name: "Acknowledge", exact: true }).tap();
    await expect(page.getByTestId("case-standing")).toContainText("Taken by Ann Awake");
  });
  await test.step("everything else is fine", async () => {
    await page.goto("/alerts");
    const calm = page.getByTestId("calm");
    await expect(calm).toContainText("Everything else is fine");
    await expect(calm, "the alert and that of the case").toContainText("All clear but 2");
    await expect(calm.getByTestId("tile-takedowns")).toHaveAttribute("data-state", "live");
    const onCall = calm.getByTestId("on-call-until");
    await expect(onCall).toContainText(/ on call until .*\d\d:\d\d UTC, then (you|Adam Arranges)\./);
    await expect(onCall).toContainText("reachable by an open page alone");
    await expect(onCall.getByRole("link", { name: "Hand over" })).toHaveAttribute("href", "/on-call/handover");
    await expect(calm.getByRole("link", { name: /The queue is long/ })).toHaveAttribute("href", "/alerts/A-1");
    await expect(calm.getByRole("link", { name: /Terrorism/ })).toHaveAttribute("href", "/hotline/HC-1");
    await expectFits(page);
    await shoot(page, "phone-calm");
  });
  await test.step("a new alert takes its place by itself", async () => {
    expect((await post({ ...alert, dedup_key: "next", summary: "And another" })).status).toBe(202);
    await expect(page.getByRole("listitem").filter({ hasText: "And another" })).toBeVisible();
    await expect(page.getByTestId("calm")).toHaveCount(0);
  });
});

test("an alert that is over opens by its number; a number that nobody has is not there", async ({
  installation,
  visitors,
}) => {
  const ann = await installation.person("Ann Asks", "on-call");
  const post = await installation.integration("generic", "Old monitor");
  expect((await post({ summary: "It is over", severity: "info", dedup_key: "over", source: "probe" })).status).toBe(
    202,
  );
  const call = await callAs(installation, ann);
  const [row] = await installation.rows("select alert_id, number from alert where dedup_key = 'over'");
  await call("alerts.resolve", { alertId: row?.alert_id });
  const page = await visitors.arrive(installation, ann, phone);
  await page.goto(`/alerts/A-${row?.number}`);
  await expect(page.getByTestId("alert-state")).toContainText("Resolved by Ann Asks");
  await expect(page.getByText("The next event of its key opens another alert.")).toBeVisible();
  visitors.expectConsole(/status of 404/);
  for (const path of ["/alerts/A-999999", "/alerts/nothing"]) {
    expect((await page.goto(path))?.status(), path).toBe(404);
  }
});
