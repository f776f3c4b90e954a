import { removal } from "../support/installation.ts";
import { expect, openNow, test } from "./browsing.ts";

const staleAfterMs = 15 * 60_000;

test("stale, live, delayed: the page names the age of the newest event, and no figure sinks to a zero nobody counted", async ({
  fresh,
  visitors,
}) => {
  const viewer = await fresh.person("Vera Viewer", "viewer");
  const sender = await fresh.source("Moderation tool", "events");
  const page = await visitors.arrive(fresh, viewer);
  await openNow(page);
  const connection = page.getByTestId("connection");
  const chart = page.getByTestId("chart-takedowns");
  const tile = page.getByTestId("tile-takedowns");
  await expect(connection).toHaveAttribute("data-state", "live");
  await expect(chart).toHaveAttribute("data-state", "empty");
  await expect(chart).toContainText("No takedown in the last 40 min.");

  // On receipt it is a few seconds short of 15 minutes old, so it is drawn; then it grows stale before our eyes.
  expect((await sender.events(removal(Date.now() - staleAfterMs + 6_000, 5))).status).toBe(200);
  await expect(chart).toHaveAttribute("data-state", "delayed");
  await expect(chart).toHaveAttribute("data-state", "stale", { timeout: 20_000 });
  await expect(tile).toHaveAttribute("data-state", "stale");
  await expect(tile).toHaveAttribute("data-value", "5");
  await expect(tile).toContainText(/was true at \d\d:\d\d/);
  await expect(chart).toContainText(/No new data since \d\d:\d\d:\d\d UTC\./);
  await expect(connection).toHaveAttribute("data-state", "stale");

  expect((await sender.events(removal(Date.now() - 500, 3))).status).toBe(200);
  await expect(chart).toHaveAttribute("data-state", "live");
  await expect(tile).toHaveAttribute("data-state", "live");
  await expect(connection).toHaveAttribute("data-state", "live");
});

test("live turns to delayed 10 s after the last event, keeps its last figure, and back with the next one", async ({
  fresh,
  visitors,
}) => {
  const viewer = await fresh.person("Vera Viewer", "viewer");
  const sender = await fresh.source("Moderation tool", "events");
  const page = await visitors.arrive(fresh, viewer);
  await openNow(page);
  const chart = page.getByTestId("chart-takedowns");
  const tile = page.getByTestId("tile-takedowns");
  const post = async () => expect((await sender.events(removal(Date.now() - 200, 4))).status).toBe(200);
  await post();
  const postedAt = Date.now();
  await expect(chart).toHaveAttribute("data-state", "live");
  await expect(tile).toHaveAttribute("data-state", "delayed", { timeout: 15_000 });
  expect(Date.now() - postedAt).toBeGreaterThan(9_000);
  await expect(tile).toHaveAttribute("data-value", "4");
  await expect(tile).toContainText(/delayed \d+\ss/);
  await expect(chart).toHaveAttribute("data-state", "delayed", { timeout: 15_000 });
  await expect(page.getByTestId("connection")).toHaveAttribute("data-state", "delayed");
  await expect(page.getByTestId(`source-${sender.id}`)).toHaveAttribute("data-state", /live|delayed/);
  await post();
  await expect(tile).toHaveAttribute("data-state", "live");
  await expect(chart).toHaveAttribute("data-state", "live");
});

test("the server is killed and started again: disconnected within seconds, then live with every figure", async ({
  fresh,
  visitors,
}) => {
  const viewer = await fresh.person("Vera Viewer", "viewer");
  const sender = await fresh.source("Moderation tool", "events");
  const page = await visitors.arrive(fresh, viewer);
  await openNow(page);
  expect((await sender.events(removal(Date.now() - 300, 6))).status).toBe(200);
  await expect(page.getByTestId("chart-takedowns")).toHaveAttribute("data-total", "6");
  visitors.expectConsole(/net::ERR_|WebSocket connection to/);
  await fresh.kill();
  await expect(page.getByTestId("connection")).toHaveAttribute("data-state", "disconnected", { timeout: 6_000 });
  for (const name of ["chart-takedowns", "chart-growth", "chart-hotline", "tile-takedowns", "tile-total-users"]) {
    await expect(page.getByTestId(name)).toHaveAttribute("data-state", "disconnected", { timeout: 5_000 });
  }
  await expect(page.getByTestId("chart-takedowns")).toHaveAttribute("data-total", "6");
  await fresh.startAgain();
  await expect(page.getByTestId("connection")).toHaveAttribute("data-state", /live|delayed/, { timeout: 25_000 });
  expect((await sender.events(removal(Date.now() - 300, 7))).status).toBe(200);
  await expect(page.getByTestId("chart-takedowns")).toHaveAttribute("data-total", "13");
});

test("partial: while a source is silent the figures that lack its part are lower bounds, and say which part", async ({
  fresh,
  visitors,
}) => {
  const [tool, classifier] = [
    await fresh.source("Moderation tool", "events"),
    await fresh.source("Classifier", "events"),
  ];
  const page = await visitors.arrive(fresh, await fresh.person("Vera Viewer", "viewer"));
  expect((await classifier.events(removal(Date.now() - 300, 30))).status).toBe(200);
  expect((await tool.events(removal(Date.now() - 300, 10))).status).toBe(200);
  await openNow(page);
  const timer = setInterval(() => void tool.events(removal(Date.now() - 200, 1)), 1_500);
  try {
    const tile = page.getByTestId("tile-takedowns");
    await expect(tile).toHaveAttribute("data-state", "partial", { timeout: 30_000 });
    await expect(tile).toContainText(/\u2265/);
    await expect(tile).toContainText(/\d+\u00A0% missing: Classifier/);
    await expect(page.getByTestId("chart-takedowns")).toContainText("1 of 2 sources");
    await expect(page.getByTestId("tile-sign-ups"), "nothing of it is missing there").not.toContainText("missing");
    await expect(page.getByRole("region", { name: "Status" })).toContainText(/1 source delayed.*Classifier/);
    expect((await classifier.events(removal(Date.now() - 200, 2))).status).toBe(200);
    await expect(tile).toHaveAttribute("data-state", "live");
  } finally {
    clearInterval(timer);
  }
});

test("loading, then refreshing without a dimmed chart, empty with a way on, forbidden with a reason", async ({
  fresh,
  visitors,
}) => {
  const viewer = await fresh.person("Vera Viewer", "viewer");
  const sender = await fresh.source("Moderation tool", "events");
  const page = await visitors.arrive(fresh, viewer);
  let held = true;
  let waiting: (() => void)[] = [];
  await page.route(/series\.read/, async (route) => {
    if (held) await new Promise<void>((resolve) => waiting.push(resolve));
    await route.continue();
  });
  const letGo = () => {
    held = false;
    for (const resume of waiting) resume();
    waiting = [];
  };
  const chart = page.getByTestId("chart-explore");
  await page.goto("/explore?range=2h");
  await expect(chart).toHaveAttribute("data-state", "loading");
  await expect(chart).toContainText("Loading");
  letGo();
  await expect(chart).toHaveAttribute("data-state", "empty");
  await expect(chart).toContainText("Nothing was counted");

  expect((await sender.events(removal(Date.now() - 300, 6))).status).toBe(200);
  await expect(chart).toHaveAttribute("data-state", /live|delayed/, { timeout: 20_000 });
  await expect(chart).toHaveAttribute("data-total", "6");
  held = true;
  await expect.poll(() => waiting.length, { timeout: 20_000 }).toBeGreaterThan(0);
  await expect(chart, "what was drawn stays").toHaveAttribute("data-total", "6");
  letGo();

  visitors.expectConsole(/403|WebSocket|net::ERR/);
  await fresh.rows("delete from person_role");
  await expect(page.getByText(/not shown to you|do not include|Sign in/).first()).toBeVisible({ timeout: 25_000 });
});
