import type { Page } from "@playwright/test";
import { event, type Installation, removal } from "../support/installation.ts";
import { axeProblems, expect, openNow, test } from "./browsing.ts";

const look = process.env.LOOK;
async function shoot(page: Page, name: string): Promise<void> {
  if (look) await page.screenshot({ path: `${look}/${name}.png` });
}
const minute = 60_000;

/** As the page does it, on behalf of whoever is signed in there. */
async function annotate(page: Page, at: Installation, annotation: object): Promise<void> {
  const data = { kind: "campaign", to: null, link: null, filter: {}, ...annotation };
  const answer = await page
    .context()
    .request.post("/api/trpc/annotations.create", { headers: { origin: at.url }, data });
  expect(answer.status(), await answer.text()).toBe(200);
}

/** Twelve minutes of scams, violence and sign-ups, live. */
async function fill(at: Installation): Promise<number> {
  const tool = await at.source(`Moderation tool ${Date.now().toString(36)}`);
  const now = Date.now() - 500;
  const posted = await tool.events(
    ...Array.from({ length: 12 }, (_, index) => now - index * minute).flatMap((time, index) => [
      removal(time, 40 + index * 3),
      removal(time, 25, "STATEMENT_CATEGORY_VIOLENCE"),
      event("accounts.created", time, { count: 300 + index }),
    ]),
  );
  expect(posted.body).toMatchObject({ rejected: [] });
  return now;
}

/** From the last point of Explore's chart back to the one of which this is said. */
async function goToMark(page: Page, words: string): Promise<void> {
  const chart = page.getByTestId("chart-explore");
  await chart.getByRole("slider").focus();
  await page.keyboard.press("End");
  await expect(chart.getByTestId("plot-tooltip").getByRole("table")).toBeVisible();
  for (let steps = 0; steps < 90; steps++) {
    if (await chart.getByTestId("plot-tooltip").filter({ hasText: words }).isVisible()) break;
    await page.keyboard.press("ArrowLeft");
  }
  await expect(chart.getByTestId("plot-tooltip")).toContainText(words);
}

test("by keyboard alone: an analyst annotates where a chart's cursor is, and others see it without a reload", async ({
  fresh,
  visitors,
}) => {
  await fill(fresh);
  const analyst = await visitors.arrive(fresh, await fresh.person("Ann Alyst", "analyst"));
  const viewer = await visitors.arrive(fresh, await fresh.person("Vic Viewer", "viewer"));
  await openNow(viewer);
  await expect(viewer.getByTestId("chart-takedowns")).toHaveAttribute("data-marks", "");

  await analyst.goto("/explore?range=40m&category=scams_and_fraud");
  const chart = analyst.getByTestId("chart-explore");
  await expect(chart.getByRole("slider")).toBeVisible();
  await chart.getByRole("slider").focus();
  await analyst.keyboard.press("End");
  for (let steps = 0; steps < 5; steps++) await analyst.keyboard.press("ArrowLeft");
  const bucket = Number(await chart.getByTestId("plot-tooltip").getAttribute("data-bucket"));
  await analyst.keyboard.press(".");
  const dialog = analyst.getByRole("dialog", { name: "Annotate" });
  await expect(dialog.getByLabel("What happened")).toBeFocused();
  // A browser leaves out seconds that are 0.
  await expect(dialog.getByLabel("At, UTC")).toHaveValue(
    new Date(bucket).toISOString().slice(0, 19).replace(/:00$/, ""),
  );
  await expect(dialog.getByLabel("Category"), "it begins with the page's filter").toHaveValue("scams_and_fraud");
  await analyst.keyboard.type("Fake investment channels");
  await shoot(analyst, "annotate");
  await analyst.keyboard.press("Enter");
  await expect(dialog).toHaveCount(0);
  await expect(chart).toHaveAttribute("data-marks", "campaign");
  await expect(chart.getByTestId("plot-flag")).toHaveText("Fake investment channels");
  await expect(chart.locator(".plot-mark-line line")).toHaveCount(1);
  await expect(chart, "in the sentence").toContainText(/Campaign: Fake investment channels\. .* UTC, by Ann Alyst\./);
  await expect(chart.getByRole("slider"), "the focus is back where it was").toBeFocused();

  await expect(viewer.getByTestId("chart-takedowns"), "somebody else's Now").toHaveAttribute("data-marks", "campaign", {
    timeout: 15_000,
  });
  await expect(viewer.getByTestId("chart-growth"), "sign-ups have no category").toHaveAttribute("data-marks", "");
  await expect(viewer.getByTestId("chart-hotline"), "cases have none either").toHaveAttribute("data-marks", "");
  await expect(viewer.getByTestId("multiple-scams_and_fraud").getByTestId("mark-brief")).toContainText(
    /Campaign: Fake/,
  );
  await expect(viewer.getByTestId("multiple-scams_and_fraud").locator(".plot-mark-line")).toHaveCount(1);
  await expect(viewer.getByTestId("multiple-violence").getByTestId("mark-brief"), "not its category").toHaveCount(0);
  await shoot(viewer, "annotated-now");
  await viewer.getByRole("button", { name: "Table of takedowns by category" }).click();
  await expect(viewer.getByTestId("chart-takedowns").locator("tbody tr", { hasText: "Fake investment" })).toHaveCount(
    1,
  );
  await viewer.keyboard.press(".");
  await expect(viewer.getByRole("dialog"), "a viewer writes none").toHaveCount(0);

  for (const [address, marks] of [
    ["/explore?range=40m&category=violence", ""],
    ["/explore?range=40m&show=sign_ups", ""],
    ["/explore?range=40m&subject=channel", "campaign"],
    ["/explore?range=40m&show=user_reports&category=scams_and_fraud", "campaign"],
  ] as const) {
    await viewer.goto(address);
    await expect(viewer.getByTestId("chart-explore"), address).toHaveAttribute("data-to", /\d/);
    await viewer.waitForLoadState("networkidle");
    await expect(viewer.getByTestId("chart-explore"), address).toHaveAttribute("data-marks", marks);
  }

  // Its author finds it under the cursor, pins it, and changes it, then deletes it.
  await goToMark(analyst, "Fake investment channels");
  await analyst.keyboard.press("Enter");
  await expect(chart.getByRole("slider")).toHaveAttribute("aria-valuetext", /Fake investment channels/);
  await shoot(analyst, "annotation-pinned");
  await analyst.keyboard.press("Tab");
  await expect(analyst.getByRole("button", { name: "Change" })).toBeFocused();
  await analyst.keyboard.press("Enter");
  const change = analyst.getByRole("dialog", { name: "Change the annotation" });
  await change.getByLabel("What happened").fill("A wave of fake investment channels");
  await change.getByRole("radio", { name: "Policy" }).check();
  await change.getByRole("button", { name: "Change" }).click();
  await expect(chart).toHaveAttribute("data-marks", "policy");
  await expect(chart.getByTestId("plot-flag")).toContainText("A wave of fake");
  await analyst.getByRole("button", { name: "Change" }).press("Enter");
  await change.getByRole("button", { name: "Delete" }).press("Enter");
  await change.getByRole("button", { name: "Yes, delete it for everybody" }).press("Enter");
  await expect(chart).toHaveAttribute("data-marks", "");
});

test("a silent source and a voiding mark themselves on Now and Explore; what a person writes of all stands on Growth too", async ({
  fresh,
  visitors,
}) => {
  const tool = await fresh.source("Moderation tool");
  const fell = Date.now() - 12 * minute;
  for (const back of [20_000, 10_000, 0]) {
    const at = fell - back;
    expect((await tool.eventsAt(at, removal(at, 50), event("accounts.created", at, { count: 30 }))).status).toBe(200);
  }
  const police = await fresh.source("Police FR", "hotline");
  expect((await police.hotlineCase({ reference: "FR 2026/9", urgency: "urgent", threat: "violence" })).status).toBe(
    201,
  );
  const analyst = await visitors.arrive(fresh, await fresh.person("Ann Alyst", "analyst"));
  const everything = {
    text: "Public holiday",
    from: Date.now() - 8 * minute,
    to: Date.now() - 3 * minute,
    kind: "order",
  };
  await annotate(analyst, fresh, everything);
  // The chore that looks for silent sources runs at a start and each minute.
  await fresh.kill();
  await fresh.startAgain();
  await openNow(analyst);
  for (const id of ["chart-takedowns", "chart-growth"]) {
    const chart = analyst.getByTestId(id);
    await expect(chart, id).toHaveAttribute("data-marks", "outage order", { timeout: 75_000 });
    await expect(chart, id).toContainText("Outage: nothing came from Moderation tool, since");
    await expect(chart.locator(".plot-mark"), id).toHaveCount(2);
  }
  const cases = analyst.getByTestId("chart-hotline");
  await expect(cases, "a source sends no cases").toHaveAttribute("data-marks", "order");
  await expect(cases).toContainText("Order: Public holiday");
  await expect(cases.locator(".plot-mark-line")).toHaveCount(1);
  await expect(cases.getByTestId("plot-flag")).toHaveText("Public holiday");
  const multiples = analyst.getByTestId("multiples");
  await expect(multiples, "their minutes end with the silence").toHaveAttribute("data-marks", "outage");
  await expect(multiples).toContainText("Outage: nothing came from Moderation tool, since");
  await shoot(analyst, "outage-now");
  await analyst.goto("/explore?range=2h");
  await expect(analyst.getByTestId("chart-explore")).toHaveAttribute("data-marks", "outage order");
  await shoot(analyst, "outage-explore");
  await analyst.goto(`/explore?range=2h&source=${tool.id}`);
  await expect(analyst.getByTestId("chart-explore")).toHaveAttribute("data-marks", "outage order");
  await openNow(analyst);
  const received = (at: number) => new Date(at).toISOString();
  const stretch = ["--from", received(fell - 25_000), "--to", received(fell - 15_000)];
  await fresh.cli("void", "--source", String(tool.id), ...stretch, "--reason", "a test run of the tool");
  for (const [id, address] of [
    ["chart-takedowns", null],
    ["chart-explore", "/explore?range=2h"],
  ] as const) {
    if (address) await analyst.goto(address);
    const chart = analyst.getByTestId(id);
    await expect(chart, id).toHaveAttribute("data-marks", /restatement/, { timeout: 15_000 });
    await expect(chart, id).toContainText("Voided: a test run of the tool. Moderation tool");
  }
  await analyst.goto("/growth?range=24h");
  for (const id of ["chart-accounts", "chart-abuse"]) {
    await expect(analyst.getByTestId(id), id).toHaveAttribute("data-marks", /order/, { timeout: 15_000 });
  }
});

test("many marks close together share a flag that says how many more; at 360 pixels, in both themes, axe finds nothing", async ({
  installation,
  visitors,
}) => {
  const now = await fill(installation);
  const person = await installation.person("Many Marks", "analyst");
  const writer = await visitors.arrive(installation, person);
  const long =
    "The classifier for scams was replaced by one that also reads pictures, in all regions at once, and its threshold was lowered for accounts that are younger than a day, which doubles what is removed on the first";
  for (let each = 0; each < 5; each++) {
    const text = each === 0 ? long.slice(0, 200) : `Step ${each} of the roll-out`;
    const from = now - 6 * minute + each * 10_000;
    const link = each === 2 ? "/explore?category=violence&range=7d" : null;
    await annotate(writer, installation, { kind: "release", text, from, link, filter: { category: "violence" } });
  }
  for (const theme of ["dark", "light"] as const) {
    for (const viewport of [
      { width: 1440, height: 900 },
      { width: 360, height: 740 },
    ]) {
      const page = await visitors.arrive(installation, person, { theme, viewport });
      await page.goto("/explore?range=40m&category=violence");
      const chart = page.getByTestId("chart-explore");
      await expect(chart).toHaveAttribute("data-marks", /^(outage )*release release release release release/);
      await expect(chart.getByTestId("plot-flag").filter({ hasText: "+" }).first()).toBeVisible();
      await goToMark(page, "Step 2 of the roll-out");
      await page.keyboard.press("Enter");
      const leads = chart.getByRole("link", { name: "Open what it is about" });
      await expect(leads).toHaveAttribute("href", "/explore?category=violence&range=7d");
      // What the page's head covers while it is scrolled is too small to be pressed there, and is not to be.
      await page.evaluate(() => window.scrollTo(0, 0));
      expect(await axeProblems(page)).toEqual([]);
      await shoot(page, `marks-${theme}-${viewport.width}`);
      await page.keyboard.press(".");
      const dialog = page.getByRole("dialog", { name: "Annotate" });
      await expect(dialog).toBeVisible();
      expect(await dialog.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)).toBe(0);
      expect(await axeProblems(page)).toEqual([]);
      await shoot(page, `marks-dialog-${theme}-${viewport.width}`);
      expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(
        0,
      );
      await page.close();
    }
  }
});
