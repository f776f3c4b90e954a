import type { Page } from "@playwright/test";
import { event, removal } from "../support/installation.ts";
import { axeProblems, expect, openNow, test } from "./browsing.ts";

const look = process.env.LOOK;
async function shoot(page: Page, name: string): Promise<void> {
  if (look) await page.screenshot({ path: `${look}/${name}.png` });
}
const views = (page: Page) => page.getByTestId("views");
const item = (page: Page, name: string | RegExp) => page.getByRole("menuitem", { name });

test("an analyst saves and shares what Explore shows; another opens the same, and sees when it was changed", async ({
  installation,
  visitors,
}) => {
  const tool = await installation.source(`Views ${Date.now().toString(36)}`);
  expect((await tool.events(removal(Date.now() - 500, 7))).status).toBe(200);
  const one = await visitors.arrive(installation, await installation.person("Ann Alyst", "analyst"));
  const other = await visitors.arrive(installation, await installation.person("Vic Viewer", "viewer"));

  await one.goto("/explore?show=decisions&by=subject&category=scams_and_fraud&range=7d&compare=last_week");
  await expect(one.getByTestId("chart-explore")).toBeVisible();
  await views(one).click();
  await item(one, "Save as a new view").click();
  const dialog = one.getByRole("dialog", { name: "Save as a new view" });
  await dialog.getByLabel("Name").fill("Scams by subject, a week");
  await dialog.getByLabel(/Share it/).check();
  await shoot(one, "view-save");
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog).toHaveCount(0);
  await expect(views(one)).toContainText("Scams by subject, a week");
  await expect(views(one)).not.toContainText("changed");
  await expect(one).toHaveURL(/view=\d+/);

  await openNow(other);
  await views(other).click();
  await expect(item(other, /Save as/), "a viewer saves none").toHaveCount(0);
  await shoot(other, "view-menu");
  await item(other, /Scams by subject, a week.*Ann Alyst/).click();
  const shown = other.getByRole("region", { name: "What is shown" });
  await expect(shown).toContainText("Show Decisions");
  await expect(shown).toContainText("by Subject");
  await expect(shown).toContainText("category is Scams and fraud");
  await expect(other.getByRole("button", { name: "Range Last 7 days" })).toBeVisible();
  await expect(other.getByRole("button", { name: "Compare vs last week" })).toBeVisible();
  await expect(views(other)).toContainText("Scams by subject, a week");

  await one.getByRole("button", { name: /^by/ }).click();
  await one.getByRole("menuitemradio", { name: "Country" }).click();
  await expect(views(one)).toContainText("changed");
  await shoot(one, "view-changed");
  await views(one).click();
  await item(one, "Overwrite with what is shown").click();
  await expect(views(one)).not.toContainText("changed");
  await expect(views(other), "the other's page is not what the view keeps any more").toContainText("changed", {
    timeout: 30_000,
  });

  await views(one).click();
  await item(one, "Rename").click();
  const rename = one.getByRole("dialog", { name: /Rename/ });
  await rename.getByLabel("Name").fill("Scams by country");
  await rename.getByRole("button", { name: "Rename" }).click();
  await expect(views(one)).toContainText("Scams by country");
  await views(one).click();
  await item(one, "Stop sharing").click();
  await expect(views(other)).toContainText("not there", { timeout: 30_000 });

  await views(one).click();
  await item(one, "Delete").click();
  await one
    .getByRole("dialog", { name: /Delete/ })
    .getByRole("button", { name: "Delete" })
    .click();
  await expect(one).not.toHaveURL(/view=/);
  await expect(views(one)).toHaveText("Views");
});

test("views of Now and Growth are kept too, and found by typing, by keyboard alone", async ({
  installation,
  visitors,
}) => {
  const tool = await installation.source(`More views ${Date.now().toString(36)}`);
  expect((await tool.events(event("accounts.created", Date.now() - 500, { count: 9 }))).status).toBe(200);
  const page = await visitors.arrive(installation, await installation.person("Key Board", "analyst"));
  await page.goto("/growth?range=30d&lag=24");
  await expect(page.getByTestId("chart-accounts")).toBeVisible();
  await views(page).focus();
  await page.keyboard.press("Enter");
  await page.keyboard.press("ArrowDown");
  await expect(item(page, "Save as a new view")).toBeVisible();
  await item(page, "Save as a new view").focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("textbox", { name: "Name" })).toBeFocused();
  await page.keyboard.type("Growth of a month");
  await page.keyboard.press("Enter");
  await expect(views(page)).toContainText("Growth of a month");

  await openNow(page);
  await page.keyboard.press("Control+k");
  await page.getByPlaceholder("A page, a range").fill("growth of a");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/growth\?.*range=30d/);
  await expect(views(page)).toContainText("Growth of a month");
  await expect(page.getByTestId("chart-abuse")).toHaveAttribute("data-lag", String(24 * 3_600_000));
});

for (const theme of ["dark", "light"] as const) {
  for (const viewport of [
    { width: 1440, height: 900 },
    { width: 360, height: 740 },
  ]) {
    test(`the menu and the dialog of views are clean, ${theme}, ${viewport.width} pixels wide, with the longest name`, async ({
      installation,
      visitors,
    }) => {
      const person = await installation.person(
        `Long Name ${theme} ${viewport.width === 360 ? "phone" : "desk"}`,
        "analyst",
      );
      const page = await visitors.arrive(installation, person, { theme, viewport });
      await page.goto("/explore");
      await views(page).click();
      await item(page, "Save as a new view").click();
      await page.getByRole("textbox", { name: "Name" }).fill(`${theme} ${"longest name ".repeat(8)}`.slice(0, 80));
      expect(await axeProblems(page)).toEqual([]);
      await page.getByRole("button", { name: "Save", exact: true }).click();
      await expect(views(page)).toContainText("longest name");
      await views(page).click();
      await expect(item(page, "Rename")).toBeVisible();
      // An open menu stands beside the page's landmarks, as every menu does.
      expect((await axeProblems(page)).filter((problem) => !/^region: .*popper-content/.test(problem))).toEqual([]);
      await shoot(page, `views-${theme}-${viewport.width}`);
      expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(
        0,
      );
    });
  }
}
