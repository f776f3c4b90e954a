import { gzipSync } from "node:zlib";
import type { Cookie, Page } from "@playwright/test";
import { expect, test } from "./browsing.ts";

const limit = 300_000;
/** What a page asks for by itself a little after it was drawn is written down beside its first load. */
const settleMs = 2_000;
const pages = [
  "/sign-in",
  "/",
  "/explore",
  "/alerts",
  "/alerts/rules",
  "/alerts/integrations",
  "/alerts/silences",
  "/on-call",
  "/on-call/handover",
  "/sources",
  "/hotline",
  "/hotline/new",
  "/hotline/partners",
  "/growth",
  "/admin/people",
  "/admin/audit",
  "/admin/system",
  "/account",
];

interface Script {
  path: string;
  /** Bytes after gzip, whether or not the server sent it compressed. */
  bytes: number;
}

/**
 * Opens the page in a browser that holds nothing yet. First are the scripts that its document names; what it then asks
 * for by itself, the library that draws charts, comes later and delays no figure.
 */
async function firstLoad(page: Page, path: string): Promise<{ scripts: Script[]; later: Script[]; policy: string }> {
  const bodies: Promise<Script>[] = [];
  const weigh = (url: string, body: Promise<Buffer>) =>
    body.then((bytes) => ({ path: new URL(url).pathname, bytes: gzipSync(bytes).length }));
  page.on("response", (response) => {
    if (response.request().resourceType() === "script") bodies.push(weigh(response.url(), response.body()));
  });
  const document = await page.goto(path, { waitUntil: "load" });
  await page.waitForTimeout(settleMs);
  expect(new URL(page.url()).pathname, "the page itself was opened, not the door before it").toBe(path);
  expect(document?.status()).toBe(200);
  const html = (await document?.text()) ?? "";
  const all = await Promise.all(bodies);
  const isFirst = ({ path }: Script) => html.includes(path.replace("/_next/", ""));
  return {
    scripts: all.filter(isFirst),
    later: all.filter((one) => !isFirst(one)),
    policy: document?.headers()["content-security-policy"] ?? "",
  };
}

const sumOf = (scripts: readonly Script[]) => scripts.reduce((sum, { bytes }) => sum + bytes, 0);

/** Of this worker's installation: to sign in anew for each page would be more tries a minute than one address has. */
let known: Cookie[] | undefined;

for (const theme of ["dark", "light"] as const) {
  for (const path of pages) {
    test(`the first load of ${path}, ${theme}, is small, from here alone and under a strict policy`, async ({
      installation,
      visitors,
    }) => {
      const inside = path !== "/sign-in";
      const person = inside && !known ? await installation.person("Lara Load", "on-call", "admin") : undefined;
      const page = await visitors.arrive(installation, person, { theme });
      if (inside && known) await page.context().addCookies(known);
      else if (inside) known = await page.context().cookies();
      const { scripts, later, policy } = await firstLoad(page, path);
      await expect(page.locator("html")).toHaveAttribute("data-theme", theme);

      const total = sumOf(scripts);
      const largest = scripts.toSorted((a, b) => b.bytes - a.bytes).slice(0, 12);
      const list = largest.map(({ path, bytes }) => `${bytes} ${path}`).join("\n");
      test.info().annotations.push({ type: "script bytes", description: `${path} ${total}, later ${sumOf(later)}` });
      expect(scripts.length, "scripts were seen at all").toBeGreaterThan(3);
      expect.soft(total, `bytes of script after gzip, the largest:\n${list}`).toBeLessThanOrEqual(limit);

      const scriptSources = policy.split(";").find((directive) => directive.trim().startsWith("script-src ")) ?? "";
      expect(scriptSources, policy).toContain("'self'");
      expect(scriptSources, policy).not.toMatch(/'unsafe-inline'|'unsafe-eval'|\*|https?:/);
    });
  }
}
