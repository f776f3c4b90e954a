import { bucketOf, grainMs } from "../../server/kernel/grains.ts";
import { event, removal } from "../support/installation.ts";
import { expect, openNow, pageHears, test } from "./browsing.ts";

test("everything is reached by keys, and the help names each of them", async ({ installation, visitors }) => {
  const page = await visitors.arrive(installation, await installation.person("Kay Board", "viewer"));
  await openNow(page);
  await page.keyboard.press("?");
  const help = page.getByRole("dialog", { name: "Keys" });
  await expect(help).toContainText("Pause or go on");
  await page.keyboard.press("Escape");
  await expect(help).toHaveCount(0);

  await page.keyboard.press("t");
  await page.getByRole("menuitemradio", { name: "Last 2 h" }).press("Enter");
  await expect(page).toHaveURL(/range=2h/);
  await page.keyboard.press("c");
  await page.getByRole("menuitemradio", { name: "Previous period" }).press("Enter");
  await expect(page).toHaveURL(/compare=previous/);
  await page.keyboard.press("z");
  await page.getByRole("menuitemradio", { name: /Local/ }).press("Enter");
  await expect(page).toHaveURL(/zone=local/);

  await page.keyboard.press("g");
  await page.keyboard.press("e");
  await expect(page, "the scope goes along").toHaveURL(/\/explore\?range=2h&compare=previous&zone=local/);
  await pageHears(page);
  await expect(page.getByTestId("chart-explore")).toBeVisible();

  await page.keyboard.press("Control+k");
  await page.getByPlaceholder("A page, a range").fill("sourc");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/sources/);
  await pageHears(page);

  await page.keyboard.press("?");
  await page.getByLabel("Single letters act").uncheck();
  await page.keyboard.press("Escape");
  await page.keyboard.press("g");
  await page.keyboard.press("n");
  await page.keyboard.press("p");
  await expect(page.getByTestId("connection")).not.toHaveAttribute("data-state", "paused");
  await expect(page, "letters were switched off").toHaveURL(/\/sources/);
  await page.keyboard.press("Control+k");
  await expect(page.getByRole("dialog", { name: "Search or jump" }), "but not what needs Ctrl").toBeVisible();
});

test("while it is paused nothing that is drawn changes, and going on shows the present", async ({
  installation,
  visitors,
}) => {
  const tool = await installation.source(`Tool ${Date.now().toString(36)}`);
  const send = (count: number) =>
    tool.events(removal(Date.now() - 100, count), event("user_report.received", Date.now(), {}));
  expect((await send(7)).status).toBe(200);
  const page = await visitors.arrive(installation, await installation.person("Paul Halt", "viewer"));
  await openNow(page);
  const chart = page.getByTestId("chart-takedowns");
  const total = async () => Number(await chart.getAttribute("data-total"));
  await expect.poll(total).toBeGreaterThan(0);
  const before = await total();

  await page.getByRole("button", { name: "Pause" }).click();
  const pill = page.getByTestId("connection");
  await expect(pill).toHaveAttribute("data-state", "paused");
  await expect(chart).toHaveAttribute("data-state", "paused");
  await expect(page.getByTestId("tile-takedowns")).toHaveAttribute("data-state", "paused");
  const drawn = await page.getByTestId("tile-takedowns").textContent();
  expect((await send(1_000)).status).toBe(200);
  await expect(pill).toContainText("1\u00A0000 new");
  await page.waitForTimeout(1_500);
  expect(await total()).toBe(before);
  expect(await page.getByTestId("tile-takedowns").textContent()).toBe(drawn);

  // What is opened meanwhile is of the same instant, also where an event of an earlier minute came after it.
  const early = bucketOf(Date.now() - 4 * grainMs.minute, "minute");
  expect((await tool.events(removal(early, 500))).status).toBe(200);
  await page.waitForTimeout(1_500);
  const figures = page.getByTestId("key-figures");
  await figures.getByRole("button", { name: /^Table of / }).focus();
  await page.keyboard.press("Enter");
  const cell = figures.locator(`td[data-bucket="${early}"][data-key="takedowns"]`);
  const then = Number(await cell.getAttribute("data-value"));
  await page.waitForTimeout(1_500);
  expect(Number(await cell.getAttribute("data-value"))).toBe(then);

  await page.keyboard.press("p");
  await expect(pill).not.toHaveAttribute("data-state", "paused");
  await expect(cell).toHaveAttribute("data-value", String(then + 500));
  await expect.poll(total).toBe(before + 1_500);
});

test("a link shows another person the same range, comparison and zone", async ({ installation, visitors }) => {
  const one = await visitors.arrive(installation, await installation.person("Ann Sender", "viewer"));
  const address = "/explore?show=decisions&by=subject&category=violence&range=7d&compare=last_week&zone=local&per=hour";
  await one.goto(address);
  const other = await visitors.arrive(installation, await installation.person("Bo Reader", "analyst"));
  await other.goto(one.url());
  for (const page of [one, other]) {
    const shown = page.getByRole("region", { name: "What is shown" });
    await expect(shown).toContainText("Show Decisions");
    await expect(shown).toContainText("per 1 h");
    await expect(shown).toContainText("by Subject");
    await expect(shown).toContainText("category is Violence");
    await expect(page.getByRole("button", { name: "Range Last 7 days" })).toBeVisible();
    await expect(page.getByRole("button", { name: "Compare vs last week" })).toBeVisible();
    await expect(page.getByRole("button", { name: "Zone Local" })).toBeVisible();
  }
  await expect(one.getByTestId("csv"), "a viewer takes no files").toHaveCount(0);
  await expect(other.getByTestId("csv")).toBeVisible();
});

test("a range that a page cannot draw stays in the address for the one that can", async ({
  installation,
  visitors,
}) => {
  const page = await visitors.arrive(installation, await installation.person("Rae Range", "viewer"));
  await page.goto("/?range=90d");
  await expect(page.getByRole("button", { name: "Range Last 40 min" })).toBeVisible();
  await page.getByRole("link", { name: "Explore" }).click();
  await expect(page.getByRole("button", { name: "Range Last 90 days" })).toBeVisible();
});
