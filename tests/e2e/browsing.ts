import AxeBuilder from "@axe-core/playwright";
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  test as base,
  expect,
  type Page,
} from "@playwright/test";
import { type Credentials, type Installation, startInstallation } from "../support/installation.ts";

/** People in front of browsers of their own. */
export interface Visitors {
  /** A browser of its own on this installation, signed in as the person where one is given; nothing is open yet. */
  arrive(at: Pick<Installation, "url">, who?: Omit<Credentials, "name">, options?: VisitorOptions): Promise<Page>;
  /** What a test provokes on purpose: such lines of the console do not fail it. */
  expectConsole(message: RegExp): void;
}
export type VisitorOptions = BrowserContextOptions & { theme?: "dark" | "light" };

interface Watch {
  problems: string[];
  expected: RegExp[];
}

/**
 * Every page of every test is watched: a request to another host, an error on the console, an uncaught one, a breach of
 * the content policy fail the test. `installation` is shared by the tests of a worker, `fresh` is a test's own.
 */
export const test = base.extend<{ visitors: Visitors; fresh: Installation }, { installation: Installation }>({
  installation: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures from this pattern
    async ({}, use) => {
      await using installation = await startInstallation();
      await use(installation);
    },
    { scope: "worker", timeout: 120_000 },
  ],
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures from this pattern
  fresh: async ({}, use) => {
    await using installation = await startInstallation();
    await use(installation);
  },
  visitors: async ({ browser }, use) => {
    const watch: Watch = { problems: [], expected: [] };
    const contexts: BrowserContext[] = [];
    await use({
      async arrive(at, who, options = {}) {
        const context = await enter(browser, at, options, watch);
        contexts.push(context);
        if (who) await signIn(context, at, who);
        return context.newPage();
      },
      expectConsole: (message) => void watch.expected.push(message),
    });
    for (const context of contexts) await context.close();
    const surprises = watch.problems.filter((line) => !watch.expected.some((one) => one.test(line)));
    expect(surprises, "what the browsers complained about").toEqual([]);
  },
});
export { expect };

async function enter(
  browser: Browser,
  at: Pick<Installation, "url">,
  { theme, ...options }: VisitorOptions,
  watch: Watch,
) {
  const localStorage = theme ? [{ name: "theme", value: theme }] : [];
  const storageState = { cookies: [], origins: [{ origin: at.url, localStorage }] };
  const context = await browser.newContext({ baseURL: at.url, storageState, ...options });
  const { host } = new URL(at.url);
  const foreign = (url: string) => {
    const { host: asked, protocol } = new URL(url);
    if (/^(https?|wss?):$/.test(protocol) && asked !== host) watch.problems.push(`a request left for ${url}`);
  };
  context.on("request", (request) => foreign(request.url()));
  context.on("page", (page) => page.on("websocket", (socket) => foreign(socket.url())));
  context.on("console", (message) => {
    if (message.type() === "error") watch.problems.push(`${message.text()} (${message.location().url})`);
  });
  context.on("weberror", (error) => watch.problems.push(`uncaught: ${error.error().message}`));
  await context.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) => {
      console.error(`content policy: ${violatedDirective} ${blockedURI}`);
    });
  });
  return context;
}

/** The same request as the form's; the form itself has a test of its own. */
async function signIn(
  context: BrowserContext,
  at: Pick<Installation, "url">,
  { email, password }: Omit<Credentials, "name">,
): Promise<void> {
  const answer = await context.request.post("/api/auth/sign-in/email", {
    headers: { origin: at.url },
    data: { email, password },
  });
  expect(answer.status(), await answer.text()).toBe(200);
}

/** Waits until the page hears what is pressed: as the server drew it, it is deaf. */
export async function pageHears(page: Page): Promise<void> {
  await expect(page.getByTestId("connection")).not.toHaveAttribute("data-state", "loading");
}

/** Opens Now and waits until the line to the server is up. */
export async function openNow(page: Page): Promise<void> {
  await page.goto("/");
  await pageHears(page);
  await expect(page.getByTestId("tile-hotline")).toHaveAttribute("data-state", "live");
}

/** What axe finds against WCAG 2.2 AA and its best practices, a line each. */
export async function axeProblems(page: Page): Promise<string[]> {
  // A press fades from one theme's colours to the other's; between the two nothing is promised.
  await page.evaluate(async () => {
    await Promise.allSettled(document.getAnimations().map(({ finished }) => finished));
  });
  const { violations } = await new AxeBuilder({ page })
    .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"])
    .analyze();
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target }) => `${id}: ${help} at ${target.join(" ")}`),
  );
}
