import type { Page } from "@playwright/test";
import { removal } from "../support/installation.ts";
import { expect, openNow, test } from "./browsing.ts";

/** Runs in the page before anything else: its computer's clock is so many ms off. */
function shiftClock(offset: number): void {
  const RealDate = Date;
  class ShiftedDate extends RealDate {
    constructor(...given: [] | [number]) {
      if (given.length === 0) super(RealDate.now() + offset);
      else super(...given);
    }
    static override now(): number {
      return RealDate.now() + offset;
    }
  }
  Object.assign(window, { Date: ShiftedDate });
}

test("a computer whose clock is two hours off shows what all others show", async ({ fresh, visitors }) => {
  const tool = await fresh.source("Moderation tool");
  const viewer = await fresh.person("Otto Clock", "viewer");
  expect((await tool.events(removal(Date.now() - 30_000, 7), removal(Date.now() - 300, 3))).status).toBe(200);
  const pages: Page[] = [];
  for (const hours of [0, -2, 2]) {
    const page = await visitors.arrive(fresh, viewer);
    if (hours !== 0) await page.addInitScript(shiftClock, hours * 3_600_000);
    await openNow(page);
    expect(Math.abs((await page.evaluate(() => Date.now())) - Date.now() - hours * 3_600_000)).toBeLessThan(60_000);
    pages.push(page);
  }
  // A fresh event, so that every page is live at the same moment.
  expect((await tool.events(removal(Date.now() - 200, 5))).status).toBe(200);
  for (const page of pages) {
    const chart = page.getByTestId("chart-takedowns");
    await expect(chart).toHaveAttribute("data-total", "15");
    await expect(chart).toHaveAttribute("data-state", /live|delayed/);
    await expect(page.getByTestId("connection")).toHaveAttribute("data-state", /live|delayed/);
  }
  const starts = await Promise.all(
    pages.map(async (page) => Number(await page.getByTestId("chart-takedowns").getAttribute("data-from"))),
  );
  expect(Math.max(...starts) - Math.min(...starts), "the same window, to the bucket").toBeLessThanOrEqual(10_000);
  const clocks = await Promise.all(pages.map((page) => page.getByRole("banner").innerText()));
  const minute = new Date().toISOString().slice(11, 15);
  for (const text of clocks) expect(text, "the server's time").toContain(minute);

  for (const page of pages) await page.goto("/explore?range=2h");
  const windows = await Promise.all(
    pages.map(async (page) => {
      const chart = page.getByTestId("chart-explore");
      await expect(chart).toHaveAttribute("data-state", /live|delayed/);
      return Number(await chart.getAttribute("data-to"));
    }),
  );
  expect(Math.max(...windows) - Math.min(...windows)).toBeLessThanOrEqual(60_000);
});
