import type { Page } from "@playwright/test";
import { event, type Installation, removal } from "../support/installation.ts";
import { expect, openNow, test } from "./browsing.ts";

const shots = process.env.SOURCES_SHOTS;

/** For the eye, not for the test: a picture where SOURCES_SHOTS names a folder. */
async function shoot(page: Page, name: string): Promise<void> {
  if (shots) await page.screenshot({ path: `${shots}/${name}.png` });
}

/** Ten minutes of removals and sign-ups, a minute apart. */
function minutes(now: number, count: number): object[] {
  return Array.from({ length: 10 }, (_, minute) => now - 2_000 - minute * 60_000).flatMap((at, index) => [
    removal(at, count + index),
    event("accounts.created", at, { count: 300 + index }),
  ]);
}

/** As the page does it, on behalf of whoever is signed in there. */
function ask(page: Page, at: Installation, procedure: string, input: object) {
  return page.context().request.post(`/api/trpc/${procedure}`, { headers: { origin: at.url }, data: input });
}

test("what is voided leaves Now's counts, and the chart, its table and its words say where and why", async ({
  fresh,
  visitors,
}) => {
  const [admin, viewer] = await Promise.all([
    fresh.person("Ada Admin", "admin"),
    fresh.person("Vera Viewer", "viewer"),
  ]);
  const kept = await fresh.source("Classifier", "events");
  const twice = await fresh.source("Moderation tool", "events");
  const now = Date.now();
  expect((await kept.events(...minutes(now, 40))).status).toBe(200);
  const wrong = [8, 7, 6, 5].map((minute) => removal(now - minute * 60_000, 1_000));
  expect((await twice.events(...wrong)).status).toBe(200);
  const admins = await visitors.arrive(fresh, admin);
  const page = await visitors.arrive(fresh, viewer);
  await openNow(page);
  const chart = page.getByTestId("chart-takedowns");
  await expect(chart).toHaveAttribute("data-total", "4445");
  await expect(chart).toHaveAttribute("data-voided", "0");
  await shoot(page, "now-before");

  const reason = "sent twice after a restart";
  const scope = { scope: { sourceId: twice.id }, reason };
  expect((await ask(page, fresh, "counting.void", scope)).status()).toBe(403);
  expect((await ask(admins, fresh, "counting.void", scope)).status()).toBe(200);
  await expect(chart).toHaveAttribute("data-total", "445", { timeout: 20_000 });
  await expect(chart).toHaveAttribute("data-voided", "1", { timeout: 20_000 });
  await expect(chart.locator(".void-mark")).toHaveCount(1);
  await expect(chart.getByTestId("void-flag")).toHaveText("voided");
  await expect(chart).toContainText(
    /Voided: sent twice after a restart\. Moderation tool, 4.000 of all kinds taken back by Ada Admin/,
  );
  await shoot(page, "now-voided");

  const plot = await chart.locator(".void-mark").first().boundingBox();
  await page.mouse.move((plot?.x ?? 0) + (plot?.width ?? 0) / 2, (plot?.y ?? 0) + 120);
  await expect(chart.locator(".recharts-tooltip-wrapper")).toContainText(reason);
  await shoot(page, "now-voided-tooltip");
  await page.getByRole("button", { name: "Table of takedowns by category" }).click();
  const rows = chart.locator("tbody tr");
  await expect(rows.filter({ hasText: reason })).toHaveCount(19);
  await shoot(page, "now-voided-table");
});
