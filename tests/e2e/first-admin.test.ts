import type { Page } from "@playwright/test";
import { expect, test } from "./browsing.ts";

const password = "a sentence that nobody guesses";

async function fillWelcome(page: Page, name: string, email: string): Promise<void> {
  await page.getByLabel("Name").fill(name);
  await page.getByLabel("Work e-mail").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Make the account" }).click();
}

test("the link on the terminal makes the first admin, once; the session is a cookie that scripts cannot read", async ({
  fresh,
  visitors,
}) => {
  const link = await fresh.server.firstAdminLink();
  const page = await visitors.arrive(fresh);
  await page.goto(link);
  await fillWelcome(page, "Ada First", "ada@watchfloor.example");
  await expect(page).toHaveURL(`${fresh.url}/`);
  await expect(page.getByRole("heading", { name: /Takedowns by category/ })).toBeVisible();
  await expect(page.getByTestId("connection")).toHaveAttribute("data-state", "live");

  const cookies = await page.context().cookies();
  expect(cookies.length).toBeGreaterThan(0);
  for (const cookie of cookies) expect(cookie).toMatchObject({ httpOnly: true, sameSite: "Lax", domain: "localhost" });
  expect(await page.evaluate(() => document.cookie)).toBe("");

  visitors.expectConsole(/status of 4\d\d/);
  const second = await visitors.arrive(fresh);
  await second.goto(link);
  await fillWelcome(second, "Eve Second", "eve@watchfloor.example");
  await expect(second.getByRole("main").getByRole("alert")).toContainText("This link was used");
  expect(await second.context().cookies()).toEqual([]);
});

test("sign-in by the form: a wrong password is refused in words, the right one opens Now, signing out closes it", async ({
  installation,
  visitors,
}) => {
  const person = await installation.person("Form Filler", "viewer");
  const page = await visitors.arrive(installation);
  await page.goto("/");
  await expect(page).toHaveURL(`${installation.url}/sign-in`);
  visitors.expectConsole(/status of 401/);
  await page.getByLabel("Work e-mail").fill(person.email);
  await page.getByLabel("Password").fill("not the password at all");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("alert").filter({ hasText: /\w/ })).toBeVisible();
  await page.getByLabel("Password").fill(person.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByTestId("connection")).toHaveAttribute("data-state", /live|delayed|stale/);

  await page
    .getByRole("button", { name: `Menu of ${person.name}` })
    .filter({ visible: true })
    .click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(page).toHaveURL(`${installation.url}/sign-in`);
  await page.goto("/");
  await expect(page).toHaveURL(`${installation.url}/sign-in`);
});
