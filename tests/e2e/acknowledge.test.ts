import type { Page } from "@playwright/test";
import type { Installation } from "../support/installation.ts";
import { expect, openNow, test } from "./browsing.ts";

async function raise(at: Installation, authority: string): Promise<{ id: string; number: string }> {
  const police = await at.source(authority, "hotline");
  const raised = await police.hotlineCase({ reference: authority, urgency: "urgent", threat: "abduction" });
  expect(raised.status).toBe(201);
  return raised.body;
}

const cardOf = (page: Page, number: string) => page.getByTestId(`case-${number}`);
const press = (page: Page, number: string) => page.getByRole("button", { name: `Acknowledge ${number}` });

test("acknowledged in one browser, every other shows who and that the clock stopped; a viewer only watches", async ({
  installation,
  visitors,
}) => {
  const [anna, ben, vera] = await Promise.all([
    installation.person("Anna Acts", "on-call"),
    installation.person("Ben Beside", "on-call"),
    installation.person("Vera Views", "viewer"),
  ]);
  const annas = await visitors.arrive(installation, anna);
  const bens = await visitors.arrive(installation, ben);
  const veras = await visitors.arrive(installation, vera);
  await Promise.all([annas, bens, veras].map(openNow));
  const raised = await raise(installation, "Police BE");

  for (const page of [annas, bens, veras]) {
    await expect(cardOf(page, raised.number)).toHaveAttribute("data-state", "open");
    await expect(cardOf(page, raised.number).getByRole("timer")).toBeVisible();
  }
  await expect(press(bens, raised.number)).toBeVisible();
  await expect(veras.getByRole("button", { name: /Acknowledge/ })).toHaveCount(0);
  const refused = await veras.context().request.post("/api/trpc/hotline.acknowledge", {
    headers: { origin: installation.url },
    data: { caseId: raised.id },
  });
  expect(refused.status()).toBe(403);
  expect(await refused.text()).toContain("FORBIDDEN");

  await press(annas, raised.number).click();
  for (const page of [annas, bens, veras]) {
    const card = cardOf(page, raised.number);
    await expect(card).toHaveAttribute("data-state", "acknowledged");
    await expect(card).toContainText("by Anna Acts");
    await expect(card).toContainText(/in \d+\ss/);
    await expect(card.getByRole("timer")).toHaveCount(0);
    await expect(press(page, raised.number)).toHaveCount(0);
  }
  const stopped = await cardOf(bens, raised.number).textContent();
  await bens.waitForTimeout(2_000);
  expect(await cardOf(bens, raised.number).textContent()).toBe(stopped);
});

test("of two who press, the slower is told who was first", async ({ installation, visitors }) => {
  const fast = await installation.person("Fay Fast", "on-call");
  const slow = await installation.person("Sid Slow", "on-call");
  const fays = await visitors.arrive(installation, fast);
  const sids = await visitors.arrive(installation, slow);
  await Promise.all([fays, sids].map(openNow));
  const raised = await raise(installation, "Police LU");

  // Sid presses while the case is open on his screen; his request travels until Fay's has been answered.
  const released = Promise.withResolvers<void>();
  await sids.route("**/api/trpc/hotline.acknowledge**", async (route) => {
    await released.promise;
    await route.continue();
  });
  visitors.expectConsole(/status of 409/);
  await press(sids, raised.number).click();
  await press(fays, raised.number).click();
  await expect(cardOf(fays, raised.number)).toContainText("by Fay Fast");
  released.resolve();
  await expect(sids.getByText(`${raised.number} was not acknowledged by you`)).toBeVisible();
  await expect(sids.getByText(/Already acknowledged by Fay Fast at \d\d:\d\d/)).toBeVisible();
  await expect(cardOf(sids, raised.number)).toContainText("by Fay Fast");
});
