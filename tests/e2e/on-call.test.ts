import type { Locator, Page } from "@playwright/test";
import { callAs } from "../support/call-as.ts";
import { axeProblems, expect, pageHears, test } from "./browsing.ts";

const shots = process.env.ONCALL_SHOTS;
/** For the eye, not for the test: a picture where ONCALL_SHOTS names a folder. */
async function shoot(page: Page, name: string): Promise<void> {
  if (shots) await page.screenshot({ path: `${shots}/${name}.png`, fullPage: true });
}

async function openOnCall(page: Page): Promise<void> {
  await page.goto("/on-call");
  await pageHears(page);
}
const dialogOf = (page: Page) => page.getByRole("dialog");
/** Presses what ends the open dialog and waits until it is carried out. */
async function finish(page: Page, act: string): Promise<void> {
  await dialogOf(page).getByRole("button", { name: act, exact: true }).click();
  await expect(dialogOf(page)).toHaveCount(0);
}
const line = (page: Page, name: string): Locator => page.getByTestId(name);

test("an administrator makes a schedule with a preview and a policy; who is on call covers a shift and reads it in a calendar", async ({
  fresh,
  visitors,
}) => {
  test.setTimeout(180_000);
  visitors.expectConsole(/oncall[.]createSchedule|oncall[.]deleteSchedule/);
  const root = await fresh.person("Root Admin", "admin");
  const ada = await fresh.person("Ada Oncall", "on-call");
  await fresh.person("Ben Oncall", "on-call");
  const viewer = await fresh.person("Vera Viewer", "viewer");
  const page = await visitors.arrive(fresh, root);
  await openOnCall(page);
  await expect(page.getByText("There is no schedule yet")).toBeVisible();
  await shoot(page, "empty");

  // A rotation of nights only: the preview says that the days are nobody's.
  await page.getByRole("button", { name: "New schedule" }).click();
  const dialog = dialogOf(page);
  await dialog.getByLabel("Name", { exact: true }).fill("Primary");
  await dialog.getByLabel("Time zone").fill("Asia/Kolkata");
  await dialog.getByLabel("Next in turn").selectOption("Ben Oncall");
  await dialog.getByLabel("First day").fill("2026-01-01");
  await dialog.getByRole("button", { name: "Only at some hours" }).click();
  await dialog.getByRole("button", { name: "Preview" }).click();
  await expect(dialog.getByRole("region", { name: "Preview" })).toContainText(/\d+ gaps, first/);
  await shoot(page, "preview-gaps");
  await dialog.getByRole("button", { name: "Take these hours out" }).click();
  await expect(
    dialog.getByRole("region", { name: "Preview" }),
    "a preview of what was written before is none",
  ).toHaveCount(0);
  await dialog.getByRole("button", { name: "Preview" }).click();
  await expect(dialog.getByRole("region", { name: "Preview" })).toContainText("no gap");
  await dialog.getByLabel("Time zone").fill("Mars/Olympus");
  await dialog.getByRole("button", { name: "Create" }).click();
  await expect(dialog.getByRole("alert")).toContainText("zone: a time zone such as Europe/Paris");
  await dialog.getByLabel("Time zone").fill("Asia/Kolkata");
  await finish(page, "Create");
  await expect(line(page, "schedule-Primary")).toContainText("Ben Oncall on call");
  await expect(line(page, "schedule-Primary")).toContainText(/No hand-off in the next 60 days/);

  await page.getByRole("button", { name: "New policy" }).click();
  await dialog.getByLabel("Name", { exact: true }).fill("Hotline");
  await dialog.getByLabel("Also call").selectOption("Schedule Primary");
  await dialog.getByRole("button", { name: "Preview" }).click();
  await expect(dialog).toContainText("Reaches somebody at every time.");
  await shoot(page, "policy");
  await finish(page, "Create");
  await expect(line(page, "policy-Hotline")).toContainText("Level 1: whoever is on call in Primary; 5 min");
  await line(page, "schedule-Primary").getByRole("button", { name: "Delete" }).click();
  await dialog.getByRole("button", { name: "Delete" }).click();
  await expect(dialog.getByRole("alert")).toContainText('The policy "Hotline" names this schedule');
  await page.keyboard.press("Escape");

  // Two presses: the shift under way is hers.
  const phone = await visitors.arrive(fresh, ada, { viewport: { width: 360, height: 740 } });
  await openOnCall(phone);
  await line(phone, "schedule-Primary").getByRole("button", { name: "Override", exact: true }).click();
  await expect(dialogOf(phone).getByLabel("On call")).toHaveValue(/./);
  await dialogOf(phone).getByRole("button", { name: "Preview" }).click();
  await expect(dialogOf(phone).getByRole("region", { name: "Preview" })).toContainText("Ada Oncall from");
  await shoot(phone, "override-phone");
  await finish(phone, "Override");
  await expect(line(phone, "schedule-Primary")).toContainText("Ada Oncall you on call, by an override");
  await expect(line(phone, "schedule-Primary"), "both zones at the hand-off").toContainText(
    /Ben Oncall from .+ Kolkata \(.+ UTC\), in/,
  );
  await expect(line(page, "schedule-Primary"), "the other's page follows").toContainText("Ada Oncall on call");

  await phone.locator("[data-panel=rules]").getByRole("button", { name: "Change" }).press("Enter");
  await dialogOf(phone).getByLabel("Low urgency waits at these hours").check();
  await dialogOf(phone).getByLabel("Time zone").fill("Asia/Kolkata");
  await shoot(phone, "rules-phone");
  await finish(phone, "Change");
  await expect(phone.locator("[data-panel=rules]")).toContainText(
    "22:00 to 07:00, Asia/Kolkata: low urgency waits, high passes",
  );

  // By keyboard: a notice may lie above what is at the edge.
  await phone.getByRole("button", { name: "Link to my shifts" }).press("Enter");
  await dialogOf(phone).getByRole("button", { name: "Make the link" }).click();
  const link = await dialogOf(phone).getByLabel("The new link").inputValue();
  expect(await (await fetch(link)).text()).toContain("SUMMARY:Ada Oncall on call: Primary");
  await finish(phone, "Done");
  await phone.getByRole("button", { name: /^Revoke the link/ }).press("Enter");
  await finish(phone, "Revoke");
  expect((await fetch(link)).status).toBe(404);
  await phone.getByRole("button", { name: "End the override of Ada Oncall" }).press("Enter");
  await finish(phone, "End it");
  await expect(line(phone, "schedule-Primary")).toContainText("Ben Oncall on call");

  // Whoever only reads sees who is on call, and nothing to press but their own link.
  const looking = await visitors.arrive(fresh, viewer);
  await openOnCall(looking);
  await expect(line(looking, "schedule-Primary")).toContainText("Ben Oncall on call");
  for (const name of ["New schedule", "Override", "Change", "Delete", "New policy"]) {
    await expect(looking.getByRole("button", { name, exact: true })).toHaveCount(0);
  }
});

test("On call is whole with long names, gaps and moved times, wide and on a phone, and axe finds nothing", async ({
  fresh,
  visitors,
}) => {
  test.setTimeout(180_000);
  const root = await fresh.person("Mira Solis", "admin", "on-call");
  const long = await fresh.person("Unbroken", "on-call");
  const call = await callAs(fresh, root);
  const people: { id: string }[] = await call("oncall.people");
  await fresh.rows(`update person set name = repeat('Äö', 100) where email = '${long.email}'`);
  const rotation = {
    ...{ name: "Days", people: people.map(({ id }) => id), startDate: "2026-01-01", handOff: "09:00", hours: [] },
    every: { unit: "day", count: 2 },
  };
  const nights = [{ weekdays: [1, 2, 3, 4, 5], from: "18:00", to: "08:00" }];
  const name = "W".repeat(80);
  const { id: scheduleId } = await call("oncall.createSchedule", { name, zone: "Europe/Paris", rotations: [rotation] });
  const ofNights = [{ ...rotation, hours: nights }];
  await call("oncall.createSchedule", { name: "Nights", zone: "America/New_York", rotations: ofNights });
  await call("oncall.createPolicy", {
    ...{ name, repeats: 1 },
    levels: [
      { delayMinutes: 5, targets: [{ kind: "schedule", scheduleId: scheduleId + 1 }] },
      {
        delayMinutes: 15,
        targets: [{ kind: "schedule", scheduleId }, ...people.map(({ id }) => ({ kind: "person", personId: id }))],
      },
    ],
  });
  await call("oncall.issueFeed", { scheduleId });
  await call("oncall.issueFeed", { scheduleId: null });
  for (const theme of ["dark", "light"] as const) {
    for (const viewport of [
      { width: 1440, height: 900 },
      { width: 360, height: 740 },
    ]) {
      const where = `${theme} ${viewport.width}`;
      const page = await visitors.arrive(fresh, root, { theme, viewport });
      await openOnCall(page);
      await expect(line(page, "schedule-Nights")).toContainText(/gaps, first/);
      await shoot(page, `board-${theme}-${viewport.width}`);
      await page.getByText("Shifts, gaps and rotations").last().click();
      await shoot(page, `shifts-${theme}-${viewport.width}`);
      const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      expect(over, where).toBe(0);
      expect(await axeProblems(page), where).toEqual([]);
      await page.getByRole("button", { name: "Change", exact: true }).first().click();
      await dialogOf(page).getByRole("button", { name: "Preview" }).click();
      await expect(dialogOf(page).getByRole("region", { name: "Preview" })).toBeVisible();
      await shoot(page, `change-${theme}-${viewport.width}`);
      expect(await axeProblems(page), `${where}, changing`).toEqual([]);
      await page.context().close();
    }
  }
});

test("at every hour the days below a schedule end before the edge of a phone", async ({ fresh, visitors }) => {
  const root = await fresh.person("Mira Solis", "admin", "on-call");
  const call = await callAs(fresh, root);
  const [person]: { id: string }[] = await call("oncall.people");
  const rotation = {
    ...{ name: "Days", people: [person?.id], startDate: "2026-01-01", handOff: "09:00", hours: [] },
    every: { unit: "day", count: 1 },
  };
  await call("oncall.createSchedule", { name: "Primary", zone: "UTC", rotations: [rotation] });
  // Where the midnights stand depends on the hour: other zones have the other hours now.
  for (let hours = -12; hours <= 12; hours += 3) {
    const timezoneId = hours === 0 ? "UTC" : `Etc/GMT${hours > 0 ? "+" : ""}${hours}`;
    const page = await visitors.arrive(fresh, root, { timezoneId, viewport: { width: 320, height: 640 } });
    await page.goto("/on-call?zone=local");
    await pageHears(page);
    await expect(line(page, "schedule-Primary")).toContainText(/14 days, drawn in/);
    const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(over, timezoneId).toBe(0);
    await page.context().close();
  }
});
