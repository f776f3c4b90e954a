import { event, removal } from "../support/installation.ts";
import { expect, openNow, test } from "./browsing.ts";
import { goingOn, weekAndNow } from "./steady-week.ts";

test("ten questions of a lead, each answered from the screen", async ({ fresh, visitors }) => {
  test.setTimeout(120_000);
  const sent = await weekAndNow(fresh);
  expect(
    (
      await sent.signUps.events(
        event("audience.measured", Date.now() - 60_000, { gauge: "total_users", value: 950_000_000 }),
      )
    ).status,
  ).toBe(200);
  await using _ = goingOn(sent);
  const lead = await fresh.person("Mira Solis", "analyst");
  const page = await visitors.arrive(fresh, lead);
  await openNow(page);
  const status = page.getByRole("region", { name: "Status" });
  const inView = async (name: string) => {
    const box = await page.getByTestId(name).boundingBox();
    expect(box, name).not.toBeNull();
    expect((box?.y ?? 0) + (box?.height ?? 0), `${name} is seen without scrolling`).toBeLessThanOrEqual(900);
  };
  for (const name of ["tile-takedowns", "tile-abuse", "tile-hotline", "chart-takedowns", "multiples"])
    await inView(name);

  await test.step("1 is anything unusual?", () => expect(status).toContainText(/Scams and fraud (3\.\d|4)\u00D7/));
  await test.step("2 against what?", () => expect(status).toContainText(/vs \w{3} \d+ \w{3}, last 10 min/));
  await test.step("3 is it us or the data?", async () => {
    await expect(page.getByTestId(`source-${sent.tool.id}`)).toHaveAttribute("data-state", "live");
    await expect(status).not.toContainText("source");
  });
  await test.step("4 how many takedowns a minute?", () =>
    expect(page.getByTestId("tile-takedowns")).toHaveAttribute("data-value", /^2\d\d\d$/));
  await test.step("5 how many users are there, and how do we know?", async () => {
    await expect(page.getByTestId("total-users")).toContainText(/^950\u00A000/);
    await expect(page.getByTestId("chart-growth")).toContainText(/measured .* since/);
  });
  await test.step("6 does the surge outrun moderation?", () =>
    expect(page.getByTestId("tile-abuse")).toContainText(/\d.%|\u00D7|same as/));
  await test.step("7 is anybody waiting for us?", () =>
    expect(page.getByTestId("tile-hotline")).toContainText("nobody waits"));
  await test.step("8 what is it made of?", async () => {
    await status.getByRole("link", { name: /Scams and fraud/ }).click();
    await expect(page.getByTestId("chart-explore")).toHaveAttribute("data-total", /[1-9]\d+/);
    await expect(page.getByRole("region", { name: "What is shown" })).toContainText("category is Scams and fraud");
    await expect(page.getByTestId("chart-explore")).toContainText("Channels");
  });
  await test.step("9 when did it begin, and how was it then a week before?", async () => {
    const plot = page.getByTestId("chart-explore").getByRole("slider").first();
    await plot.focus();
    await page.keyboard.press("End");
    const said = page.getByTestId("chart-explore");
    await expect(said).toContainText(/against \w{3} \d+ \w{3} \d{4}/);
  });
  await test.step("10 can I take the figures with me, and are they the same?", async () => {
    const total = Number(await page.getByTestId("chart-explore").getAttribute("data-total"));
    const href = (await page.getByTestId("csv").getAttribute("href")) ?? "";
    const file = await (await page.context().request.get(href)).text();
    const [head = "", ...lines] = file.trimEnd().split("\r\n");
    const column = head.split(",").indexOf("takedowns");
    const sum = lines.reduce((all, line) => all + Number(line.split(",")[column]), 0);
    expect(sum).toBeGreaterThanOrEqual(total);
    expect(sum - total, "but for what came meanwhile").toBeLessThan(2_000);
  });
});

test("a back-fill of a million old events moves no live chart, and stands beside it", async ({ fresh, visitors }) => {
  test.setTimeout(120_000);
  const tool = await fresh.source("Moderation tool", "events");
  const page = await visitors.arrive(fresh, await fresh.person("Vera Viewer", "viewer"));
  expect((await tool.events(removal(Date.now() - 300, 12))).status).toBe(200);
  await openNow(page);
  const chart = page.getByTestId("chart-takedowns");
  await expect(chart).toHaveAttribute("data-total", "12");
  // Older than the 15 minutes within which an event is live, younger than the 40 that the chart draws.
  for (let request = 0; request < 20; request++) {
    const from = Date.now() - 17 * 60_000;
    const old = Array.from({ length: 5_000 }, (_, n) => removal(from - (n % 1_000) * 1_000, 10));
    expect(await tool.events(...old)).toMatchObject({ status: 200, body: { accepted: 5_000 } });
  }
  await expect(chart).toContainText(/late, not drawn/, { timeout: 20_000 });
  await expect(chart, "the live chart did not move").toHaveAttribute("data-total", "12");
  await expect(page.getByTestId("tile-takedowns")).toHaveAttribute("data-value", "12");
  await expect(page.getByRole("region", { name: "Status" })).not.toContainText(/\u00D7|began/);
  const day = await fresh.rows("select sum(n)::float8 as n from content_cube where grain = 86400");
  expect(day, "but all of it is counted").toEqual([{ n: 1_000_012 }]);
});
