import type { Page } from "@playwright/test";
import { type Role, roles } from "../../server/kernel/roles.ts";
import type { Installation } from "../support/installation.ts";
import { axeProblems, expect, openNow, test } from "./browsing.ts";

const shots = process.env.PEOPLE_SHOTS;
const password = "a sentence that nobody guesses";

/** For the eye, not for the test: a picture where PEOPLE_SHOTS names a folder. */
async function shoot(page: Page, name: string): Promise<void> {
  if (shots) await page.screenshot({ path: `${shots}/${name}.png` });
}

/** Opens People with this person open. */
async function openPerson(page: Page, email: string): Promise<void> {
  await page.goto("/admin/people");
  await expect(page.getByTestId("connection")).not.toHaveAttribute("data-state", "loading");
  await page.getByTestId(`person-${email}`).getByRole("button").click();
  await expect(page.getByTestId("person-detail")).toContainText(email);
}

/** Presses what opens a dialog, then the press in it that does it; milliseconds after the epoch when it was answered. */
async function confirm(page: Page, opener: string | RegExp, act: string): Promise<number> {
  await page.getByTestId("person-detail").getByRole("button", { name: opener }).click();
  const answered = page.waitForResponse((answer) => answer.request().method() === "POST");
  await page.getByRole("dialog").getByRole("button", { name: act, exact: true }).click();
  expect((await answered).status()).toBe(200);
  const doneAt = Date.now();
  await expect(page.getByRole("dialog")).toHaveCount(0);
  return doneAt;
}

/** Opens Now and answers when its socket is closed, in milliseconds after the epoch; null while it is open. */
async function watchSocket(page: Page): Promise<() => number | null> {
  let closedAt: number | null = null;
  page.once("websocket", (socket) => socket.once("close", () => (closedAt = Date.now())));
  await openNow(page);
  await expect(page.getByTestId("connection")).toHaveAttribute("data-state", /live|delayed|stale/);
  expect(closedAt).toBeNull();
  return () => closedAt;
}

/** The socket ended within 2 s of the deed, and the page said so by going to the door. */
async function expectShutOut(page: Page, at: Installation, closedAt: () => number | null, doneAt: number) {
  await expect.poll(closedAt, { timeout: 10_000 }).not.toBeNull();
  expect((closedAt() ?? 0) - doneAt).toBeLessThan(2_000);
  await expect(page).toHaveURL(`${at.url}/sign-in`);
}

test("an invitation: a link that is shown once, issued anew, makes one account, whose first view shows what its roles may", async ({
  fresh,
  visitors,
}) => {
  const admin = await fresh.person("Ada Admin", "admin");
  const page = await visitors.arrive(fresh, admin);
  await openNow(page);
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Admin" }).click();
  await expect(page.getByText("Nobody is invited.")).toBeVisible();
  await shoot(page, "people-one");

  const dialog = page.getByRole("dialog");
  const invite = async (email: string) => {
    await page.getByRole("button", { name: "Invite", exact: true }).click();
    await dialog.getByLabel("Work e-mail").fill(email);
    await dialog.getByLabel("on-call").check();
    await shoot(page, "dialog-invite");
    await dialog.getByRole("button", { name: "Invite" }).click();
  };
  const takeLink = async () => {
    await expect(dialog).toContainText("It cannot be shown again");
    const link = await dialog.getByLabel("The new link").inputValue();
    await shoot(page, "dialog-link");
    await dialog.getByRole("button", { name: "Done" }).click();
    expect(await page.content()).not.toContain(link);
    return link;
  };
  await invite("Mia.Invited@Watchfloor.example");
  const first = await takeLink();
  expect(first).toMatch(new RegExp(`^${fresh.url}/invitation#[\\w-]{43}$`));
  const row = page.getByTestId("invitation-mia.invited@watchfloor.example");
  await expect(row).toContainText("viewer, on-call");
  await expect(row).toContainText("by Ada Admin");
  await shoot(page, "people-invited");
  await row.getByRole("button", { name: /^Issue/ }).click();
  await dialog.getByRole("button", { name: "Issue anew" }).click();
  const second = await takeLink();

  visitors.expectConsole(/status of 409/);
  const mia = await visitors.arrive(fresh);
  await mia.goto(first);
  await expect(mia.getByRole("main").getByRole("alert")).toContainText("This invitation was used, withdrawn, replaced");
  await mia.goto("about:blank");
  await mia.goto(second);
  await expect(mia.getByLabel("Work e-mail")).toHaveValue("mia.invited@watchfloor.example");
  await expect(mia.getByText("Ada Admin invites you as viewer, on-call.")).toBeVisible();
  await shoot(mia, "invitation");
  await mia.getByLabel("Name").fill("Mia Invited");
  await mia.getByLabel("Password").fill(password);
  await mia.getByRole("button", { name: "Make the account" }).click();
  await expect(mia).toHaveURL(`${fresh.url}/`);
  await expect(mia.getByTestId("connection")).toHaveAttribute("data-state", "live");
  await expect(mia.getByRole("navigation", { name: "Main" }).getByRole("link")).toHaveText([
    "Now",
    "Explore",
    "Growth",
    "Hotline",
    "Alerts",
    "On call",
    "Sources",
  ]);
  expect(await mia.evaluate(() => document.cookie)).toBe("");

  const late = await visitors.arrive(fresh);
  await late.goto(second);
  await expect(late.getByRole("main").getByRole("alert")).toContainText("This invitation was used");
  await expect(row).toHaveCount(0, { timeout: 15_000 });
  await expect(page.getByTestId("person-mia.invited@watchfloor.example")).toContainText("viewer, on-call");

  await invite("noa@watchfloor.example");
  await takeLink();
  const other = page.getByTestId("invitation-noa@watchfloor.example");
  await other.getByRole("button", { name: /^Withdraw/ }).click();
  await dialog.getByRole("button", { name: "Withdraw" }).click();
  await expect(other).toHaveCount(0);
  await invite("mia.invited@watchfloor.example");
  await expect(dialog.getByRole("alert")).toContainText("A person with this e-mail address exists");
});

test("roles changed while the person looks: more of the page within seconds, then nothing of it", async ({
  fresh,
  visitors,
}) => {
  const [admin, vera] = [await fresh.person("Ada Admin", "admin"), await fresh.person("Vera Viewer", "viewer")];
  const page = await visitors.arrive(fresh, admin);
  const looking = await visitors.arrive(fresh, vera);
  await looking.goto("/sources");
  await expect(looking.getByTestId("connection")).not.toHaveAttribute("data-state", "loading");
  await expect(looking.getByRole("button", { name: "New source" })).toHaveCount(0);
  await openPerson(page, vera.email);
  const change = async (add: Role, remove: Role) => {
    await page.getByRole("button", { name: "Change roles" }).click();
    await page.getByRole("dialog").getByLabel(add).check();
    await page.getByRole("dialog").getByLabel(remove).uncheck();
    await shoot(page, "dialog-roles");
    await page.getByRole("dialog").getByRole("button", { name: "Change roles" }).click();
    await expect(page.getByRole("dialog")).toHaveCount(0);
  };
  visitors.expectConsole(/status of 403|WebSocket/);
  await change("admin", "viewer");
  await expect(looking.getByRole("button", { name: "New source" })).toBeVisible({ timeout: 10_000 });
  await expect(looking.getByRole("link", { name: "Admin" })).toBeVisible();
  await change("partner", "admin");
  // Officers need a second factor before anything, and this one has none.
  await expect(looking).toHaveURL(`${fresh.url}/account`, { timeout: 10_000 });
  await expect(looking.getByRole("region", { name: "What is missing" })).toBeVisible();
  await expect(page.getByTestId(`person-${vera.email}`)).toContainText("partner");
  await shoot(page, "people-detail");
});

test("suspended, by the page or the command line, a person is out within 2 s and stays out until they are resumed", async ({
  fresh,
  visitors,
}) => {
  const [admin, vera] = [await fresh.person("Ada Admin", "admin"), await fresh.person("Vera Viewer", "viewer")];
  const page = await visitors.arrive(fresh, admin);
  const looking = await visitors.arrive(fresh, vera);
  visitors.expectConsole(/status of 401|status of 409|WebSocket/);
  const closedAt = await watchSocket(looking);
  await openPerson(page, vera.email);
  const doneAt = await confirm(page, "Suspend", "Suspend");
  await expectShutOut(looking, fresh, closedAt, doneAt);
  await shoot(page, "people-suspended");
  const signIn = async () => {
    await looking.getByLabel("Work e-mail").fill(vera.email);
    await looking.getByLabel("Password").fill(vera.password);
    await looking.getByRole("button", { name: "Sign in" }).click();
  };
  await signIn();
  await expect(looking.getByRole("main").getByRole("alert")).toContainText("do not match");
  await confirm(page, "Resume", "Resume");
  await signIn();
  await expect(looking).toHaveURL(`${fresh.url}/`);

  expect(await fresh.cli("user", "suspend", "--email", vera.email)).toMatchObject({ ended: 1 });
  await expect(looking).toHaveURL(`${fresh.url}/sign-in`);
  const { people } = await fresh.cli("user", "list");
  expect(people).toMatchObject([{ name: "Ada Admin" }, { name: "Vera Viewer", state: "suspended" }]);
  await fresh.cli("user", "resume", "--email", vera.email);
  await fresh.rows(`update person set "twoFactorEnabled" = true where email = '${vera.email}'`);
  await expect(page.getByTestId("person-detail")).toContainText("with a second factor", { timeout: 15_000 });
  await page.getByRole("button", { name: "Reset password" }).click();
  await expect(page.getByRole("dialog").getByLabel("Remove it with the new password")).not.toBeChecked();
  await shoot(page, "dialog-reset");
  await page.getByRole("dialog").getByRole("button", { name: "Cancel" }).click();
  const { link } = await fresh.cli("user", "reset-link", "--email", vera.email, "--remove-factors");
  // The command line does not know this server's port.
  const { pathname, hash } = new URL(String(link));
  await looking.goto(`${pathname}${hash}`);
  await looking.getByLabel("Password").fill(password);
  await shoot(looking, "new-password");
  await looking.getByRole("button", { name: "Set the password" }).click();
  await expect(looking).toHaveURL(`${fresh.url}/`);
  await expect(looking.getByTestId("connection")).not.toHaveAttribute("data-state", "loading");

  await expect(page.getByTestId("person-detail")).toContainText("without a second factor", { timeout: 15_000 });

  // The last administrator is told what to do first.
  await openPerson(page, admin.email);
  await page.getByTestId("person-detail").getByRole("button", { name: "Suspend" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Suspend", exact: true }).click();
  await expect(page.getByRole("dialog").getByRole("alert")).toContainText(
    "Ada Admin is the last active administrator. Give somebody else the role admin first",
  );
  await shoot(page, "dialog-last");
});

test("a session that was stolen by its cookie ends with the session, its socket within 2 s; another session goes on", async ({
  fresh,
  visitors,
}) => {
  const [admin, vera] = [await fresh.person("Ada Admin", "admin"), await fresh.person("Vera Viewer", "viewer")];
  const page = await visitors.arrive(fresh, admin);
  const desk = await visitors.arrive(fresh, vera);
  const iPhone = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile/15E148 Safari/604.1";
  const phone = await visitors.arrive(fresh, vera, { userAgent: iPhone });
  const thief = await visitors.arrive(fresh, undefined, { userAgent: "curl/8.5.0" });
  await thief.context().addCookies(await desk.context().cookies());
  visitors.expectConsole(/status of 401|WebSocket/);
  const [ownClosed, thiefClosed, otherClosed] = [
    await watchSocket(desk),
    await watchSocket(thief),
    await watchSocket(phone),
  ];
  await openPerson(page, vera.email);
  const sessions = page.getByTestId("session");
  await expect(sessions).toHaveCount(2);
  await expect(sessions.filter({ hasText: "Safari on iOS" })).toContainText("127.0.0.0/24");
  await shoot(page, "people-sessions");
  const doneAt = await confirm(page, /^End the session of Chrome on Linux/, "End it");
  await expectShutOut(desk, fresh, ownClosed, doneAt);
  await expectShutOut(thief, fresh, thiefClosed, doneAt);
  await expect(sessions).toHaveCount(1);
  expect(otherClosed()).toBeNull();
  for (const stolen of ["/", "/sources", "/admin/people"]) {
    const answer = await thief.context().request.get(stolen, { maxRedirects: 0 });
    expect([answer.status(), answer.headers().location], stolen).toEqual([303, "/sign-in"]);
  }
  const all = await confirm(page, "End all", "End all");
  await expectShutOut(phone, fresh, otherClosed, all);
  await expect(page.getByText("Signed in nowhere.")).toBeVisible();
});

/** What each role sees, by hand: pages that open, and the main press of each page. */
const everyRole: Record<Role, { pages: string[]; presses: string[] }> = {
  viewer: {
    pages: ["/", "/explore", "/growth", "/hotline", "/hotline/partners", "/on-call", "/sources"],
    presses: [],
  },
  analyst: {
    pages: ["/", "/explore", "/growth", "/hotline", "/hotline/partners", "/alerts/rules", "/on-call", "/sources"],
    presses: ["CSV"],
  },
  "on-call": {
    pages: [
      "/",
      "/explore",
      "/growth",
      "/hotline",
      "/hotline/new",
      "/hotline/partners",
      "/alerts",
      "/alerts/rules",
      "/alerts/integrations",
      "/alerts/silences",
      "/on-call",
      "/on-call/handover",
      "/sources",
    ],
    presses: ["Acknowledge"],
  },
  legal: {
    pages: ["/", "/explore", "/growth", "/hotline", "/hotline/partners", "/on-call", "/sources"],
    presses: [],
  },
  signer: {
    pages: ["/", "/explore", "/growth", "/hotline", "/hotline/partners", "/on-call", "/sources"],
    presses: [],
  },
  admin: {
    pages: [
      "/",
      "/explore",
      "/growth",
      "/hotline",
      "/hotline/partners",
      "/alerts",
      "/alerts/rules",
      "/alerts/integrations",
      "/alerts/silences",
      "/on-call",
      "/on-call/handover",
      "/sources",
      "/admin/people",
      "/admin/audit",
      "/admin/system",
    ],
    presses: ["New source", "Keys", "Invite", "Delete"],
  },
  auditor: {
    pages: [
      "/",
      "/explore",
      "/growth",
      "/hotline",
      "/hotline/partners",
      "/alerts",
      "/alerts/rules",
      "/alerts/integrations",
      "/alerts/silences",
      "/on-call",
      "/on-call/handover",
      "/sources",
      "/admin/people",
      "/admin/audit",
      "/admin/system",
    ],
    presses: ["CSV", "Keys"],
  },
  partner: { pages: [], presses: [] },
};
const allPages = [
  "/",
  "/explore",
  "/growth",
  "/hotline",
  "/hotline/new",
  "/hotline/partners",
  "/alerts",
  "/alerts/rules",
  "/alerts/integrations",
  "/alerts/silences",
  "/on-call",
  "/on-call/handover",
  "/sources",
  "/admin/people",
  "/admin/audit",
  "/admin/system",
];

/** The rail leads to what opens, in this order. */
const railNames: Record<string, string> = {
  "/": "Now",
  "/explore": "Explore",
  "/growth": "Growth",
  "/hotline": "Hotline",
  "/alerts": "Alerts",
  "/alerts/rules": "Rules",
  "/on-call": "On call",
  "/sources": "Sources",
  "/admin/people": "Admin",
};

test("each role sees its own screens and presses", async ({ fresh, visitors }) => {
  test.setTimeout(300_000);
  const police = await fresh.source("Police NL", "hotline");
  const raised = await police.hotlineCase({ reference: "roles", urgency: "threat_to_life", threat: "terrorism" });
  expect(raised.status).toBe(201);
  const people = new Map<Role, Awaited<ReturnType<Installation["person"]>>>();
  for (const role of roles) people.set(role, await fresh.person(`Rita ${role}`, role));
  for (const role of roles) {
    const { pages, presses } = everyRole[role];
    const who = people.get(role);
    const page = await visitors.arrive(fresh, who);
    const opens: string[] = [];
    for (const path of allPages) {
      const status = (await page.context().request.get(path, { maxRedirects: 0 })).status();
      // Without a second factor a partner is sent to the own account.
      expect(role === "partner" ? [303] : [200, 403], `${role} ${path}`).toContain(status);
      if (status === 200) opens.push(path);
    }
    expect(opens, role).toEqual(pages);
    if (pages.length === 0) continue;

    const seen: string[] = [];
    const look = async (press: string, locator: ReturnType<Page["getByRole"]>) => {
      if ((await locator.count()) > 0) seen.push(press);
    };
    await page.goto("/explore");
    await expect(page.getByTestId("chart-explore")).not.toHaveAttribute("data-state", "loading");
    await look("CSV", page.getByTestId("csv"));
    await openNow(page);
    await expect(page.getByTestId(`case-${raised.body.number}`)).toBeVisible();
    await look("Acknowledge", page.getByRole("button", { name: /^Acknowledge/ }));
    expect(await page.getByRole("navigation", { name: "Main" }).getByRole("link").allInnerTexts(), role).toEqual(
      // Who sees alerts comes to their rules from there.
      Object.entries(railNames).flatMap(([path, name]) =>
        pages.includes(path) && !(path === "/alerts/rules" && pages.includes("/alerts")) ? [name] : [],
      ),
    );
    await page.goto(`/sources?source=${police.id}`);
    await expect(page.getByTestId("source-detail")).toBeVisible();
    await look("New source", page.getByRole("button", { name: "New source" }));
    await look("Keys", page.getByRole("tab", { name: /^Keys/ }));
    if (pages.includes("/admin/people")) {
      await openPerson(page, who?.email ?? "");
      await look("Invite", page.getByRole("button", { name: "Invite", exact: true }));
      await look("Delete", page.getByRole("button", { name: "Delete" }));
      await expect(page.getByTestId("session").first()).toBeVisible();
    }
    expect(seen, role).toEqual(presses);
    await page.context().close();
  }
});

test("People is whole with long names, on a phone too, by keyboard, and axe finds nothing", async ({
  fresh,
  visitors,
}) => {
  test.setTimeout(150_000);
  const admin = await fresh.person("Ada Admin", "admin", "on-call");
  const long = await fresh.person("Unbroken", "viewer", "analyst", "on-call", "legal", "signer", "auditor");
  await fresh.rows(`update person set name = repeat('Äö', 100) where email = '${long.email}'`);
  await fresh.person("Sue Suspended", "viewer");
  await fresh.cli("user", "suspend", "--email", "sue.suspended@watchfloor.example");
  const problems: string[] = [];
  const check = async (page: Page, name: string) => {
    problems.push(...(await axeProblems(page)).map((problem) => `${name}: ${problem}`));
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    if (wide > 0) problems.push(`${name}: ${wide} pixels stand beyond the right edge`);
    await shoot(page, name.replaceAll(/\W+/g, "-"));
  };
  for (const [theme, width, height] of [
    ["dark", 1440, 900],
    ["light", 360, 740],
    ["light", 1440, 900],
    ["dark", 360, 740],
  ] as const) {
    const page = await visitors.arrive(fresh, admin, { viewport: { width, height }, theme });
    await openPerson(page, long.email);
    await check(page, `${theme} ${width} people`);
    await page.getByRole("button", { name: "Invite", exact: true }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Work e-mail").fill(`${"l".repeat(60)}.${theme}.${width}@watchfloor.example`);
    await check(page, `${theme} ${width} invite`);
    await page.keyboard.press("Enter");
    await expect(dialog).toContainText("It cannot be shown again");
    await check(page, `${theme} ${width} link`);
    await page.keyboard.press("Escape");
    await expect(page.getByRole("button", { name: "Invite", exact: true })).toBeFocused();
    await expect(page.getByTestId(/^invitation-/).first()).toBeVisible();
    await check(page, `${theme} ${width} invited`);
    await page.context().close();
  }
  const door = await visitors.arrive(fresh, undefined, { viewport: { width: 360, height: 740 }, theme: "light" });
  visitors.expectConsole(/status of 409/);
  for (const path of ["/invitation#dead", "/new-password#dead"]) {
    await door.goto(path);
    await check(door, path);
  }
  expect(problems).toEqual([]);
});
