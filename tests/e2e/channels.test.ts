import type { Page } from "@playwright/test";
import { callAs } from "../support/call-as.ts";
import { startInstallation } from "../support/installation.ts";
import { startReceiver } from "../support/receiver.ts";
import { axeProblems, expect, pageHears, test } from "./browsing.ts";

const shots = process.env.ONCALL_SHOTS;
/** For the eye, not for the test: a picture where ONCALL_SHOTS names a folder. */
async function shoot(page: Page, name: string): Promise<void> {
  if (shots) await page.screenshot({ path: `${shots}/${name}.png`, fullPage: true });
}
const dialogOf = (page: Page) => page.getByRole("dialog");
const panelOf = (page: Page) => page.locator("[data-panel=channels]");
async function openOnCall(page: Page): Promise<void> {
  await page.goto("/on-call");
  await pageHears(page);
}

test("whoever is on call adds a webhook, reads that it reaches them, gives it a new secret and deletes it", async ({
  visitors,
}) => {
  test.setTimeout(180_000);
  await using receiver = await startReceiver();
  await using site = await startInstallation({ OUTBOUND_ALLOW: `127.0.0.1:${receiver.port}` });
  visitors.expectConsole(/oncall[.]createContact/);
  const ada = await site.person("Ada Oncall", "on-call");
  const phone = await visitors.arrive(site, ada, { viewport: { width: 360, height: 740 } });
  await openOnCall(phone);
  await expect(panelOf(phone)).toContainText("Only an open page of Watchfloor reaches you");
  await expect(panelOf(phone)).toContainText("makes no voice calls and sends no SMS itself");
  await expect(phone.getByTestId("channel-mail")).toContainText("does not reach you: no mail server is set here");
  await expect(phone.getByTestId("channel-webhook")).toContainText("does not reach you: no endpoint yet");
  await shoot(phone, "channels-none");

  await panelOf(phone).getByRole("button", { name: "Add a webhook" }).press("Enter");
  await dialogOf(phone).getByLabel("Address").fill("https://10.0.0.1/");
  await dialogOf(phone).getByRole("button", { name: "Add", exact: true }).click();
  await expect(dialogOf(phone).getByRole("alert")).toContainText("its address is not on the public internet");
  await dialogOf(phone).getByLabel("Address").fill(`${receiver.url}/secret-path`);
  await shoot(phone, "channels-add");
  await dialogOf(phone).getByRole("button", { name: "Add", exact: true }).click();
  await expect(dialogOf(phone).getByLabel("The new secret")).toHaveValue(/^whsec_/);
  await expect(dialogOf(phone)).toContainText("it is kept sealed, for signing");
  expect(await axeProblems(phone)).toEqual([]);
  await shoot(phone, "channels-secret");
  await dialogOf(phone).getByRole("button", { name: "Done" }).click();
  await expect(phone.getByTestId("contact")).toContainText(`Signed webhook to 127.0.0.1:${receiver.port}`);
  await expect(phone.getByTestId("channel-webhook")).toContainText("1 endpoint");
  await expect(panelOf(phone), "the rules do not name it yet").toContainText("Only an open page");
  expect(await phone.content()).not.toContain("secret-path");

  const call = await callAs(site, ada);
  const steps = [{ delayMinutes: 0, channel: "webhook" }];
  await call("oncall.changeNotificationRules", { high: steps, low: steps, quiet: null });
  await expect(panelOf(phone)).not.toContainText("Only an open page");
  await shoot(phone, "channels-phone");

  await phone.getByRole("button", { name: /^Give .* a new secret$/ }).press("Enter");
  await dialogOf(phone).getByRole("button", { name: "Make it" }).click();
  await expect(dialogOf(phone).getByLabel("The new secret")).toHaveValue(/^whsec_/);
  await dialogOf(phone).getByRole("button", { name: "Done" }).click();

  // A Slack-compatible one has no secret: the dialog closes by itself.
  await panelOf(phone).getByRole("button", { name: "Add a webhook" }).press("Enter");
  await dialogOf(phone).getByLabel("Kind").selectOption("Slack-compatible webhook");
  await dialogOf(phone).getByLabel("Address").fill(receiver.url);
  await dialogOf(phone).getByRole("button", { name: "Add", exact: true }).click();
  await expect(dialogOf(phone)).toHaveCount(0);
  await expect(phone.getByTestId("contact")).toHaveCount(2);
  await expect(phone.getByRole("button", { name: /a new secret$/ })).toHaveCount(1);

  for (const theme of ["dark", "light"] as const) {
    const wide = await visitors.arrive(site, ada, { theme, viewport: { width: 1440, height: 900 } });
    await openOnCall(wide);
    await expect(wide.getByTestId("contact")).toHaveCount(2);
    await shoot(wide, `channels-${theme}`);
    expect(await axeProblems(wide), theme).toEqual([]);
    await wide.context().close();
  }

  await phone
    .getByRole("button", { name: /^Delete the webhook to/ })
    .first()
    .press("Enter");
  await dialogOf(phone).getByRole("button", { name: "Delete" }).click();
  await expect(phone.getByTestId("contact")).toHaveCount(1);

  const vera = await site.person("Vera Viewer", "viewer");
  const looking = await visitors.arrive(site, vera);
  await openOnCall(looking);
  await expect(panelOf(looking), "whoever is never on call has no channels").toHaveCount(0);
  // The browsers end before the server that they look at.
  for (const page of [phone, looking]) await page.context().close();
});
