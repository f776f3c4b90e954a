import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { axeProblems, expect, test } from "./browsing.ts";

const shots = process.env.ADMIN_SHOTS;

/** For the eye, not for the test: a picture where ADMIN_SHOTS names a folder. */
async function shoot(page: Page, name: string): Promise<void> {
  if (shots) await page.screenshot({ path: `${shots}/${name}.png` });
}

const deeds = (page: Page) => page.locator('[data-testid^="deed-"]');

test("an auditor finds a deed by person, deed, subject and time, hands the search on, and takes it out as a file", async ({
  fresh,
  visitors,
}) => {
  const auditor = await fresh.person("Aude Auditor", "auditor");
  const source = await fresh.source("Classifier", "events");
  await fresh.source("Police NL", "hotline");
  const page = await visitors.arrive(fresh, auditor);
  await page.goto("/admin/audit");
  await expect(deeds(page).first()).toContainText("session.started");
  await expect(deeds(page).first()).toContainText("Aude Auditor");
  await expect(page.locator('[data-sealed="false"]')).toHaveCount(0, { timeout: 30_000 });
  await expect(deeds(page).first()).toContainText("sealed");
  await shoot(page, "audit");

  await page.getByLabel("Deed", { exact: true }).selectOption("source.created");
  await page.getByRole("button", { name: "Search", exact: true }).click();
  await expect(page).toHaveURL(/deed=source\.created/);
  await expect(deeds(page)).toHaveCount(2);
  await page.getByLabel("Done to").fill(String(source.id));
  await page.keyboard.press("Enter");
  await expect(deeds(page)).toHaveCount(1);
  await expect(deeds(page)).toContainText("command line");
  await page.getByLabel("Person").fill("aude");
  await page.keyboard.press("Enter");
  await expect(page.getByText("Nothing fits.")).toBeVisible();
  await page.goBack();
  await expect(deeds(page)).toHaveCount(1);
  await expect(page.getByLabel("Person")).toHaveValue("");

  const other = await visitors.arrive(fresh, auditor);
  await other.goto(page.url());
  await expect(deeds(other)).toHaveCount(1);
  await expect(other.getByLabel("Done to")).toHaveValue(String(source.id));

  const downloading = page.waitForEvent("download");
  await page.getByTestId("csv").click();
  const text = await readFile(await (await downloading).path(), "utf8");
  const lines = text.trim().split("\r\n");
  expect(lines).toHaveLength(2);
  expect(lines[1]).toContain(`source.created,${source.id},`);

  await page.getByRole("button", { name: "Show all" }).click();
  await expect(page).not.toHaveURL(/deed=/);
  await expect(deeds(page).first()).toContainText("audit.exported");
  await page.getByLabel("From, UTC").fill(new Date(Date.now() + 3_600_000).toISOString().slice(0, 19));
  await page.getByRole("button", { name: "Search", exact: true }).click();
  await expect(page).toHaveURL(/from=/);
  await expect(page.getByText("Nothing fits.")).toBeVisible();

  const verified = await fresh.cli("verify", "audit");
  expect(verified).toMatchObject({ first_broken: null, stray: 0, intact: true });
});

test("the audit goes page by page to its first row, and the zone is named", async ({ fresh, visitors }) => {
  const auditor = await fresh.person("Aude Auditor", "auditor");
  await fresh.rows(`
    insert into audit_row (at, actor_kind, actor_id, actor_name, deed, subject, detail)
    select now(), 'operator', 'cli', 'command line', 'source.created', n::text, '{}' from generate_series(1, 120) n
    returning audit_id`);
  const page = await visitors.arrive(fresh, auditor, { timezoneId: "Asia/Tokyo" });
  await page.goto("/admin/audit");
  await expect(deeds(page)).toHaveCount(50);
  await page.getByRole("button", { name: "Older" }).click();
  await expect(deeds(page).first()).toContainText("source.created");
  await page.getByRole("button", { name: "Older" }).click();
  await expect(deeds(page).last()).toContainText("first-admin-link.issued");
  await expect(page.getByRole("button", { name: "Older" })).toBeDisabled();
  await page.getByRole("button", { name: "Newest" }).click();
  await expect(deeds(page)).toHaveCount(50);
  await expect(page.getByRole("columnheader", { name: "Time, UTC" })).toBeVisible();
  await page.goto("/admin/audit?zone=local");
  await expect(page.getByRole("columnheader", { name: /Time, (GMT\+9|JST)/ })).toBeVisible();
});

test("the system's page shows settings without secrets, what is kept, and how each chore does", async ({
  fresh,
  visitors,
}) => {
  const admin = await fresh.person("Ada Admin", "admin");
  const page = await visitors.arrive(fresh, admin);
  await page.goto("/admin/system");
  await expect(page.getByTestId("setting-RAW_EVENT_DAYS")).toContainText("35");
  await expect(page.getByTestId("setting-RAW_EVENT_DAYS")).toContainText("default");
  await expect(page.getByTestId("setting-PORT")).toContainText(new URL(fresh.server.url).port);
  await expect(page.getByTestId("setting-PORT")).toContainText("set");
  const secret = page.getByTestId("setting-AUTH_SECRET");
  await expect(secret).toContainText(/hidden|not set/);
  for (const chore of ["make-partitions", "coalesce-cells", "measure-disk"]) {
    await expect(page.getByTestId(`chore-${chore}`)).toHaveAttribute("data-state", "done", { timeout: 60_000 });
  }
  await expect(page.getByRole("row", { name: /Raw events/ })).toContainText("35\u00A0days");
  await expect(page.getByRole("row", { name: /audit_row/ })).toContainText("kB");
  await expect(page.locator("#system-facts")).toContainText(/embedded|given by DATABASE_URL/);
  await shoot(page, "system");
  await page.getByRole("link", { name: "Sources and keys" }).click();
  await expect(page).toHaveURL(/\/sources/);
});

test("who may not read them gets neither page nor file, and the tabs are those that one may open", async ({
  installation,
  visitors,
}) => {
  const [admin, viewer] = await Promise.all([
    installation.person("Ada Tabs", "admin"),
    installation.person("Vera Tabs", "viewer", "analyst"),
  ]);
  const forbidden = await visitors.arrive(installation, viewer);
  for (const path of ["/admin/audit", "/admin/system", "/export/audit.csv"]) {
    expect((await forbidden.context().request.get(path)).status(), path).toBe(403);
  }
  const page = await visitors.arrive(installation, admin);
  await page.goto("/admin/audit");
  const tabs = page.getByRole("navigation", { name: "Administration" });
  await expect(tabs.getByRole("link")).toHaveText(["People", "Audit", "System"]);
  await expect(tabs.getByRole("link", { name: "Audit" })).toHaveAttribute("aria-current", "page");
  await tabs.getByRole("link", { name: "People" }).click();
  await expect(page).toHaveURL(/\/admin\/people/);
  await tabs.getByRole("link", { name: "System" }).click();
  await expect(page).toHaveURL(/\/admin\/system/);
  await expect(tabs.getByRole("link", { name: "System" })).toHaveAttribute("aria-current", "page");
});

for (const theme of ["dark", "light"] as const) {
  for (const viewport of [
    { width: 1440, height: 900 },
    { width: 360, height: 740 },
  ]) {
    test(`axe finds nothing and nothing is cut off, ${theme}, ${viewport.width} pixels wide`, async ({
      installation,
      visitors,
    }) => {
      const letters = { dark: "d", light: "l" }[theme] + (viewport.width > 400 ? "w" : "n");
      const admin = await installation.person(`${"Longname ".repeat(20)}${letters}`.slice(0, 190) + letters, "admin");
      const page = await visitors.arrive(installation, admin, { viewport, theme });
      const problems: string[] = [];
      for (const path of ["/admin/audit", "/admin/audit?person=nobody+of+this+name", "/admin/system"]) {
        await page.goto(path);
        await expect(page.getByText(/sealed|Nothing fits|Configuration/).first()).toBeVisible({ timeout: 30_000 });
        await expect(page.getByText("Loading")).toHaveCount(0);
        problems.push(...(await axeProblems(page)).map((problem) => `${path}: ${problem}`));
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        if (wide > 0) problems.push(`${path}: ${wide} pixels stand beyond the right edge`);
        await shoot(page, `${path.replaceAll(/\W+/g, "-").slice(1)}-${theme}-${viewport.width}`);
      }
      expect(problems).toEqual([]);
    });
  }
}
