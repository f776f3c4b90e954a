import { event } from "../support/installation.ts";
import { axeProblems, expect, openNow, test } from "./browsing.ts";

const hour = 3_600_000;
const day = 24 * hour;

test("a lead sees how many users there are, who came and went, from where, and what abuse follows", async ({
  fresh,
  visitors,
}) => {
  test.setTimeout(180_000);
  const [signUps, tool] = [await fresh.source("Sign-up service"), await fresh.source("Moderation tool")];
  const today = Math.floor(Date.now() / hour) * hour;
  for (const back of [2, 1]) {
    const end = today - back * 12 * hour;
    const hours = Array.from({ length: 12 }, (_, index) => end - index * hour);
    // Each hour is sent as late as an hour may be, so the day's charts hold what finer ones call late.
    await signUps.eventsAt(
      end + 600_000,
      event("audience.measured", end, { gauge: "total_users", value: 950_000_000 + back }),
      ...hours.flatMap((at, index) => [
        event("accounts.created", at, { count: 100 + 40 * index, country: index % 2 === 0 ? "IN" : "DE" }),
        event("accounts.deleted", at, { count: 20 }),
      ]),
    );
    await tool.eventsAt(
      end + 600_000,
      ...hours.map((at, index) =>
        event("decision.made", at, {
          category: "STATEMENT_CATEGORY_SCAMS_AND_FRAUD",
          decision_account: "DECISION_ACCOUNT_TERMINATED",
          count: 10 + 4 * index,
        }),
      ),
    );
  }
  const person = await fresh.person("Mira Solis", "viewer");
  for (const theme of ["dark", "light"] as const) {
    for (const viewport of [
      { width: 1440, height: 900 },
      { width: 360, height: 740 },
    ]) {
      const page = await visitors.arrive(fresh, person, { theme, viewport });
      await page.goto("/growth?range=30d");
      await expect(page.getByTestId("chart-users")).toHaveAttribute("data-points", /[1-9]/);
      await expect(page.getByTestId("users-now")).toContainText(/^950\u00A000/);
      await expect(page.getByTestId("chart-accounts")).toContainText("net");
      const countries = page.getByRole("table", { name: "Sign-ups, deletions and net by country" });
      await expect(countries.getByRole("row", { name: /^India/ })).toBeVisible();
      await expect(countries.getByRole("row", { name: /^Country not stated/ })).toBeVisible();
      await expect(page.getByTestId("lag-words")).toContainText("Decisions for each 1 000 sign-ups");
      expect(await axeProblems(page)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBe(0);
      if (process.env.LOOK)
        await page.screenshot({ path: `${process.env.LOOK}/growth-${theme}-${viewport.width}.png`, fullPage: true });
      await page.close();
    }
  }

  const page = await visitors.arrive(fresh, person);
  await openNow(page);
  await page.keyboard.press("g");
  await page.keyboard.press("g");
  await expect(page).toHaveURL(/\/growth/);
  await page.getByRole("button", { name: /Against sign-ups/ }).click();
  await page.getByRole("menuitemradio", { name: "of 3 h before" }).click();
  await expect(page).toHaveURL(/lag=3/);
  await expect(page.getByTestId("chart-abuse")).toHaveAttribute("data-lag", String(3 * hour));
  await page.goto(`/growth?range=90d&lag=${(7 * day) / hour}`);
  await expect(page.getByTestId("chart-abuse")).toHaveAttribute("data-lag", String(7 * day));
  await page.goto("/growth?lag=nonsense&range=never");
  await expect(page.getByTestId("chart-abuse")).toHaveAttribute("data-lag", "0");
});
