import { mkdir } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { decodeQR } from "qr/decode.js";
import { codeAt } from "../support/authenticator.ts";
import { type Credentials, type Installation, startInstallation } from "../support/installation.ts";
import { axeProblems, expect, openNow, test } from "./browsing.ts";

/** A security chip that knows its owner: it makes passkeys and answers for them at once. */
async function withSecurityChip(page: Page): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("WebAuthn.enable");
  await devtools.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
}

async function openAccount(page: Page, name: string): Promise<void> {
  await page
    .getByRole("button", { name: `Menu of ${name}` })
    .filter({ visible: true })
    .click();
  await page.getByRole("menuitem", { name: "Your account" }).click();
  await expect(page.getByRole("heading", { name: "Passkeys" })).toBeVisible();
}

async function signOut(page: Page, at: Installation, name: string): Promise<void> {
  await page
    .getByRole("button", { name: `Menu of ${name}` })
    .filter({ visible: true })
    .click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(page).toHaveURL(`${at.url}/sign-in`);
}

async function signInByForm(page: Page, { email, password }: Credentials): Promise<void> {
  await page.getByLabel("Work e-mail").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
}

async function addPasskey(page: Page, name: string): Promise<void> {
  await page.getByRole("button", { name: "Add passkey" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name").fill(name);
  await dialog.getByRole("button", { name: "Add passkey" }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByRole("list", { name: "Your passkeys" }).getByText(name)).toBeVisible();
}

const firstView = async (page: Page, at: Installation) => {
  await expect(page).toHaveURL(`${at.url}/`);
  await expect(page.getByTestId("connection")).toHaveAttribute("data-state", /live|delayed|stale/);
};

/** What a phone's camera reads off the screen. */
async function readQrCode(page: Page): Promise<URL> {
  const picture = page.getByRole("img", { name: /^QR code/ });
  await expect(picture).toBeVisible();
  const pixels = await picture.evaluate(async (svg) => {
    const size = 480;
    const drawn = new Image(size, size);
    const copy = svg.cloneNode(true) as Element;
    copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
    copy.setAttribute("width", String(size));
    copy.setAttribute("height", String(size));
    drawn.src = `data:image/svg+xml;base64,${btoa(new XMLSerializer().serializeToString(copy))}`;
    await drawn.decode();
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = size;
    const pen = canvas.getContext("2d");
    if (!pen) throw new Error("no canvas");
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, size, size);
    pen.drawImage(drawn, 0, 0, size, size);
    return { width: size, height: size, data: [...pen.getImageData(0, 0, size, size).data] };
  });
  return new URL(decodeQR({ ...pixels, data: Uint8Array.from(pixels.data) }));
}

test("a passkey: added under a name, then it signs in without a password, and is removed after a fresh proof", async ({
  installation,
  visitors,
}) => {
  const person = await installation.person("Paz Passkey", "viewer");
  const page = await visitors.arrive(installation, person);
  await withSecurityChip(page);
  await openNow(page);
  await openAccount(page, person.name);
  await addPasskey(page, "The laptop's chip");
  await signOut(page, installation, person.name);

  await page.getByRole("button", { name: "Use a passkey" }).click();
  await firstView(page, installation);

  await openAccount(page, person.name);
  await installation.rows("update person_session set \"createdAt\" = now() - interval '11 minutes', proved_at = null");
  await page.reload();
  const dialog = page.getByRole("dialog");
  await page.getByRole("button", { name: "Remove passkey The laptop's chip" }).click();
  await expect(dialog.getByRole("heading")).toHaveText("Confirm that it is you");
  await dialog.getByRole("button", { name: "Use a passkey" }).click();
  await expect(dialog.getByRole("heading")).toHaveText("Remove passkey The laptop's chip");
  await dialog.getByRole("button", { name: "Remove passkey" }).click();
  await expect(page.getByTestId("passkeys-state")).toHaveText("none");
  await signOut(page, installation, person.name);
  visitors.expectConsole(/status of 401/);
  await page.getByRole("button", { name: "Use a passkey" }).click();
  await expect(page.getByRole("main").getByRole("alert")).toContainText("was not accepted");
});

test("an authenticator app: set up from its QR code, asked for at sign-in, with recovery codes that work once", async ({
  installation,
  visitors,
}) => {
  test.setTimeout(120_000);
  const person = await installation.person("Toto Totp", "viewer");
  const page = await visitors.arrive(installation, person);
  await openNow(page);
  await openAccount(page, person.name);
  await page.getByRole("button", { name: "Set up app" }).click();
  const dialog = page.getByRole("dialog");
  const address = await readQrCode(page);
  expect([address.protocol, decodeURIComponent(address.pathname)]).toEqual([
    "otpauth:",
    `//totp/Watchfloor:${person.email}`.slice(address.host === "totp" ? 6 : 0),
  ]);
  const secret = address.searchParams.get("secret") ?? "";
  const shown = await dialog.getByTestId("authenticator-secret").innerText();
  expect(shown.replaceAll(" ", "")).toBe(secret);

  visitors.expectConsole(/status of 40[01]/);
  await dialog.getByLabel("Code of the app").fill("12");
  await dialog.getByRole("button", { name: "Turn on" }).click();
  await expect(dialog.getByRole("alert")).toContainText("the 6 digits");
  const first = codeAt(secret, Date.now());
  await dialog.getByLabel("Code of the app").fill(first);
  await page.keyboard.press("Enter");
  await expect(dialog.getByRole("heading")).toContainText("recovery codes");
  const codes = await dialog.getByRole("list", { name: "Recovery codes" }).getByRole("listitem").allInnerTexts();
  expect(codes.length).toBe(10);
  await dialog.getByRole("button", { name: "Done" }).click();
  await expect(page.getByTestId("recovery-state")).toHaveText("10 left");
  await signOut(page, installation, person.name);

  await signInByForm(page, person);
  const field = page.getByLabel("Code of the app");
  await expect(field).toBeFocused();
  // Half a sign-in opens nothing; the page takes it up where it was.
  await page.goto("/");
  await expect(page).toHaveURL(`${installation.url}/sign-in`);
  await expect(field).toBeVisible();
  await field.fill(first);
  await page.getByRole("button", { name: "Sign in" }).click();
  // On a slow machine it is not even of now any more.
  await expect(page.getByRole("main").getByRole("alert")).toContainText(/used already|not the code of now/);
  const again = page.getByRole("button", { name: "Start again" });
  if (await again.isVisible()) await again.click();
  // The code of the next half minute is one that a phone a little ahead shows.
  await signInByForm(page, person);
  await field.fill(codeAt(secret, Date.now() + 30_000));
  await page.keyboard.press("Enter");
  await firstView(page, installation);
  await signOut(page, installation, person.name);

  await signInByForm(page, person);
  await page.getByRole("button", { name: "Use a recovery code" }).click();
  const recovery = page.getByLabel("Recovery code");
  await expect(recovery).toBeFocused();
  await recovery.fill(codes[3]?.toUpperCase() ?? "");
  await page.keyboard.press("Enter");
  await firstView(page, installation);
  await openAccount(page, person.name);
  await expect(page.getByTestId("recovery-state")).toHaveText("9 left");
});

test("from an invitation to a passkey to the first view", async ({ fresh, visitors }) => {
  const admin = await fresh.person("Ada Admin", "admin");
  const desk = await visitors.arrive(fresh, admin);
  await desk.goto("/admin/people");
  await desk.getByRole("button", { name: "Invite", exact: true }).click();
  const dialog = desk.getByRole("dialog");
  await dialog.getByLabel("Work e-mail").fill("mia@watchfloor.example");
  await dialog.getByLabel("on-call").check();
  await dialog.getByRole("button", { name: "Invite" }).click();
  const link = await dialog.getByLabel("The new link").inputValue();

  const page = await visitors.arrive(fresh);
  await withSecurityChip(page);
  await page.goto(link);
  await page.getByLabel("Name").fill("Mia Invited");
  await page.getByLabel("Password").fill("a sentence that nobody guesses");
  await page.getByRole("button", { name: "Make the account" }).click();
  await firstView(page, fresh);
  await openAccount(page, "Mia Invited");
  await addPasskey(page, "Phone");
  await signOut(page, fresh, "Mia Invited");
  await page.getByRole("button", { name: "Use a passkey" }).click();
  await firstView(page, fresh);
  await expect(page.getByTestId("tile-hotline")).toHaveAttribute("data-state", "live");
});

test("where a role asks for a second factor every page leads to the account, until there is one", async ({
  visitors,
}) => {
  await using strict = await startInstallation({ REQUIRE_SECOND_FACTOR: "viewer" });
  const page = await visitors.arrive(strict, await strict.person("Vera Viewer", "viewer"));
  await withSecurityChip(page);
  for (const path of ["/", "/explore?range=2h", "/sources"]) {
    await page.goto(path);
    await expect(page, path).toHaveURL(`${strict.url}/account`);
  }
  await expect(page.getByRole("region", { name: "What is missing" })).toContainText("asks for a second factor");
  await expect(page.getByRole("navigation"), "nothing else is offered").toHaveCount(0);
  await addPasskey(page, "Phone");
  await page.getByRole("region", { name: "What was missing" }).getByRole("link", { name: "Go on" }).click();
  await firstView(page, strict);
  await page.close();
});

test("a session that is ended here closes the other browser; a new password closes all others", async ({
  installation,
  visitors,
}) => {
  const person = await installation.person("Sessa Session", "viewer");
  const page = await visitors.arrive(installation, person);
  const other = await visitors.arrive(installation, person);
  await openNow(other);
  await openNow(page);
  await openAccount(page, person.name);
  const sessions = page.getByRole("list", { name: "Your sessions" }).getByRole("listitem");
  await expect(sessions).toHaveCount(2);
  visitors.expectConsole(/status of 401|unauthenticated|WebSocket/);
  await page.getByRole("button", { name: /^End the session/ }).click();
  await expect(other).toHaveURL(`${installation.url}/sign-in`);
  await expect(sessions).toHaveCount(1);

  await signInByForm(other, person);
  await firstView(other, installation);
  await page.getByRole("button", { name: "Change password" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Present password").fill(person.password);
  await dialog.getByLabel("New password").fill("another sentence to keep");
  await page.keyboard.press("Enter");
  await expect(dialog).toBeHidden();
  await expect(other).toHaveURL(`${installation.url}/sign-in`);
  await signInByForm(other, { ...person, password: "another sentence to keep" });
  await firstView(other, installation);
});

test("the account and the second step are whole on a phone and a desk, in both themes, with a long name and without a role that reads", async ({
  installation,
  visitors,
}) => {
  test.setTimeout(240_000);
  const long = await installation.person("Unbroken Longname", "viewer");
  const partner = await installation.person("Olga Officer", "partner");
  await installation.rows(`update person set name = repeat('Äö', 100) where email = '${long.email}'`);
  const problems: string[] = [];
  const check = async (page: Page, name: string) => {
    problems.push(...(await axeProblems(page)).map((problem) => `${name}: ${problem}`));
    const beyond = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    if (beyond > 0) problems.push(`${name}: ${beyond} pixels stand beyond the right edge`);
    await shoot(page, name);
  };
  let secret = "";
  for (const [theme, width, height] of [
    ["dark", 1440, 900],
    ["light", 360, 740],
  ] as const) {
    const page = await visitors.arrive(installation, long, { viewport: { width, height }, theme });
    await withSecurityChip(page);
    await page.goto("/account");
    await expect(page.getByRole("list", { name: "Your sessions" }).getByRole("listitem").first()).toBeVisible();
    await addPasskey(page, `${"long-name-".repeat(5)}${width}`);
    await check(page, `${theme}-${width}-account`);
    await page.getByRole("button", { name: "Set up app" }).click();
    secret = (await readQrCode(page)).searchParams.get("secret") ?? "";
    await check(page, `${theme}-${width}-authenticator`);
    await page.keyboard.press("Escape");
    await expect(page.getByRole("button", { name: "Set up app" })).toBeFocused();
    await page.getByRole("button", { name: "Change password" }).click();
    await check(page, `${theme}-${width}-password`);
    const officer = await visitors.arrive(installation, partner, { viewport: { width, height }, theme });
    await officer.goto("/account");
    await expect(officer.getByRole("button", { name: "Sign out" })).toBeVisible();
    await check(officer, `${theme}-${width}-partner`);
    await page.context().close();
  }
  const page = await visitors.arrive(installation, long, { viewport: { width: 360, height: 740 }, theme: "dark" });
  await page.goto("/account");
  await page.getByRole("button", { name: "Set up app" }).click();
  secret = (await readQrCode(page)).searchParams.get("secret") ?? secret;
  await page.getByLabel("Code of the app").fill(codeAt(secret, Date.now()));
  await page.keyboard.press("Enter");
  await expect(page.getByRole("list", { name: "Recovery codes" })).toBeVisible();
  await check(page, "dark-360-codes");
  for (const [theme, width, height] of [
    ["light", 1440, 900],
    ["dark", 360, 740],
  ] as const) {
    const door = await visitors.arrive(installation, undefined, { viewport: { width, height }, theme });
    await door.goto("/sign-in");
    await check(door, `${theme}-${width}-sign-in`);
    await signInByForm(door, long);
    await expect(door.getByLabel("Code of the app")).toBeFocused();
    await check(door, `${theme}-${width}-second-step`);
  }
  expect(problems).toEqual([]);
});

const shots = process.env.SHOTS;

/** With SHOTS=folder the pages are kept as pictures, to be looked at. */
async function shoot(page: Page, name: string): Promise<void> {
  if (!shots) return;
  await mkdir(shots, { recursive: true });
  await page.screenshot({ path: `${shots}/account-${name}.png` });
}
