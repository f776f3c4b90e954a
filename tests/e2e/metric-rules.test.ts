import { randomUUID } from "node:crypto";
import type { Page } from "@playwright/test";
import { callAs } from "../support/call-as.ts";
import { removal } from "../support/installation.ts";
import { expect, test } from "./browsing.ts";

const dialog = (page: Page) => page.getByRole("dialog");

test("an administrator writes a rule, sees when it would have fired, and its alert says who owns it and what to do", async ({
  fresh,
  visitors,
}) => {
  test.setTimeout(150_000);
  const root = await fresh.person("Root Rules", "admin", "on-call");
  const tool = await fresh.source("Moderation tool");
  const now = Date.now();
  const burst = Array.from({ length: 8 }, (_, index) =>
    removal(now - 3 * 60_000 - index, 1, "STATEMENT_CATEGORY_VIOLENCE"),
  );
  expect((await tool.events(...burst)).status).toBe(200);
  const page = await visitors.arrive(fresh, root);
  await page.goto("/alerts/rules");
  await expect(page.getByText("No count is watched.")).toBeVisible();
  await page.getByRole("button", { name: "New rule" }).click();
  await dialog(page).getByLabel("Name").fill("Flood");
  await dialog(page).getByLabel("This many").fill("5");
  await dialog(page).getByLabel("For so many minutes in a row").fill("1");
  await dialog(page).getByLabel("Owner").fill("Trust and safety");
  await dialog(page).getByLabel("Runbook").fill("https://wiki.example/flood");
  await dialog(page).getByRole("button", { name: "Preview" }).click();
  await expect(dialog(page)).toContainText("It would have fired once in the last 24 hours, last from");
  await expect(dialog(page)).toContainText("Between 0 and 8 were counted a minute.");
  // As many in the minutes around: whichever is the newest complete one when the rule is looked at.
  const flood = [-1, 0, 1, 2].flatMap((minute) =>
    Array.from({ length: 9 }, (_, index) =>
      removal(Date.now() + minute * 60_000 - index, 1, "STATEMENT_CATEGORY_VIOLENCE"),
    ),
  );
  expect((await tool.events(...flood)).status).toBe(200);
  await dialog(page).getByRole("button", { name: "Create" }).click();
  const row = page.getByTestId("rule-Flood");
  await expect(row).toContainText("Takedowns: more than 5 a minute for a minute");
  await expect(row).toContainText("Firing", { timeout: 60_000 });
  await expect(page.getByText("1 of 1 firing")).toBeVisible();
  await page.goto("/alerts");
  await page.getByRole("list", { name: "Alerts, open" }).getByRole("button", { name: /Flood/ }).click();
  const detail = page.getByTestId("alert-detail");
  await expect(detail).toContainText("Flood: takedowns above 5 a minute for 1 minute");
  await expect(detail).toContainText("Owner of the rule");
  await expect(detail).toContainText("Trust and safety");
  await expect(detail.getByRole("link", { name: "Runbook" })).toHaveAttribute("href", "https://wiki.example/flood");

  await page.goto("/alerts/rules");
  await page.getByRole("button", { name: "Delete Flood" }).click();
  await dialog(page).getByRole("button", { name: "Delete the rule" }).click();
  await expect(page.getByText("No count is watched.")).toBeVisible();
});

test("a rule watches each category for itself, another one users in total, and both say what they see", async ({
  fresh,
  visitors,
}) => {
  test.setTimeout(150_000);
  const root = await fresh.person("Root Each", "admin", "on-call");
  const tool = await fresh.source("Moderation tool");
  // As many in the minutes around: whichever is the newest complete one when the rules are looked at.
  const around = [-2, -1, 0, 1, 2].map((minute) => Date.now() + minute * 60_000);
  const flood = around.flatMap((time) => [
    ...Array.from({ length: 9 }, (_, index) => removal(time - index, 1, "STATEMENT_CATEGORY_VIOLENCE")),
    ...Array.from({ length: 4 }, (_, index) => removal(time - index, 1, "STATEMENT_CATEGORY_SELF_HARM")),
  ]);
  const users = around.slice(0, 2).map((at) => ({
    ...{ specversion: "1.0", id: randomUUID(), source: "/census", type: "audience.measured" },
    ...{ time: new Date(at).toISOString(), data: { gauge: "total_users", value: 950_000_000 } },
  }));
  expect((await tool.events(...flood, ...users)).status).toBe(200);
  const page = await visitors.arrive(fresh, root);
  await page.goto("/alerts/rules");
  await page.getByRole("button", { name: "New rule" }).click();
  await dialog(page).getByLabel("Name").fill("Flood of one");
  await dialog(page).getByLabel("Look at").selectOption("each category for itself");
  const further = dialog(page).getByLabel("And of each");
  await expect(further.getByRole("option", { name: "each subject" })).toBeAttached();
  await expect(further.getByRole("option", { name: "each country" }), "not counted together").not.toBeAttached();
  await dialog(page).getByLabel("This many").fill("5");
  await dialog(page).getByLabel("For so many minutes in a row").fill("1");
  await dialog(page).getByLabel("Owner").fill("Trust and safety");
  await dialog(page).getByRole("button", { name: "Preview" }).click();
  await expect(dialog(page)).toContainText("It would have fired once in the last 24 hours, last for Violence from");
  await dialog(page).getByRole("button", { name: "Create" }).click();
  const row = page.getByTestId("rule-Flood of one");
  await expect(row).toContainText("Takedowns, each category for itself: more than 5 a minute for a minute");

  await page.getByRole("button", { name: "New rule" }).click();
  await dialog(page).getByLabel("Name").fill("Users");
  await dialog(page).getByRole("combobox", { name: "Watch" }).selectOption("Users in total");
  await expect(dialog(page).getByLabel("Look at")).toHaveCount(0);
  await dialog(page).getByLabel("Fires when there are").selectOption("fewer than");
  await dialog(page).getByLabel("This many").fill("1000000000");
  await dialog(page).getByLabel("For so many minutes in a row").fill("1");
  await dialog(page).getByLabel("Owner").fill("Growth");
  await dialog(page).getByRole("button", { name: "Create" }).click();
  const total = page.getByTestId("rule-Users");
  await expect(total).toContainText(/Users in total: fewer than 1.000.000.000 for a minute/);

  await expect(row.getByRole("list", { name: "What of Flood of one fires" })).toContainText(
    "Violence: 9 takedowns, since",
    {
      timeout: 60_000,
    },
  );
  await expect(row.getByRole("listitem")).toHaveCount(1);
  await expect(total).toContainText(/950.000.000 users/, { timeout: 60_000 });
  await expect(total).toContainText("Firing");
  await page.goto("/alerts");
  const open = page.getByRole("list", { name: "Alerts, open" });
  await expect(open).toContainText("takedowns (category violence) above 5 a minute for 1 minute");
  await expect(open).toContainText("users in total below 1,000,000,000 for 1 minute");
});

test("an analyst tries a rule and cannot save it", async ({ installation, visitors }) => {
  const lee = await installation.person("Lee Looks", "analyst");
  const page = await visitors.arrive(installation, lee);
  await page.goto("/");
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Rules" }).click();
  await page.getByRole("button", { name: "Try a rule" }).click();
  await expect(dialog(page).getByLabel("Owner")).toHaveCount(0);
  await expect(dialog(page).getByRole("button", { name: "Create" })).toHaveCount(0);
  await dialog(page).getByLabel("Fires when a minute has").selectOption("none at all");
  await dialog(page).getByRole("button", { name: "Preview" }).click();
  await expect(dialog(page)).toContainText("in the last 24 hours");
});

test("an administrator gives the hotline a policy, makes an integration whose key is shown once, and revokes it", async ({
  fresh,
  visitors,
}) => {
  const root = await fresh.person("Root Routes", "admin", "on-call");
  const call = await callAs(fresh, root);
  const [person]: { id: string }[] = await call("oncall.people");
  await call("oncall.createPolicy", {
    ...{ name: "Night", repeats: 0 },
    levels: [{ delayMinutes: 5, targets: [{ kind: "person", personId: person?.id }] }],
  });
  const page = await visitors.arrive(fresh, root);
  await page.goto("/alerts/integrations");
  const hotline = page.getByTestId("integration-Hotline");
  await expect(hotline).toContainText("none: calls nobody");
  await expect(hotline.getByRole("button", { name: /^Revoke/ })).toHaveCount(0);
  await hotline.getByRole("button", { name: "Change whom Hotline calls" }).click();
  await dialog(page).getByLabel("Calls by the policy").selectOption("Night");
  await dialog(page).getByLabel("One page for").selectOption("each by itself");
  await dialog(page).getByRole("button", { name: "Change" }).click();
  await expect(hotline).toContainText("Night");
  await expect(hotline).toContainText("each by itself");

  await page.getByRole("button", { name: "New integration" }).click();
  await dialog(page).getByLabel("Name").fill("Uptime");
  await dialog(page).getByLabel("What it speaks").selectOption("Plain JSON");
  await dialog(page).getByLabel("Calls by the policy").selectOption("Night");
  await dialog(page).getByRole("button", { name: "Make the key" }).click();
  const key = await dialog(page).getByLabel("The new key").inputValue();
  await dialog(page).getByRole("button", { name: "Done" }).click();
  const row = page.getByTestId("integration-Uptime");
  await expect(row).toContainText("none yet");

  await page.getByRole("button", { name: "Plain JSON" }).click();
  const example = await page.getByRole("region", { name: "Example for Plain JSON" }).innerText();
  expect(example).toContain(`${fresh.url}/api/v1/alerts`);
  const [, body = ""] = /-d '([^']*)'/.exec(example) ?? [];
  const headers = { authorization: `Bearer ${key}` };
  const sent = await fetch(`${fresh.url}/api/v1/alerts`, { method: "POST", headers, body });
  expect(sent.status, "the example works as it stands").toBe(202);
  await expect(row).not.toContainText("none yet");
  expect((await page.content()).includes(key)).toBe(false);

  await row.getByRole("button", { name: "Revoke Uptime" }).click();
  await dialog(page).getByRole("button", { name: "Revoke the key" }).click();
  await expect(row).toContainText("revoked");
  expect((await fetch(`${fresh.url}/api/v1/alerts`, { method: "POST", headers, body })).status).toBe(401);

  const duty = await fresh.person("Dora Duty", "on-call");
  const seen = await visitors.arrive(fresh, duty);
  await seen.goto("/alerts/integrations");
  await expect(seen.getByTestId("integration-Hotline")).toContainText("Night");
  await expect(seen.getByRole("button", { name: "New integration" })).toHaveCount(0);
  await expect(seen.getByRole("button", { name: /^Change/ })).toHaveCount(0);
});
