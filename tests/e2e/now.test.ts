import { removal } from "../support/installation.ts";
import { expect, openNow, test } from "./browsing.ts";
import { goingOn, weekAndNow } from "./steady-week.ts";

test("a lead sees what is unusual against the same time last week, and what it is measured by", async ({
  fresh,
  visitors,
}) => {
  await using _ = goingOn(await weekAndNow(fresh));
  const page = await visitors.arrive(fresh, await fresh.person("Mira Solis", "viewer"), { theme: "dark" });
  await openNow(page);
  const tile = (id: string) => page.getByTestId(`tile-${id}`);
  await expect(tile("takedowns")).toContainText(/(2\.[5-9]|3(\.\d)?)\u00D7 vs/);
  await expect(tile("user-reports")).toContainText(/same as|\d.%/);
  await expect(tile("sign-ups")).toContainText(/same as|\d.%/);
  // 440 decisions and 20 sign-ups each 10 seconds.
  const abuse = async () => Math.round(Number(await tile("abuse").getAttribute("data-value")) / 1_000);
  await expect.poll(abuse).toBeGreaterThan(18);
  await expect.poll(abuse).toBeLessThan(26);
  await expect(page.getByTestId("multiple-scams_and_fraud")).toContainText(/(3\.[3-9]|4(\.\d)?)\u00D7 vs/);
  await expect(page.getByTestId("multiple-protection_of_minors")).toContainText(/same as|%/);
  const status = page.getByRole("region", { name: "Status" });
  await expect(status).toContainText(/Scams and fraud (3\.[5-9]|4)\u00D7.*vs \w{3} \d+ \w{3}, last 10 min/);
  await expect(status).not.toContainText("Protection of minors");
  await status.getByRole("link", { name: /Scams and fraud/ }).click();
  await expect(page).toHaveURL(/\/explore\?category=scams_and_fraud/);
});

test("between two points the large chart rests, while what is counted so far moves and the badge tells its age", async ({
  fresh,
  visitors,
}) => {
  const tool = await fresh.source("Moderation tool");
  const send = (time: number, count: number) => tool.events(removal(time, count));
  for (let back = 1; back <= 12; back++) expect((await send(Date.now() - back * 10_000, 100)).status).toBe(200);
  const page = await visitors.arrive(fresh, await fresh.person("Rita Rest", "viewer"));
  await openNow(page);
  const chart = page.getByTestId("chart-takedowns");
  await expect(chart.locator(".recharts-line path").first()).toBeAttached();
  // Well inside of a bucket: its beginning moves the axis, and the end of the one before adds a point.
  await expect.poll(() => Date.now() % 10_000).toBeLessThan(1_000);
  await page.waitForTimeout(1_500);
  // It ends a delay, after which more is to be expected: the hatch begins elsewhere.
  expect((await send(Date.now(), 10)).status).toBe(200);
  await page.waitForTimeout(1_000);
  const moved = await chart.evaluateHandle((node) => {
    const counts = { drawing: 0, total: 0, soFar: 0 };
    const watch = (target: Element | null, key: keyof typeof counts, what: MutationObserverInit) =>
      target && new MutationObserver((all) => (counts[key] += all.length)).observe(target, what);
    const within = { attributes: true, childList: true, characterData: true, subtree: true };
    watch(node.querySelector(".recharts-wrapper"), "drawing", within);
    watch(node, "total", { attributeFilter: ["data-total"] });
    watch(node.querySelector("[data-so-far]"), "soFar", within);
    return counts;
  });
  for (let n = 0; n < 5; n++) {
    expect((await send(Date.now(), 10)).status).toBe(200);
    await page.waitForTimeout(700);
  }
  await expect(chart.locator("header")).toContainText(/live\s*\d+\ss/);
  const { drawing, total, soFar } = await moved.jsonValue();
  expect(total).toBeGreaterThanOrEqual(4);
  expect(soFar).toBeGreaterThanOrEqual(4);
  expect(drawing, "changes within what Recharts drew").toBe(0);
});
