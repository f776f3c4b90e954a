import type { Page } from "@playwright/test";
import { expect, pageHears, test } from "./browsing.ts";

async function write(page: Page, press: string, text: string): Promise<void> {
  const form = page.getByRole("form", { name: "Write" });
  await form.getByRole("radio", { name: press }).check();
  await form.getByRole("textbox").fill(text);
  await form.getByRole("button", { name: "Send" }).click();
  await expect(form.getByRole("textbox")).toHaveValue("");
}

test("a call becomes a case whose clocks, messages and closing are live on every screen that may show them", async ({
  fresh,
  visitors,
}) => {
  test.setTimeout(180_000);
  const [mira, ada, ben, vera] = [
    await fresh.person("Mira", "admin"),
    await fresh.person("Ada", "on-call"),
    await fresh.person("Ben", "on-call"),
    await fresh.person("Vera", "viewer"),
  ];
  const admins = await visitors.arrive(fresh, mira);
  await test.step("the authority is put on file", async () => {
    await admins.goto("/hotline/partners");
    await pageHears(admins);
    await admins.getByRole("button", { name: "New authority" }).click();
    const dialog = admins.getByRole("dialog", { name: "New authority" });
    await dialog.getByLabel("Name").fill("Police of Arcadia");
    await dialog.getByLabel("Country").selectOption("FR");
    await dialog.getByLabel("Number to call back").fill("+33 1 23 45 67 89");
    await dialog.getByRole("button", { name: "Put on file" }).click();
    await expect(admins.getByRole("cell", { name: "Police of Arcadia" })).toBeVisible();
  });

  const adas = await visitors.arrive(fresh, ada);
  const bens = await visitors.arrive(fresh, ben);
  const veras = await visitors.arrive(fresh, vera);
  await bens.goto("/hotline");
  await pageHears(bens);
  await expect(bens.getByText("No case is open")).toBeVisible();

  await test.step("the call", async () => {
    await adas.goto("/hotline/new");
    await pageHears(adas);
    await expect(adas.getByText("+33 1 23 45 67 89")).toBeVisible();
    await adas.getByLabel("Their reference").fill("FR 2026/8841");
    await adas.getByLabel("Urgency").selectOption("threat_to_life");
    await adas.getByLabel("Kind of threat").selectOption("terrorism");
    await adas.getByLabel("What it rests on").selectOption("tco_removal_order");
    await adas.getByLabel("Called back, not reached").check();
    await adas.getByRole("button", { name: "Open the case" }).click();
    await expect(adas).toHaveURL(/\/hotline\/HC-1$/);
    await expect(adas.getByTestId("clock-tco_remove")).toContainText("law, 1 h 00 m");
    await expect(adas.getByTestId("clock-tco_remove")).toContainText("wording of the law read");
    await expect(adas.getByTestId("clock-first_answer")).toContainText("internal target, 30 m 00 s");
  });

  await test.step("another on-call person's queue shows it, and that person takes it first", async () => {
    await bens.getByTestId("queue-HC-1").getByRole("link").click();
    await pageHears(bens);
    await veras.goto("/hotline/HC-1");
    await pageHears(veras);
    await bens.getByRole("button", { name: "Acknowledge" }).click();
    for (const page of [adas, veras]) {
      await expect(page.getByTestId("case-standing")).toContainText("Taken by Ben in");
      await expect(page.getByTestId("clock-acknowledge")).toHaveAttribute("data-state", "met");
    }
    await expect(adas.getByRole("button", { name: "Acknowledge" })).toHaveCount(0);
  });

  await test.step("messages: both who act read them, a viewer reads that there are some", async () => {
    await write(bens, "To the authority", "Posts are kept. We answer by nine.");
    await expect(adas.getByTestId("message-to_authority")).toContainText("Posts are kept. We answer by nine.");
    await expect(adas.getByTestId("clock-first_answer")).toHaveAttribute("data-state", "met");
    await write(adas, "Hand-over", "Ben has the line; the scope is checked.");
    await expect(bens.getByTestId("message-hand_over")).toContainText("the scope is checked");
    await expect(veras.getByText("Wrote to the authority")).toBeVisible();
    expect(await veras.content()).not.toContain("Posts are kept");
  });

  await test.step("the law's clock stands still with reason and evidence, and runs on", async () => {
    const clock = (page: Page) => page.getByTestId("clock-tco_remove");
    await clock(bens)
      .getByRole("button", { name: /^Pause/ })
      .click();
    const dialog = bens.getByRole("dialog");
    await dialog.getByLabel("Order unclear, Article 3(8)").check();
    await dialog.getByLabel("Evidence").fill("mail 12");
    await dialog.getByRole("button", { name: "Pause" }).click();
    await expect(clock(adas)).toHaveAttribute("data-state", "paused");
    await expect(clock(adas)).toContainText("Order unclear, Article 3(8), evidence mail 12");
    await clock(adas)
      .getByRole("button", { name: /^Run on/ })
      .click();
    await expect(clock(bens)).toHaveAttribute("data-state", "running");
    await clock(bens).getByRole("button", { name: /^Done/ }).click();
    await expect(clock(adas)).toHaveAttribute("data-state", "met");
  });

  await test.step("closing says what was done, on every screen", async () => {
    await bens.getByRole("button", { name: "Close", exact: true }).click();
    const dialog = bens.getByRole("dialog", { name: "Close HC-1" });
    await dialog.getByLabel("Blocked").check();
    await dialog.getByRole("button", { name: "Close the case" }).click();
    for (const page of [adas, veras]) {
      await expect(page.getByTestId("case-standing")).toContainText("Blocked: closed by Ben");
    }
    await expect(adas.getByRole("form", { name: "Write" })).toHaveCount(0);
    await veras.goto("/hotline");
    await expect(veras.getByTestId("queue-HC-1")).toContainText("Blocked by Ben");
  });

  await test.step("no such case is not found", async () => {
    visitors.expectConsole(/404/);
    for (const path of ["/hotline/HC-99", "/hotline/none"]) {
      expect((await veras.goto(path))?.status(), path).toBe(404);
    }
  });
});
