import AxeBuilder from "@axe-core/playwright";
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
  await expect(chart).toHaveAttribute("data-marks", "");
  await shoot(page, "now-before");

  const reason = "sent twice after a restart";
  const scope = { scope: { sourceId: twice.id }, reason };
  expect((await ask(page, fresh, "counting.void", scope)).status()).toBe(403);
  expect((await ask(admins, fresh, "counting.void", scope)).status()).toBe(200);
  await expect(chart).toHaveAttribute("data-total", "445", { timeout: 20_000 });
  await expect(chart).toHaveAttribute("data-marks", "restatement", { timeout: 20_000 });
  await expect(chart.locator(".plot-mark")).toHaveCount(1);
  await expect(chart.getByTestId("plot-flag")).toHaveText("voided");
  await expect(chart).toContainText(
    /Voided: sent twice after a restart\. Moderation tool, 4.000 of all kinds taken back by Ada Admin/,
  );
  await shoot(page, "now-voided");

  const plot = await chart.locator(".plot-mark").first().boundingBox();
  await page.mouse.move((plot?.x ?? 0) + (plot?.width ?? 0) / 2, (plot?.y ?? 0) + 120);
  await expect(chart.getByTestId("plot-tooltip")).toContainText(reason);
  await shoot(page, "now-voided-tooltip");
  await page.getByRole("button", { name: "Table of takedowns by category" }).click();
  const rows = chart.locator("tbody tr");
  await expect(rows.filter({ hasText: reason })).toHaveCount(19);
  await shoot(page, "now-voided-table");
});

/** A removal that the door refuses: it names no category. */
function bad(at: number): object {
  return event("decision.made", at, {
    decision_visibility: ["DECISION_VISIBILITY_CONTENT_REMOVED"],
    subject: "channel",
  });
}

/** Posts with a key as its holder does, through the public door. */
async function post(at: Installation, key: string, ...events: object[]): Promise<{ status: number; body: unknown }> {
  const answer = await fetch(`${at.server.url}/api/v1/events`, {
    method: "POST",
    headers: { authorization: `Bearer ${key}`, "content-type": "application/x-ndjson" },
    body: events.map((one) => JSON.stringify(one)).join("\n"),
  });
  return { status: answer.status, body: await answer.json() };
}

test("an administrator makes a source, sees what it sends and what is refused, rotates, revokes, voids", async ({
  fresh,
  visitors,
}) => {
  const admin = await fresh.person("Ada Admin", "admin");
  const page = await visitors.arrive(fresh, admin);
  await page.goto("/sources");
  await expect(page.getByText("No source yet")).toBeVisible();
  await shoot(page, "sources-none");

  const dialog = page.getByRole("dialog");
  const opener = page.getByRole("button", { name: "New source" });
  const secret = () => dialog.getByLabel("The new key").inputValue();
  const first = await test.step("create: the key is shown once, and the focus comes back", async () => {
    await opener.click();
    await dialog.getByLabel("Name").fill("Moderation tool");
    await shoot(page, "dialog-create");
    await dialog.getByRole("button", { name: "Create" }).dblclick();
    await expect(dialog).toContainText("It cannot be shown again");
    const key = await secret();
    await shoot(page, "dialog-key");
    expect(key).toMatch(/^wf_[0-9a-f]{16}_/);
    await page.keyboard.press("Escape");
    await expect(dialog).toHaveCount(0);
    await expect(opener).toBeFocused();
    expect(await page.content()).not.toContain(key);
    return key;
  });
  const row = page.locator('[data-testid^="row-source-"]');
  await expect(row).toHaveCount(1);
  await expect(row).toHaveAttribute("data-state", "silent");

  await test.step("the same name again is refused in place", async () => {
    visitors.expectConsole(/status of 409/);
    await opener.click();
    await dialog.getByLabel("Name").fill("Moderation tool");
    await dialog.getByRole("button", { name: "Create" }).click();
    await expect(dialog.getByRole("alert")).toContainText("A source with this name exists");
    await page.keyboard.press("Escape");
  });

  await test.step("events, an aggregate shown as such, and what was refused with its reason", async () => {
    const now = Date.now();
    const sent = await post(fresh, first, removal(now - 500, 1), removal(now - 400, 999), bad(now));
    expect(sent).toMatchObject({ status: 200, body: { accepted: 2, rejected: [{ field: expect.any(String) }] } });
    await expect(row).toHaveAttribute("data-state", "live");
    const detail = page.getByTestId("source-detail");
    await expect(detail).toContainText(/2 events, 1 of them an aggregate, stand for 1.000/, { timeout: 25_000 });
    await page.getByRole("tab", { name: "Rejects" }).click();
    await expect(page.getByTestId("rejects")).toContainText("category");
    await shoot(page, "sources-rejects");
    await page.getByRole("tab", { name: "Requests" }).click();
    await expect(page.getByTestId("requests").locator("tbody tr")).toHaveCount(1);
    await shoot(page, "sources-requests");
  });

  await page.getByRole("tab", { name: "Keys" }).click();
  const keys = page.getByTestId("keys");
  const second = await test.step("rotate: both keys work for the grace period", async () => {
    await keys.getByRole("button", { name: /^Rotate/ }).click();
    await dialog.getByRole("button", { name: "Rotate key" }).click();
    await expect(dialog).toContainText("The old key works until");
    const key = await secret();
    await dialog.getByRole("button", { name: "Done" }).click();
    // A list does not change under the pointer, which is where the press was.
    await page.mouse.move(0, 0);
    await expect(keys.locator('tr[data-state="active"]')).toHaveCount(2);
    await expect(keys).toContainText("being replaced");
    await shoot(page, "sources-keys");
    expect((await post(fresh, first, removal(Date.now() - 100, 5))).status).toBe(200);
    expect((await post(fresh, key, removal(Date.now() - 100, 7))).status).toBe(200);
    return key;
  });

  await test.step("revoke the old key: it gets 401 at once, the new one goes on", async () => {
    const [, id = ""] = first.split("_");
    await keys
      .getByTestId(`key-${id}`)
      .getByRole("button", { name: /^Revoke/ })
      .click();
    await expect(dialog).toContainText("gets 401");
    await shoot(page, "dialog-revoke");
    await dialog.getByRole("button", { name: "Revoke key" }).click();
    await expect(keys.getByTestId(`key-${id}`)).toHaveAttribute("data-state", "revoked");
    expect((await post(fresh, first, removal(Date.now(), 5))).status).toBe(401);
    expect((await post(fresh, second, removal(Date.now() - 100, 1))).status).toBe(200);
  });

  await test.step("void one request: look first, then do it", async () => {
    await page.getByRole("tab", { name: "Requests" }).click();
    const requests = page.getByTestId("requests");
    const wrong = requests.locator("tbody tr").filter({ hasText: /1.000/ });
    await wrong.getByRole("button", { name: /^Void request/ }).click();
    await dialog.getByLabel("Why").fill("a test on the live key");
    await dialog.getByRole("button", { name: "Preview" }).click();
    await expect(dialog.getByTestId("void-effect")).toHaveText(
      /Takes back 2 events that stand for 1.000, (from|of) .* UTC\./,
    );
    await shoot(page, "dialog-void");
    await dialog.getByRole("button", { name: "Void them" }).click();
    await expect(dialog).toHaveCount(0);
    const voidings = page.getByTestId("voidings");
    await expect(voidings.locator("tbody tr")).toHaveCount(1);
    await expect(voidings).toContainText("a test on the live key");
    await expect(voidings).toContainText("Ada Admin");
    await shoot(page, "sources-voidings");
    await page.getByRole("tab", { name: "Requests" }).click();
    await expect(wrong).toContainText("voided");
  });

  await test.step("revoke the source", async () => {
    await page.getByRole("button", { name: "Revoke source" }).click();
    await dialog.getByRole("button", { name: "Revoke source" }).click();
    await expect(row).toHaveAttribute("data-state", "revoked");
    expect((await post(fresh, second, removal(Date.now(), 1))).status).toBe(401);
    await shoot(page, "sources-revoked");
  });
});

async function axeProblems(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"])
    .analyze();
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id} at ${target.join(" ")}`));
}

test("axe finds nothing, nothing is cut off or wider than its window; a viewer sees neither keys nor presses", async ({
  fresh,
  visitors,
}) => {
  test.setTimeout(180_000);
  const [admin, viewer] = await Promise.all([
    fresh.person("Ada Admin", "admin"),
    fresh.person("Vera Viewer", "viewer"),
  ]);
  const now = Date.now();
  const long = await fresh.source(`${"Unbroken".repeat(11)} and more`, "events");
  const tool = await fresh.source("Moderation tool", "events", "statements");
  await fresh.source("Police FR", "hotline");
  const hash = await fresh.source("Hash matching", "events");
  await long.events(...minutes(now - 3_600_000, 20));
  await tool.events(...minutes(now, 9_000), bad(now), bad(now), { specversion: "1.0", id: "x" });
  await hash.events(removal(now - 200, 30));
  await hash.events(removal(now - 100, 1));
  const admins = await visitors.arrive(fresh, admin);
  const scope = { scope: { sourceId: hash.id }, reason: "the list of hashes was one of a test" };
  expect((await ask(admins, fresh, "counting.void", scope)).status()).toBe(200);

  const problems: string[] = [];
  const look = async (page: Page, name: string) => {
    await shoot(page, name);
    problems.push(...(await axeProblems(page)).map((problem) => `${name}: ${problem}`));
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    if (wide > 0) problems.push(`${name}: ${wide} pixels stand beyond the right edge`);
  };
  const views = ["rejects", "requests", "keys", "voidings"];
  for (const [theme, width, height] of [
    ["dark", 1440, 900],
    ["light", 360, 740],
    ...(shots
      ? ([
          ["light", 1440, 900],
          ["dark", 900, 900],
        ] as const)
      : []),
  ] as const) {
    const page = await visitors.arrive(fresh, admin, { viewport: { width, height }, theme });
    const name = `${theme}-${width}`;
    await page.goto("/sources");
    await expect(page.getByTestId(`row-source-${tool.id}`)).toBeVisible();
    await look(page, `${name}-list`);
    for (const view of width === 360 && !shots ? views.slice(2) : views) {
      await page.goto(`/sources?source=${view === "voidings" ? hash.id : tool.id}&show=${view}&zone=local`);
      await expect(page.getByTestId(view).locator("tbody tr").first()).toBeVisible();
      await look(page, `${name}-${view}`);
    }
    await page.goto(`/sources?source=${long.id}`);
    await expect(page.getByText("Nothing was rejected in the last 7 days.")).toBeVisible();
    await look(page, `${name}-long`);
    await page.getByRole("button", { name: "Void events" }).click();
    await page.getByRole("button", { name: "Preview" }).click();
    await expect(page.getByTestId("void-effect")).toHaveText(/Takes back 20 events/);
    await look(page, `${name}-void`);
  }
  expect(problems).toEqual([]);

  const page = await visitors.arrive(fresh, viewer, { theme: "light" });
  await openNow(page);
  await page.getByRole("link", { name: "Moderation tool" }).click();
  await expect(page.getByTestId("rejects").locator("tbody tr").first()).toBeVisible();
  await expect(
    page
      .getByRole("button", { name: /source|key|void|rotate|revoke/i })
      .filter({ hasNotText: /tool|Hash|Police|Unbroken/ }),
  ).toHaveCount(0);
  await expect(page.getByRole("tab")).toHaveText(["Rejects", "Requests", "Voidings"]);
  await page.goto(`/sources?source=${tool.id}&show=keys`);
  await expect(page.getByTestId("rejects")).toBeVisible();
  await expect(page.getByTestId("keys")).toHaveCount(0);
  const input = encodeURIComponent(JSON.stringify({ sourceId: tool.id }));
  expect((await page.context().request.get(`/api/trpc/sources.keys?input=${input}`)).status()).toBe(403);
  expect((await ask(page, fresh, "sources.create", { name: "Mine", scopes: ["events"] })).status()).toBe(403);
  await shoot(page, "viewer");
});

test("without an answer the figures stay, say since when they were true, and are none of now", async ({
  fresh,
  visitors,
}) => {
  const viewer = await fresh.person("Vera Viewer", "viewer");
  const tool = await fresh.source("Moderation tool", "events");
  expect((await tool.events(removal(Date.now() - 100, 12))).status).toBe(200);
  const page = await visitors.arrive(fresh, viewer);
  await page.goto(`/sources?source=${tool.id}`);
  const row = page.getByTestId(`row-source-${tool.id}`);
  await expect(row).toContainText("live");
  await expect(page.getByTestId("connection")).toHaveAttribute("data-state", "live");
  await expect(page.getByText("Nothing was rejected")).toBeVisible();
  visitors.expectConsole(/net::ERR_|WebSocket connection to/);
  await fresh.kill();
  await expect(page.getByText(/no answer since \d\d:\d\d:\d\d UTC, true then/).first()).toBeVisible({
    timeout: 30_000,
  });
  await expect(row).toContainText(/was (live|delayed)/);
  const frozen = await row.innerText();
  await page.waitForTimeout(2_000);
  expect(await row.innerText()).toBe(frozen);
  await shoot(page, "disconnected");
  await fresh.startAgain();
  await expect(row).not.toContainText("was ", { timeout: 20_000 });
});
