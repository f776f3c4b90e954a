import { type CDPSession, chromium, type Page } from "@playwright/test";
import { findChromium } from "../../scripts/chromium.mjs";
import type { BenchServer } from "./bench-server.ts";
import { signInViewer } from "./viewer.ts";

/** Now in a real browser, 1440 × 900, signed in as a viewer, and the browser's own view of its work. */
export interface LivePage extends AsyncDisposable {
  page: Page;
  devtools: CDPSession;
}

/** Opens Now and waits until it is live. */
export async function openLivePage(server: BenchServer): Promise<LivePage> {
  const cookies = await signInViewer(server, "viewer");
  const browser = await chromium.launch({ executablePath: findChromium() });
  const context = await browser.newContext({ baseURL: server.url, viewport: { width: 1440, height: 900 } });
  await context.addCookies(
    cookies.split("; ").map((cookie) => {
      const [name = "", ...value] = cookie.split("=");
      return { name, value: value.join("="), url: server.url };
    }),
  );
  const page = await context.newPage();
  await page.goto("/");
  await page.locator('[data-testid="tile-takedowns"][data-state="live"]').waitFor({ timeout: 60_000 });
  return {
    page,
    devtools: await context.newCDPSession(page),
    [Symbol.asyncDispose]: () => browser.close(),
  };
}
