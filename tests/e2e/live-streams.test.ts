import type { Locator, Page } from "@playwright/test";
import { bucketOf } from "../../server/kernel/grains.ts";
import { event, removal } from "../support/installation.ts";
import { expect, openNow, test } from "./browsing.ts";

/** Identity of the document: another value means that the page was loaded again. */
const documentOf = (page: Page) => page.evaluate(() => performance.timeOrigin);

/** Milliseconds from now until an attribute of an element has the value, as the page itself sees it. */
async function untilShown(element: Locator, attribute: string, value: string): Promise<number> {
  return element.evaluate(
    (node, [name, wanted]) =>
      new Promise<number>((resolve, reject) => {
        const began = Date.now();
        const late = setTimeout(
          () => reject(new Error(`${name} is ${node.getAttribute(name)}, not ${wanted}`)),
          10_000,
        );
        const look = () => {
          if (node.getAttribute(name) !== wanted) return;
          clearTimeout(late);
          observer.disconnect();
          resolve(Date.now() - began);
        };
        const observer = new MutationObserver(look);
        observer.observe(node, { attributes: true });
        look();
      }),
    [attribute, value] as const,
  );
}

test("a decision, a statement, sign-ups, a measurement and a hotline case are on screen without a reload", async ({
  fresh,
  visitors,
}) => {
  const viewer = await fresh.person("Vera Viewer", "viewer");
  const sender = await fresh.source("Moderation tool", "events", "statements");
  const police = await fresh.source("Police FR", "hotline");
  const page = await visitors.arrive(fresh, viewer);
  await openNow(page);
  const first = await documentOf(page);
  const takedowns = page.getByTestId("chart-takedowns");
  const growth = page.getByTestId("chart-growth");
  await expect(takedowns).toHaveAttribute("data-state", "empty");
  await expect(page.getByTestId("tile-takedowns")).toHaveAttribute("data-value", "");

  await test.step("a decision: chart, tiles, table", async () => {
    const at = Date.now() - 13_000;
    const shown = untilShown(takedowns, "data-total", "7");
    expect(await sender.events(removal(at, 7))).toMatchObject({ status: 200, body: { accepted: 1 } });
    const took = await shown;
    test.info().annotations.push({ type: "decision to chart", description: `${took} ms` });
    expect(took).toBeLessThan(2_000);
    await expect(page.getByTestId("tile-takedowns")).toHaveAttribute("data-value", "7");
    await expect(page.getByTestId("tile-channels")).toHaveAttribute("data-value", "7");
    await expect(page.getByTestId("tile-accounts")).toHaveAttribute("data-value", "0");
    await page.getByRole("button", { name: "Table of takedowns by category" }).click();
    const cell = `td[data-bucket="${bucketOf(at, "10s")}"]`;
    await expect(takedowns.locator(`${cell}[data-key="scams_and_fraud"]`)).toHaveText("7");
    await expect(takedowns.locator(`${cell}[data-key="scams_and_fraud"]`)).toHaveAttribute("data-value", "7");
  });

  await test.step("a statement of reasons", async () => {
    const shown = untilShown(takedowns, "data-total", "8");
    expect((await sender.statement(suspension("browser-test-1"))).status).toBe(201);
    expect(await shown).toBeLessThan(2_000);
    await expect(takedowns.locator('td[data-key="violence"][data-value="1"]')).toHaveCount(1);
    await page.getByRole("button", { name: "Chart of takedowns by category" }).click();
    await expect.poll(() => highestLine(takedowns)).toBeGreaterThan(100);
  });

  await test.step("the audience, sign-ups and deletions", async () => {
    const at = Date.now() - 13_000;
    const measured = event("audience.measured", at - 60_000, { gauge: "total_users", value: 950_000_000 });
    expect(await sender.events(measured)).toMatchObject({ status: 200, body: { accepted: 1 } });
    const total = page.getByTestId("tile-total-users");
    await expect(total).toHaveAttribute("data-value", "950000000");
    const shown = untilShown(growth, "data-total", "120");
    const posted = await sender.events(
      event("accounts.created", at, { count: 120, country: "DE" }),
      event("accounts.deleted", at, { count: 20, country: "FR" }),
    );
    expect(posted).toMatchObject({ status: 200, body: { accepted: 2 } });
    expect(await shown).toBeLessThan(2_000);
    await expect(growth).toHaveAttribute("data-deletions", "20");
    await expect(page.getByTestId("tile-sign-ups")).toHaveAttribute("data-value", "120");
    await expect(total).toHaveAttribute("data-value", "950000100");
    await expect(page.getByTestId("total-users")).toContainText(/950.000.100/);
    await expect.poll(() => highestLine(growth)).toBeGreaterThan(100);
  });

  await test.step("a hotline case: card with its clock, toast, tile, bars", async () => {
    const hotline = page.getByTestId("tile-hotline");
    const shown = untilShown(hotline, "data-value", "1");
    const raised = await police.hotlineCase({
      reference: "FR 2026/17",
      urgency: "threat_to_life",
      threat: "terrorism",
    });
    expect(raised.status).toBe(201);
    expect(await shown).toBeLessThan(2_000);
    const card = page.getByTestId(`case-${raised.body.number}`);
    await expect(card).toContainText("Terrorism");
    await expect(card).toContainText("from Police FR");
    const clock = card.getByRole("timer");
    const left = await clock.textContent();
    await expect(clock).not.toHaveText(left ?? "");
    await expect(page.getByText(`New hotline case ${raised.body.number}`, { exact: true })).toBeVisible();
    await expect(page.getByTestId("chart-hotline")).toHaveAttribute("data-total", "1");
    await expect(page.getByTestId("chart-hotline").locator(".recharts-bar-rectangle path").first()).toBeVisible();
  });

  expect(await documentOf(page), "the page was loaded again").toBe(first);
});

/** How far the highest of the drawn lines rises, in pixels. */
function highestLine(chart: Locator): Promise<number> {
  return chart
    .locator(".recharts-line path")
    .evaluateAll((paths) => Math.max(0, ...paths.map((path) => path.getBoundingClientRect().height)));
}

/** A suspension of an account for violence, dated today. */
function suspension(puid: string): object {
  const today = new Date().toISOString().slice(0, 10);
  return {
    decision_account: "DECISION_ACCOUNT_SUSPENDED",
    decision_ground: "DECISION_GROUND_INCOMPATIBLE_CONTENT",
    incompatible_content_ground: "Terms, part 4",
    incompatible_content_explanation: "Threatened others",
    content_type: ["CONTENT_TYPE_TEXT"],
    category: "STATEMENT_CATEGORY_VIOLENCE",
    content_date: "2026-01-01",
    application_date: today,
    decision_facts: "Reported by a user and looked at",
    source_type: "SOURCE_VOLUNTARY",
    automated_detection: "No",
    automated_decision: "AUTOMATED_DECISION_NOT_AUTOMATED",
    puid,
  };
}
