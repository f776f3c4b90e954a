import { event, type Installation, removal, type Sender } from "../support/installation.ts";
import { expect, openNow, test } from "./browsing.ts";

/** Some of everything, so that no panel is empty. */
async function fill(at: Installation): Promise<Sender> {
  const sender = await at.source(`Moderation tool ${Date.now().toString(36)}`);
  const now = Date.now();
  const minutes = Array.from({ length: 12 }, (_, minute) => now - 1_000 - minute * 60_000);
  const posted = await sender.events(
    event("audience.measured", now - 3_600_000, { gauge: "total_users", value: 950_000_000 }),
    ...minutes.flatMap((time, index) => [
      removal(time, 40 + index * 3),
      removal(time, 25, "STATEMENT_CATEGORY_VIOLENCE"),
      event("accounts.created", time, { count: 300 + index }),
    ]),
  );
  expect(posted.status).toBe(200);
  const reference = `quality ${now}`;
  expect((await sender.hotlineCase({ reference, urgency: "threat_to_life", threat: "terrorism" })).status).toBe(201);
  return sender;
}

test("every page carries a content policy with a nonce of its own, and no page may be framed", async ({
  installation,
  visitors,
}) => {
  const viewer = await installation.person("Nora Nonce", "viewer");
  const page = await visitors.arrive(installation, viewer);
  const nonces = new Set<string>();
  for (const path of ["/", "/welcome", "/", "/no-such-page"]) {
    const policy = (await page.context().request.get(path)).headers()["content-security-policy"] ?? "";
    expect(policy).toContain("default-src 'self'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/script-src[^;]*unsafe/);
    nonces.add(policy.match(/'nonce-([^']+)'/)?.[1] ?? "");
  }
  expect(nonces.size).toBe(4);
  await openNow(page);
  // What a script with a nonce loads later is trusted with it (strict-dynamic); the document itself names none without.
  const html = await (await page.context().request.get("/")).text();
  const scripts = html.match(/<script\b[^>]*\bsrc=[^>]*>/g) ?? [];
  expect(scripts.length).toBeGreaterThan(0);
  expect(scripts.filter((script) => !/\bnonce="[^"]+"/.test(script))).toEqual([]);
});

test("nothing on the page moves while figures change for 10 s", async ({ installation, visitors }) => {
  const viewer = await installation.person("Stella Still", "viewer");
  const sender = await fill(installation);
  const page = await visitors.arrive(installation, viewer);
  await openNow(page);
  // Sources of other tests on this installation fall silent; what moves does not depend on them.
  await expect(page.getByTestId("tile-takedowns")).toHaveAttribute("data-state", /live|partial/);
  await page.waitForTimeout(1_500);
  await page.evaluate(() => {
    const kept = window as unknown as { moved: { value: number; nodes: string[] }[] };
    kept.moved = [];
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        const { value, sources } = entry as PerformanceEntry & { value: number; sources: { node?: Node }[] };
        kept.moved.push({ value, nodes: sources.map(({ node }) => (node as Element)?.outerHTML?.slice(0, 200) ?? "") });
      }
    }).observe({ type: "layout-shift" });
  });
  const before = await page.getByTestId("chart-takedowns").getAttribute("data-total");
  const until = Date.now() + 10_000;
  while (Date.now() < until) {
    const count = 10 ** Math.floor(Math.random() * 6);
    const at = Date.now() - 300;
    expect((await sender.events(removal(at, count), event("accounts.created", at, { count }))).status).toBe(200);
    await page.waitForTimeout(200);
  }
  expect(await page.getByTestId("chart-takedowns").getAttribute("data-total")).not.toBe(before);
  const moved = await page.evaluate(() => (window as unknown as { moved: { value: number; nodes: string[] }[] }).moved);
  expect(
    moved.reduce((sum, { value }) => sum + value, 0),
    JSON.stringify(moved, null, 1),
  ).toBeLessThan(0.001);
});

test("by keyboard alone: from the top of the page to Acknowledge, with the focus always to be seen", async ({
  installation,
  visitors,
}) => {
  const acts = await installation.person("Kay Keyboard", "on-call");
  const police = await installation.source("Police NL", "hotline");
  const raised = await police.hotlineCase({ reference: "keyboard", urgency: "threat_to_life", threat: "terrorism" });
  const page = await visitors.arrive(installation, acts);
  await openNow(page);
  const button = page.getByRole("button", { name: `Acknowledge ${raised.body.number}` });
  await expect(button).toBeVisible();
  const reached = () => button.evaluate((node) => node === document.activeElement);
  for (let presses = 0; presses < 120 && !(await reached()); presses++) {
    await page.keyboard.press("Tab");
    const hidden = await page.evaluate(() => {
      const focused = document.activeElement;
      if (!focused || focused === document.body) return null;
      const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(focused);
      const shown = (outlineStyle !== "none" && outlineWidth !== "0px") || boxShadow !== "none";
      return shown ? null : focused.outerHTML.slice(0, 200);
    });
    expect(hidden, "an element has the focus and does not show it").toBeNull();
  }
  expect(await reached(), "Tab never came to the button").toBe(true);
  await page.keyboard.press("Enter");
  await expect(page.getByTestId(`case-${raised.body.number}`)).toHaveAttribute("data-state", "acknowledged");
  await expect(page.getByTestId(`case-${raised.body.number}`)).toContainText("by Kay Keyboard");
});
