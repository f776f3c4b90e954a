import { type CDPSession, chromium, type Page } from "@playwright/test";
import { findChromium } from "../../scripts/chromium.mjs";
import type { BenchServer } from "./bench-server.ts";

/** Now in a real browser, 1440 × 900, signed in as a viewer, and the browser's own view of its work. */
export interface LivePage extends AsyncDisposable {
  page: Page;
  devtools: CDPSession;
}

const password = "correct horse battery staple";

/** Opens Now and waits until it is live. */
export async function openLivePage(server: BenchServer): Promise<LivePage> {
  const email = "viewer@watchfloor.example";
  await server.cli(["user", "create", "--email", email, "--role", "viewer", "--password-stdin"], password);
  const browser = await chromium.launch({ executablePath: findChromium() });
  const context = await browser.newContext({ baseURL: server.url, viewport: { width: 1440, height: 900 } });
  const signedIn = await context.request.post("/api/auth/sign-in/email", {
    headers: { origin: server.url },
    data: { email, password },
  });
  if (!signedIn.ok()) throw new Error(`the viewer could not sign in: ${await signedIn.text()}`);
  const page = await context.newPage();
  await page.goto("/");
  await page.locator('[data-testid="tile-takedowns"][data-state="live"]').waitFor({ timeout: 60_000 });
  return {
    page,
    devtools: await context.newCDPSession(page),
    [Symbol.asyncDispose]: () => browser.close(),
  };
}
