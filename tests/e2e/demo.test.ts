import { copyFile } from "node:fs/promises";
import path from "node:path";
import type { Page } from "@playwright/test";
import { peopleOf, type RunningDemo, startDemo, untilSaid } from "../support/demo-process.ts";
import { dataPlace } from "../support/embedded-app.ts";
import { axeProblems, expect, openNow, test, type Visitors } from "./browsing.ts";

const label = /Simulated data.*history published by Telegram, hourly shape simulated/;
const numbers = (page: Page, id: string, attribute: string) => async () =>
  Number(await page.getByTestId(id).getAttribute(attribute));

/** Each page holds figures in what it is for. */
async function everyPageIsFull(page: Page): Promise<void> {
  await openNow(page);
  await expect.poll(numbers(page, "chart-takedowns", "data-total")).toBeGreaterThan(20_000);
  await expect(page.getByTestId("case-HC-1")).toBeVisible();
  await page.goto("/explore");
  await expect.poll(numbers(page, "chart-explore", "data-total"), { timeout: 30_000 }).toBeGreaterThan(20_000);
  await page.goto("/growth");
  await expect.poll(numbers(page, "chart-users", "data-points"), { timeout: 30_000 }).toBeGreaterThan(5);
  await expect(page.getByTestId("countries")).toContainText("India");
  await page.goto("/sources");
  await expect(page.getByRole("button", { name: "Published by Telegram (hourly shape simulated)" })).toBeVisible();
  await expect(page.getByText("Classifier (simulated)").first()).toBeVisible();
  await deskIsFull(page);
}

/** Alerts in every state, who is called for them, and that all of it is simulated. */
async function deskIsFull(page: Page): Promise<void> {
  await page.goto("/alerts");
  const list = page.getByRole("list", { name: /^Alerts, / });
  await expect(list.getByText("(simulated)").first()).toBeVisible();
  await expect(page.getByTestId("response-Monitoring (simulated)")).toContainText(/\d+\s[hms]/);
  await page.goto("/alerts/rules");
  await expect(page.getByTestId("rule-Child abuse takedowns far above the usual")).toBeVisible();
  await expect(page.getByTestId("rule-The classifier of Latin America sends nothing")).toBeVisible();
  await page.goto("/alerts/integrations");
  for (const name of ["Hotline", "Monitoring (simulated)"]) {
    await expect(page.getByTestId(`integration-${name}`)).toContainText("Around the clock (simulated)");
  }
  await page.goto("/alerts/silences");
  await expect(page.getByText("Planned rebuild of the search index").first()).toBeVisible();
  await page.goto("/on-call");
  for (const name of ["Europe (simulated)", "South Asia (simulated)"]) {
    await expect(page.getByTestId(`schedule-${name}`)).toContainText("(simulated)");
  }
  await page.goto("/on-call/handover");
  await expect(page.getByText("Quiet night.").first()).toBeVisible();
}

/** Simulated people take what comes, but for one alert, which is the visitor's to take before it calls them. */
async function alertsAreTaken(page: Page): Promise<void> {
  await page.goto("/alerts/A-7");
  await expect(page.getByTestId("alert-state")).toContainText(/Acknowledged by .*\(simulated\)/, { timeout: 60_000 });
  await page.goto("/alerts");
  await page.getByRole("button", { name: /User reports wait 14 minutes/ }).click();
  await page.getByRole("button", { name: /^Acknowledge(?!d)/ }).click();
  await expect(page.getByTestId("alert-state")).toContainText("Acknowledged by Demo lead");
  await expect(page.getByText(/calls you/)).toHaveCount(0);
}

/** Each page where it has most to show. */
const pictures = {
  now: "/",
  alerts: "/alerts",
  "alert-rules": "/alerts/rules",
  integrations: "/alerts/integrations",
  silences: "/alerts/silences",
  hotline: "/hotline",
  explore: "/explore?range=7d&by=category&compare=previous",
  growth: "/growth?range=90d",
  "on-call": "/on-call",
  "hand-over": "/on-call/handover",
  sources: "/sources",
  people: "/admin/people",
  audit: "/admin/audit",
  system: "/admin/system",
  account: "/account",
  developers: "/developers",
};

/** The README's picture, and every page as the demo's administrator sees it, light and dark, wide and narrow. */
async function takePictures(visitors: Visitors, demo: RunningDemo): Promise<void> {
  const docs = path.join(process.cwd(), "docs");
  const admin = peopleOf(demo).at(-1);
  for (const theme of ["dark", "light"] as const) {
    for (const viewport of [
      { width: 1440, height: 900 },
      { width: 360, height: 740 },
    ]) {
      const page = await visitors.arrive(demo, admin, { theme, viewport });
      for (const [name, address] of Object.entries(pictures)) {
        await page.goto(address);
        await page.waitForTimeout(6_000);
        const to = path.join(docs, "pictures", `${name}-${theme}-${viewport.width}.png`);
        await page.screenshot({ path: to });
        if (name === "now" && theme === "dark" && viewport.width === 1440)
          await copyFile(to, path.join(docs, "now.png"));
      }
      await page.close();
    }
  }
}

/** With UPDATE_PICTURES=1 the pictures of docs are taken anew. */
test("one command, and a minute later every page is full and says what of it is simulated", async ({ visitors }) => {
  test.setTimeout(process.env.UPDATE_PICTURES === "1" ? 1_200_000 : 420_000);
  await using place = await dataPlace("demo");
  const began = performance.now();
  await using demo = await startDemo(path.dirname(place.folder), ["--episode", "attack-aftermath", "--minutes", "1"]);
  await untilSaid(demo, "made for this start");
  await untilSaid(demo, "last minutes are filled in");
  expect(demo.printed()).toContain("what to press then: ? for all keys");
  const [lead] = peopleOf(demo);
  if (!lead) throw new Error(`nobody may sign in:\n${demo.printed()}`);

  const door = await visitors.arrive(demo);
  await door.goto("/sign-in");
  await expect(door.getByTestId("demo")).toContainText(label);
  await expect(door.getByTestId("demo")).toContainText("the terminal shows whom to sign in as");
  await door.close();

  const page = await visitors.arrive(demo, lead);
  await openNow(page);
  const foot = page.getByTestId("demo");
  await expect(foot).toContainText(label);
  await expect(page.getByTestId("demo-episode")).toHaveText(
    /Episode: After a terror attack.*simulated, 24 h compressed into 1 min/,
  );
  await everyPageIsFull(page);
  const seconds = (performance.now() - began) / 1000;
  test.info().annotations.push({ type: "every page full", description: `${seconds.toFixed(1)} s` });

  await test.step("who is on call takes what comes, and the visitor what is left to them", () => alertsAreTaken(page));

  await test.step("what is simulated is told by keyboard", async () => {
    await openNow(page);
    await expect(foot).toBeInViewport();
    await page.getByRole("button", { name: "What is simulated" }).focus();
    await page.keyboard.press("Enter");
    await expect(page.getByRole("dialog")).toContainText("Groups and channels blocked on each day");
    await page.keyboard.press("Escape");
    await expect(page.getByRole("button", { name: "What is simulated" })).toBeFocused();
  });

  await untilSaid(demo, "every screen is full", 240_000);
  await untilSaid(demo, "episode attack-aftermath has ended", 120_000);
  await test.step("what to press next leads to an episode, and can be put away for good", async () => {
    await page.getByTestId("demo-guide").getByRole("link", { name: "A spam wave, by country" }).click();
    await expect(page).toHaveURL(/range=7d/);
    await expect.poll(numbers(page, "chart-explore", "data-total"), { timeout: 30_000 }).toBeGreaterThan(10_000_000);
    await expect(page.getByTestId("chart-explore")).toContainText("Indonesia");
    await page.getByTestId("demo-guide").getByRole("link", { name: "After an attack: what moved" }).click();
    await expect.poll(numbers(page, "what-moved", "data-change"), { timeout: 30_000 }).toBeGreaterThan(100_000);
    await page.goto("/explore?subject=channel&by=keyword_class&range=all");
    await expect.poll(numbers(page, "chart-explore", "data-total"), { timeout: 30_000 }).toBeGreaterThan(40_000_000);
    await page.getByRole("button", { name: "Put away what to press next" }).click();
    await expect(page.getByTestId("demo-guide")).toBeHidden();
    await page.reload();
    await expect(foot).toContainText(label);
    await expect(page.getByTestId("demo-guide")).toBeHidden();
    await page.getByRole("button", { name: "What to press next" }).click();
    await expect(page.getByTestId("demo-guide")).toBeVisible();
  });

  for (const viewport of [
    { width: 1440, height: 900 },
    { width: 360, height: 740 },
  ]) {
    await page.setViewportSize(viewport);
    await openNow(page);
    await expect(foot.getByText("Simulated data")).toBeInViewport();
    await expect(page.getByRole("button", { name: "What is simulated" })).toBeInViewport();
    expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBe(0);
    // As high as the page: a press that is scrolled half under the bar is not a press that is too small.
    const height = await page.evaluate(() => document.documentElement.scrollHeight);
    await page.setViewportSize({ ...viewport, height });
    expect(await axeProblems(page)).toEqual([]);
  }

  if (process.env.UPDATE_PICTURES === "1") await takePictures(visitors, demo);
  // Before the demo stops: a page that goes on would complain that its server is gone.
  await page.close();
});
