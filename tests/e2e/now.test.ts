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
