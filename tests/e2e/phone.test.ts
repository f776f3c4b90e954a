import type { Page } from "@playwright/test";
import { expect, openNow, test } from "./browsing.ts";
import { goingOn, weekAndNow } from "./steady-week.ts";

const phone = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true };
/** The least size of a target that is pressed, CSS px (WCAG 2.2, 2.5.8). */
const least = 24;

/**
 * Targets smaller than that which the rule does not except: links within a sentence, and those so far from others that
 * a circle of that size around each meets no other target.
 */
function smallTargets(page: Page): Promise<string[]> {
  return page.evaluate((least) => {
    const pressed =
      "a[href], button, input, select, textarea, summary, [role=menuitem], [role=menuitemradio], [role=tab]";
    const targets = [...document.querySelectorAll<HTMLElement>(pressed)].flatMap((node) => {
      const box = node.getBoundingClientRect();
      const hidden = !node.checkVisibility({ visibilityProperty: true }) || node.closest(".sr-only, [inert]");
      return hidden || box.width <= 1 || box.height <= 1 ? [] : [{ node, box }];
    });
    const small = targets.filter(({ box }) => box.width < least || box.height < least);
    const distance = (x: number, y: number, box: DOMRect) =>
      Math.hypot(Math.max(box.left - x, 0, x - box.right), Math.max(box.top - y, 0, y - box.bottom));
    return small.flatMap(({ node, box }) => {
      const inSentence =
        getComputedStyle(node).display === "inline" && (node.parentElement?.innerText ?? "") !== node.innerText;
      const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
      const alone = targets.every((other) => other.node === node || distance(x, y, other.box) >= least / 2);
      const size = `${Math.round(box.width)}\u00D7${Math.round(box.height)}`;
      return inSentence || alone ? [] : [`${size} ${node.outerHTML.slice(0, 160)}`];
    });
  }, least);
}

/** What can be moved sideways: the page itself or a box in it. Tables have two dimensions and may (WCAG 1.4.10). */
function scrollsSideways(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const boxes = [document.documentElement, ...document.querySelectorAll<HTMLElement>("body *")];
    return boxes
      .filter((box) => box.scrollWidth > box.clientWidth + 1)
      .filter((box) => box === document.documentElement || /auto|scroll/.test(getComputedStyle(box).overflowX))
      .filter((box) => box.querySelector(":scope > table") === null && box.checkVisibility())
      .map((box) => `${box.scrollWidth} > ${box.clientWidth} ${box.outerHTML.slice(0, 160)}`);
  });
}

test("a lead at 3 a.m. with a phone: what is unusual, how old is it, who waits, what is it made of, and back", async ({
  fresh,
  visitors,
}) => {
  test.setTimeout(150_000);
  await using _ = goingOn(await weekAndNow(fresh));
  const police = await fresh.source("Police NL", "hotline");
  const raised = await police.hotlineCase({ reference: "phone", urgency: "threat_to_life", threat: "terrorism" });
  const lead = await fresh.person("Mira Solis", "on-call");
  const page = await visitors.arrive(fresh, lead, { ...phone, theme: "dark" });
  await openNow(page);
  const status = page.getByRole("region", { name: "Status" });
  const look = async (name: string) => {
    expect(await scrollsSideways(page), `${name} is moved sideways`).toEqual([]);
    expect(await smallTargets(page), `${name} has targets too small to be pressed`).toEqual([]);
    if (process.env.LOOK) await page.screenshot({ path: `${process.env.LOOK}/phone-${name}.png`, fullPage: true });
  };
  const unusual = status.getByRole("link", { name: /Scams and fraud (3\.\d|4)\u00D7/ });

  await test.step("what is unusual, and against what: on the first screen", async () => {
    await expect(unusual).toBeInViewport({ ratio: 1 });
    await expect(unusual).toContainText(/vs \w{3} \d+ \w{3}, last 10 min/);
  });
  await test.step("how old is it?", async () => {
    const line = page.getByTestId("connection");
    await expect(line).toBeInViewport({ ratio: 1 });
    await expect(line).toContainText(/live ?\d+.s/);
    const chart = page.locator('[data-panel="takedowns"]');
    await chart.scrollIntoViewIfNeeded();
    await expect(chart).toContainText(/live ?\d+.s/);
  });
  await look("now");
  await test.step("who waits, and since when it is mine", async () => {
    await status.getByRole("link", { name: /1 hotline case open/ }).tap();
    const card = page.getByTestId(`case-${raised.body.number}`);
    await expect(card).toBeInViewport();
    await card.getByRole("button", { name: /Acknowledge/ }).tap();
    await expect(card).toHaveAttribute("data-state", "acknowledged");
    await expect(card).toContainText("by Mira Solis");
    await expect(status).not.toContainText("hotline case");
  });
  await test.step("what is it made of: one press, with the same filter", async () => {
    await unusual.tap();
    await expect(page).toHaveURL(/\/explore\?category=scams_and_fraud/);
    const chart = page.locator('[data-panel="explore"]');
    await expect(chart).toContainText("Takedowns, Scams and fraud");
    await expect(page.getByTestId("chart-explore")).toHaveAttribute("data-total", /[1-9]/);
    // By country whole hours are known, and of this one nothing may be: an answer is what is waited for.
    await expect(page.getByTestId("ranks-country")).toContainText("By country");
    await expect(page.locator("[data-panel][data-state=loading]")).toHaveCount(0);
    await look("explore");
    await chart.getByRole("slider").tap();
    await expect(page.getByTestId("plot-tooltip")).toBeVisible();
    await look("explore-tooltip");
  });
  await test.step("and back", async () => {
    await page.goBack();
    await expect(page).toHaveURL(/\/$|\/#hotline$/);
    await expect(unusual).toBeInViewport({ ratio: 1 });
    await expect(page.getByTestId("tile-takedowns")).toHaveAttribute("data-state", "live");
  });
  await test.step("the other pages", async () => {
    for (const path of ["/growth?range=24h", "/sources"]) {
      await page.goto(path);
      await expect(page.locator("[data-panel][data-state=loading]")).toHaveCount(0);
      await look(path.replaceAll(/\W+/g, ""));
    }
  });
});
