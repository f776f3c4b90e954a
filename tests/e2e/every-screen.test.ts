import type { Locator, Page } from "@playwright/test";
import { axeProblems } from "./browsing.ts";
import { expect, open, type Screen, test } from "./full-floor.ts";

const wide = { width: 1440, height: 900 };
const narrow = { width: 360, height: 740 };
const sizes = [wide, { width: 1024, height: 768 }, narrow];
const themes = ["dark", "light"] as const;

/** What axe finds, and what stands beyond the right edge, in both themes and at some widths of one loaded page. */
async function problemsOf(page: Page, name: string, at: readonly (typeof wide)[]): Promise<string[]> {
  const problems: string[] = [];
  for (const size of at) {
    await page.setViewportSize(size);
    for (const theme of themes) {
      await page.evaluate((chosen) => document.documentElement.setAttribute("data-theme", chosen), theme);
      const where = `${name}, ${theme}, ${size.width} wide`;
      problems.push(...(await axeProblems(page)).map((problem) => `${where}: ${problem}`));
      const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      if (over > 0) problems.push(`${where}: ${over} pixels stand beyond the right edge`);
    }
  }
  return problems;
}

/** What else a page can look like, by the name of the screen: each is reached from the one before. */
const looks: Record<string, Record<string, (page: Page) => Promise<void>>> = {
  Now: {
    "with a table": async (page) => {
      // Of all the tables, which are one part, that with the fewest rows.
      await page.getByRole("button", { name: "Table of hotline cases per hour" }).click();
      await expect(page.getByRole("table")).toBeVisible();
    },
    paused: async (page) => {
      await page.keyboard.press("p");
      await expect(page.getByTestId("connection")).toHaveAttribute("data-state", "paused");
    },
  },
  Explore: {
    searching: async (page) => {
      await page.keyboard.press("Control+k");
      await expect(page.getByPlaceholder("A page, a range")).toBeVisible();
    },
    "with the keys": async (page) => {
      await page.keyboard.press("Escape");
      await page.keyboard.press("?");
      await expect(page.getByRole("dialog", { name: "Keys" })).toBeVisible();
    },
  },
  "On call": {
    "with its shifts": async (page) => page.getByText("Shifts, gaps and rotations").first().click(),
    "changing a schedule": async (page) => {
      await page.getByRole("button", { name: "Change" }).first().click();
      await page.getByRole("button", { name: "Preview" }).click();
      await expect(page.getByRole("dialog")).toContainText("14 days, drawn in UTC");
    },
    "writing a policy": async (page) => {
      await page.keyboard.press("Escape");
      await page.getByRole("button", { name: "New policy" }).click();
      await expect(page.getByRole("dialog")).toBeVisible();
    },
  },
  "Hotline case": {
    "starting a clock": async (page) => {
      await page.getByRole("button", { name: "Start a clock" }).click();
      await expect(page.getByRole("dialog")).toBeVisible();
    },
  },
  Alerts: {
    "with one open": async (page) => {
      await page.keyboard.press("j");
      await expect(page.getByRole("heading", { name: "Timeline" })).toBeVisible();
    },
    snoozing: async (page) => {
      await page.keyboard.press("h");
      await expect(page.getByRole("dialog")).toBeVisible();
    },
  },
  "Metric rules": {
    "writing a rule": async (page) => {
      await page.getByRole("button", { name: "New rule" }).click();
      await page.getByRole("button", { name: "Preview" }).click();
      await expect(page.getByRole("dialog")).toContainText("in the last 24 hours");
    },
  },
  Integrations: {
    "changing a policy": async (page) => {
      await page.getByRole("button", { name: "Change whom Hotline calls" }).click();
      await expect(page.getByRole("dialog")).toBeVisible();
    },
    "making one": async (page) => {
      await page.keyboard.press("Escape");
      await page.getByRole("button", { name: "New integration" }).click();
      await expect(page.getByRole("dialog")).toBeVisible();
    },
  },
  Silences: {
    "making one": async (page) => {
      await page.getByRole("button", { name: "New silence" }).click();
      await page.getByLabel("Text in summary or source").fill("thing");
      await expect(page.getByTestId("silence-preview")).toContainText("Matches 3 alerts open now");
    },
  },
  Sources: {
    "with its keys": async (page) => page.getByRole("tab", { name: /^Keys/ }).click(),
    "voiding events": async (page) => {
      await page.getByRole("button", { name: "Void events" }).click();
      await expect(page.getByRole("dialog")).toBeVisible();
    },
  },
};

const names = [
  ...["Now", "Explore", "Growth", "Hotline", "Hotline case", "New by phone", "Partners", "On call", "Hand-over"],
  ...["Alerts", "Alert by its number", "Metric rules", "Integrations", "Silences"],
  ...["Sources", "People", "Audit", "System", "Account"],
  ...["Sign-in", "Welcome", "Invitation", "New password", "Forbidden", "Developers", "Not found"],
];

for (const name of names) {
  test(`axe finds nothing on ${name} and nothing is cut off, in both themes and at three widths`, async ({
    floor,
    visitors,
  }) => {
    test.setTimeout(240_000);
    visitors.expectConsole(/no-such-page/);
    const screen = floor.screens.find((one) => one.name === name);
    if (!screen) throw new Error(`there is no screen ${name}`);
    const page = await visitors.arrive(floor.at, screen.inside ? floor.lead : undefined);
    await open(page, screen);
    const problems = await problemsOf(page, name, sizes);
    for (const [look, turn] of Object.entries(looks[name] ?? {})) {
      await page.setViewportSize({ width: 1440, height: 900 });
      await turn(page);
      problems.push(...(await problemsOf(page, `${name}, ${look}`, [wide, narrow])));
    }
    expect(problems).toEqual([]);
  });
}

test("the table of screens names every page there is", async ({ floor }) => {
  expect(floor.screens.map(({ name }) => name)).toEqual(names);
  const { pageAccess } = await import("../../server/front-door.ts");
  const looked = new Set(floor.screens.map(({ page, path }) => page ?? path.replace(/[?#].*/, "")));
  // The portal's pages are an officer's: partner.test.ts looks at them.
  const others = Object.keys(pageAccess).filter((path) => !/^\/(_|partner)/.test(path));
  expect(others.filter((path) => !looked.has(path))).toEqual([]);
});

/** What can be pressed, typed into or moved through, and is shown; of things moved through by arrows one is enough. */
const pressable =
  "a[href], button:not(:disabled), input:not([type=hidden]), select, textarea, summary, [tabindex='0'], [role=slider]";

function markPressables(page: Page): Promise<number> {
  return page.locator(pressable).evaluateAll((found) => {
    const shown = found.filter((node) => {
      const box = node.getBoundingClientRect();
      const hidden = box.width === 0 || box.height === 0 || !node.checkVisibility({ visibilityProperty: true });
      // Arrows move among these; the one that Tab comes to stands for them.
      const roving = node.getAttribute("tabindex") === "-1" || node.matches("[type=radio]:not(:checked)");
      return !hidden && !roving && !node.matches("[inert] *, [role=tablist]");
    });
    for (const [index, node] of shown.entries()) node.setAttribute("data-press", String(index));
    return shown.length;
  });
}

interface Focus {
  press: string | null;
  what: string;
  ringed: boolean;
  /** The point in the middle of what can be seen of it belongs to it: nothing lies above. */
  seen: boolean;
}

function focusOn(page: Page): Promise<Focus | null> {
  return page.evaluate(() => {
    const focused = document.activeElement;
    if (!focused || focused === document.body) return null;
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(focused);
    const box = focused.getBoundingClientRect();
    const [left, right] = [Math.max(0, box.left), Math.min(innerWidth, box.right)];
    const [top, bottom] = [Math.max(0, box.top), Math.min(innerHeight, box.bottom)];
    const at = [0.5, 0.25, 0.75].map((part) =>
      document.elementFromPoint(left + (right - left) / 2, top + (bottom - top) * part),
    );
    return {
      press: focused.getAttribute("data-press"),
      what: focused.outerHTML.slice(0, 160),
      ringed: (outlineStyle !== "none" && outlineWidth !== "0px") || boxShadow !== "none",
      seen: at.some((above) => above !== null && (focused.contains(above) || above.contains(focused))),
    };
  });
}

test("by Tab alone one comes to everything that can be pressed, and always sees where one is", async ({
  floor,
  visitors,
}) => {
  test.setTimeout(480_000);
  visitors.expectConsole(/no-such-page/);
  const problems: string[] = [];
  for (const viewport of [wide, narrow]) {
    const [inside, outside] = [
      await visitors.arrive(floor.at, floor.lead, { viewport }),
      await visitors.arrive(floor.at, undefined, { viewport }),
    ];
    for (const screen of floor.screens) {
      const page = screen.inside ? inside : outside;
      const where = `${screen.name}, ${viewport.width} wide`;
      await open(page, screen);
      await settle(page, screen);
      const count = await markPressables(page);
      if (screen.inside) expect(count, where).toBeGreaterThan(5);
      const reached = new Set<string>();
      for (let presses = 0; presses < count + 30 && reached.size < count; presses++) {
        await page.keyboard.press("Tab");
        const focus = await focusOn(page);
        if (focus === null) continue;
        if (!focus.ringed) problems.push(`${where}: the focus is not shown on ${focus.what}`);
        if (!focus.seen) problems.push(`${where}: something lies above ${focus.what}`);
        if (focus.press !== null) reached.add(focus.press);
      }
      const missed = await missedOf(page.locator("[data-press]"), reached);
      problems.push(...missed.map((what) => `${where}: Tab never came to ${what}`));
    }
  }
  expect([...new Set(problems)]).toEqual([]);
});

/** What is live stands still, so that what was marked stays there. */
async function settle(page: Page, screen: Screen): Promise<void> {
  if (!screen.inside) return;
  await page.keyboard.press("p");
  await expect(page.getByTestId("connection")).toHaveAttribute("data-state", "paused");
}

function missedOf(marked: Locator, reached: ReadonlySet<string>): Promise<string[]> {
  return marked.evaluateAll(
    (nodes, seen) =>
      nodes
        .filter((node) => !seen.includes(node.getAttribute("data-press") ?? ""))
        .map((node) => node.outerHTML.slice(0, 160)),
    [...reached],
  );
}
