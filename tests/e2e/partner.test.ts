import type { Page } from "@playwright/test";
import { codeAt } from "../support/authenticator.ts";
import { type Installation, startInstallation } from "../support/installation.ts";
import { axeProblems, test as base, expect, openNow, pageHears, type Visitors } from "./browsing.ts";

/** Its own installation, with a number to call when nobody takes a case. */
const test = base.extend<{ fresh: Installation }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures from this pattern
  fresh: async ({}, use) => {
    await using at = await startInstallation({
      HOTLINE_FALLBACK_NUMBER: "+32 2 123 45 67",
      HOTLINE_FALLBACK_SECONDS: "10",
    });
    await use(at);
  },
});

const password = "correct horse battery";

async function post<T>(page: Page, at: Installation, path: string, data: object): Promise<T> {
  const answer = await page.context().request.post(`/api/trpc/${path}`, { headers: { origin: at.url }, data });
  expect(answer.status(), `${path}: ${await answer.text()}`).toBe(200);
  return ((await answer.json()) as { result: { data: T } }).result.data;
}

/** An officer who was invited by the admin on the page of partners and has an authenticator app. */
async function officer(admins: Page, visitors: Visitors, at: Installation, email: string): Promise<Page> {
  await admins.getByRole("button", { name: "Invite officer" }).click();
  const dialog = admins.getByRole("dialog");
  await dialog.getByLabel("Work e-mail").fill(email);
  await dialog.getByRole("button", { name: "Invite" }).click();
  const shown = dialog.getByRole("textbox");
  await expect(shown).toHaveValue(/\/invitation#/);
  const link = await shown.inputValue();
  await admins.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  const stranger = await visitors.arrive(at);
  const token = new URL(link).hash.slice(1);
  await post(stranger, at, "welcome.redeemInvitation", { token, name: `Officer ${email.split("@")[0]}`, password });
  const page = await visitors.arrive(at, { email, password });
  const { secret } = await post<{ secret: string }>(page, at, "account.issueAuthenticator", {});
  await post(page, at, "account.verifyAuthenticator", { code: codeAt(secret, Date.now()) });
  return page;
}

test("an officer raises a case in the portal; the lead's screen and a phone show it, and the officer sees who takes it", async ({
  fresh,
  visitors,
}) => {
  test.setTimeout(360_000);
  const [mira, ada, lead] = [
    await fresh.person("Mira", "admin"),
    await fresh.person("Ada", "on-call"),
    await fresh.person("Lena", "viewer"),
  ];
  const admins = await visitors.arrive(fresh, mira);
  await admins.goto("/hotline/partners");
  await pageHears(admins);
  for (const name of ["Police of Arcadia", "Police of Utopia"]) {
    await post(admins, fresh, "hotline.createAuthority", { name, country: "FR", callBackNumber: "+33 1 23 45 67 89" });
  }
  await admins.getByRole("button", { name: "Police of Arcadia" }).click();
  const officers = await officer(admins, visitors, fresh, "seven@police.example");
  await expect(admins.getByTestId("officer")).toHaveAttribute("data-state", "active");
  await admins.getByRole("button", { name: "Police of Utopia" }).click();
  const strangers = await officer(admins, visitors, fresh, "eight@police.example");

  const leads = await visitors.arrive(fresh, lead);
  await openNow(leads);
  const phone = await visitors.arrive(fresh, ada, {
    viewport: { width: 360, height: 740 },
    hasTouch: true,
    isMobile: true,
  });
  await phone.goto("/hotline");
  await pageHears(phone);

  await test.step("the officer raises it", async () => {
    await officers.goto("/");
    await expect(officers).toHaveURL(/\/partner$/);
    await pageHears(officers);
    await expect(officers.getByText("Your authority has raised no case.")).toBeVisible();
    await officers.getByRole("link", { name: "New emergency" }).click();
    await pageHears(officers);
    await officers.getByLabel("Their reference").fill("FR 2026/8841");
    await officers.getByLabel("Urgency").selectOption("threat_to_life");
    await officers.getByLabel("Kind of threat").selectOption("terrorism");
    await officers.getByLabel("What it rests on").selectOption("tco_removal_order");
    await officers.getByRole("button", { name: "Raise it" }).click();
    await expect(officers).toHaveURL(/\/partner\/HC-1$/);
    await expect(officers.getByTestId("case-standing")).toHaveText("Nobody has taken it yet");
    await pageHears(officers);
    // Not before its time; how long a page takes to come is not told here.
    const number = officers.getByTestId("fallback").getByRole("link", { name: "+32 2 123 45 67" });
    await expect(number).toBeVisible({ timeout: 30_000 });
    const [waited] = await fresh.rows("select extract(epoch from now() - received_at) as seconds from hotline_case");
    expect(Number(waited?.seconds)).toBeGreaterThan(8);
  });

  await test.step("the lead's screen and the phone show it at once, and the on-call person takes it", async () => {
    await expect(leads.getByTestId("case-HC-1")).toContainText("Police of Arcadia");
    await phone.getByTestId("queue-HC-1").getByRole("link").tap();
    await pageHears(phone);
    await phone.getByRole("button", { name: "Acknowledge" }).tap();
    await expect(officers.getByTestId("case-standing")).toContainText("Taken by Ada in");
    await expect(officers.getByTestId("clock-acknowledge")).toHaveAttribute("data-state", "met");
    await expect(officers.getByTestId("fallback")).toHaveCount(0);
  });

  await test.step("both write to each other, live; notes stay inside", async () => {
    const form = officers.getByRole("form", { name: "Write to the people on call" });
    await form.getByRole("textbox").fill("A post announces an attack at nine.");
    await form.getByRole("button", { name: "Send" }).click();
    await expect(phone.getByTestId("message-from_authority")).toContainText("A post announces an attack at nine.");
    const desk = phone.getByRole("form", { name: "Write" });
    for (const [press, text] of [
      ["Internal note", "The scope is checked."],
      ["To the authority", "Posts are kept."],
    ] as const) {
      await desk.getByRole("radio", { name: press }).check();
      await desk.getByRole("textbox").fill(text);
      await desk.getByRole("button", { name: "Send" }).click();
      await expect(desk.getByRole("textbox")).toHaveValue("");
    }
    await expect(officers.getByTestId("message-to_authority")).toContainText("Posts are kept.");
    expect(await officers.content()).not.toContain("The scope is checked.");
  });

  await test.step("an officer of another authority finds nothing of it", async () => {
    visitors.expectConsole(/404/);
    await strangers.goto("/partner");
    await expect(strangers.getByText("Your authority has raised no case.")).toBeVisible();
    for (const path of ["/partner/HC-1", "/partner/1"]) {
      const answer = await strangers.goto(path);
      expect(answer?.status(), path).toBe(404);
      expect(await strangers.content(), path).not.toContain("FR 2026/8841");
    }
  });

  await test.step("closing says what was done, live", async () => {
    await phone.getByRole("button", { name: "Close", exact: true }).tap();
    const dialog = phone.getByRole("dialog", { name: "Close HC-1" });
    await dialog.getByLabel("Blocked").check();
    await dialog.getByRole("button", { name: "Close the case" }).tap();
    await expect(officers.getByTestId("case-standing")).toHaveText("Blocked, closed by Ada");
    await expect(officers.getByTestId("clock-tco_remove")).toHaveAttribute("data-state", "met");
  });

  await test.step("the portal's pages are sound in both themes, wide and narrow", async () => {
    const problems: string[] = [];
    for (const path of ["/partner", "/partner/HC-1", "/partner/new"]) {
      await officers.goto(path);
      await pageHears(officers);
      for (const [width, height] of [
        [1440, 900],
        [360, 740],
      ] as const) {
        await officers.setViewportSize({ width, height });
        for (const theme of ["light", "dark"]) {
          await officers.evaluate((chosen) => document.documentElement.setAttribute("data-theme", chosen), theme);
          const found = await axeProblems(officers);
          problems.push(...found.map((problem) => `${path}, ${theme}, ${width}: ${problem}`));
          const over = await officers.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
          if (over > 0) problems.push(`${path}, ${width}: ${over} pixels stand beyond the right edge`);
        }
      }
    }
    expect(problems).toEqual([]);
  });
});
