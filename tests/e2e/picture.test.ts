import { event, removal } from "../support/installation.ts";
import { expect, openNow, test } from "./browsing.ts";

const minutes = 14;
/** Removals in 10 s at the middle of the wave, by category. */
const usual: Record<string, number> = {
  STATEMENT_CATEGORY_SCAMS_AND_FRAUD: 5_200,
  STATEMENT_CATEGORY_PROTECTION_OF_MINORS: 2_400,
  STATEMENT_CATEGORY_RISK_FOR_PUBLIC_SECURITY: 900,
  STATEMENT_CATEGORY_ILLEGAL_OR_HARMFUL_SPEECH: 1_700,
  STATEMENT_CATEGORY_VIOLENCE: 1_200,
};

/** A slow wave with ripples: the same each time, so that a new picture differs only where the page does. */
const wave = (step: number, phase: number) =>
  1 + 0.25 * Math.sin(step / 13 + phase) + 0.08 * Math.sin(step * 1.7 + phase * 3);

test("Now with charts full of the last minutes fits its window", async ({ fresh, visitors }) => {
  test.setTimeout(240_000);
  const lead = await fresh.person("Mira Solis", "on-call");
  const tool = await fresh.source("Moderation tool (simulated)");
  const signUps = await fresh.source("Sign-up service (simulated)");
  const police = await fresh.source("Police FR (simulated)", "hotline");
  const now = Date.now();
  const steps = Array.from({ length: minutes * 6 }, (_, step) => ({ step, at: now - 400 - step * 10_000 }));
  const removals = steps.flatMap(({ step, at }) =>
    Object.entries(usual).map(([category, count], index) =>
      removal(at, Math.round(count * wave(step, index)), category),
    ),
  );
  const growth = steps.flatMap(({ step, at }) => [
    event("accounts.created", at, { count: Math.round(1_500 * wave(step, 2)) }),
    event("accounts.deleted", at, { count: Math.round(310 * wave(step, 4)) }),
  ]);
  const measured = event("audience.measured", now - minutes * 60_000, { gauge: "total_users", value: 950_000_000 });
  // The same a week ago, but for a third of the scams: what was live then is what today is set against.
  const week = 7 * 86_400_000;
  const before = steps.flatMap(({ step, at }) =>
    Object.entries(usual).map(([category, count], index) => {
      const then = category.endsWith("SCAMS_AND_FRAUD") ? count / 3 : count;
      return removal(at - week, Math.round(then * wave(step, index + 1)), category);
    }),
  );
  const grown = steps.map(({ step, at }) =>
    event("accounts.created", at - week, { count: Math.round(1_300 * wave(step, 5)) }),
  );
  expect(await tool.eventsAt(now - week, ...before)).toMatchObject({ status: 200, body: { rejected: [] } });
  expect(await signUps.eventsAt(now - week, ...grown)).toMatchObject({ status: 200, body: { rejected: [] } });
  for (const posted of await Promise.all([tool.events(...removals), signUps.events(measured, ...growth)])) {
    expect(posted).toMatchObject({ status: 200, body: { rejected: [] } });
  }
  for (const [urgency, threat] of [
    ["threat_to_life", "terrorism"],
    ["urgent", "abduction"],
    ["standard", "violence"],
  ] as const) {
    expect((await police.hotlineCase({ reference: `FR 2026/${urgency}`, urgency, threat })).status).toBe(201);
  }

  const page = await visitors.arrive(fresh, lead, { theme: "dark" });
  await openNow(page);
  await expect(page.getByTestId("tile-takedowns")).toHaveAttribute("data-state", /live|delayed/);
  const total = async () => Number(await page.getByTestId("chart-takedowns").getAttribute("data-total"));
  await expect.poll(total).toBeGreaterThan(500_000);
  await expect(page.getByTestId("case-HC-3")).toBeVisible();
  const drawn = page.getByTestId("chart-takedowns").locator(".recharts-line path");
  await expect.poll(() => drawn.count()).toBeGreaterThan(4);
  // A fresh event, so that the picture shows a page that is live.
  expect((await tool.events(removal(Date.now() - 100, 900))).status).toBe(200);
  await expect(page.getByTestId("chart-takedowns")).toHaveAttribute("data-state", "live");
  await expect(page.getByText("connecting")).toHaveCount(0);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBe(0);
  const shot = await page.screenshot();
  expect(shot.length).toBeGreaterThan(40_000);
});
