import { expect, test } from "./browsing.ts";

test("a sender's engineer reads every door without an account and without scripts", async ({
  installation,
  visitors,
}) => {
  const page = await visitors.arrive(installation, undefined, { javaScriptEnabled: false });
  const { paths } = await (await page.context().request.get("/api/v1/openapi.json")).json();
  await page.goto("/developers");
  for (const path of Object.keys(paths)) await expect(page.getByText(path, { exact: false }).first()).toBeVisible();
  await expect(page.getByRole("navigation", { name: "On this page" }).getByRole("link")).toHaveCount(
    1 + Object.values(paths as Record<string, object>).flatMap(Object.keys).length,
  );
  await expect(page.locator("#sendStatement")).toContainText("KEYWORD_TERRORIST_CONTENT");
  await expect(
    page.locator("#sendEvents").locator("summary").filter({ hasText: "decision.made" }).first(),
  ).toBeVisible();
  expect(await page.locator("h1, h2, h3, h4").evaluateAll(skippedHeadings)).toEqual([]);
});

/** Headings that stand more than one level below the one before. */
function skippedHeadings(headings: Element[]): string[] {
  const levels = headings.map(({ tagName }) => Number(tagName.slice(1)));
  return headings.flatMap((one, at) => ((levels[at] ?? 0) - (levels[at - 1] ?? 0) > 1 ? [one.textContent ?? ""] : []));
}
