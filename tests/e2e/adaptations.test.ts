import type { Page } from "@playwright/test";
import { axeProblems } from "./browsing.ts";
import { expect, open, type Screen, test } from "./full-floor.ts";

// Pages as people set them up for their eyes: large, widely spaced, in their own colours, with more contrast, at rest.

/** Text that a box cuts off, that lies over other text, or that only a sideways scroll would bring into view. */
function lostText(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found: string[] = [];
    const shown: { text: string; node: Element; rect: DOMRect }[] = [];
    const say = (node: Element, why: string) =>
      found.push(
        `${why}: "${(node.textContent ?? "").trim().slice(0, 60)}" in <${node.tagName.toLowerCase()} class="${node.getAttribute("class") ?? ""}">`,
      );
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let text = walker.nextNode(); text; text = walker.nextNode()) {
      const node = text.parentElement;
      if (!node || (text.textContent ?? "").trim() === "" || node.closest("script, style, svg, select, .sr-only"))
        continue;
      if (!node.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
      const range = document.createRange();
      range.selectNodeContents(text);
      // Tables and code may be moved through in two directions (WCAG 1.4.10); what is in them is not lost.
      const scrolls = node.closest("[tabindex='0']:has(table, pre), [role=tablist]");
      for (const rect of range.getClientRects()) {
        if (rect.width < 1 || rect.height < 1) continue;
        let clipped = false;
        let floating = false;
        for (let box: Element | null = node; box && box !== document.body; box = box.parentElement) {
          const { overflowX, overflowY, textOverflow, webkitLineClamp, position } = getComputedStyle(box);
          const edge = box.getBoundingClientRect();
          // A box of one pixel is for those who hear.
          if (edge.width <= 1 && edge.height <= 1) clipped = true;
          if (clipped) break;
          const across = overflowX !== "visible" && (rect.right > edge.right + 1 || rect.left < edge.left - 1);
          const down = overflowY !== "visible" && (rect.bottom > edge.bottom + 2 || rect.top < edge.top - 2);
          if (across || down) {
            clipped = true;
            // What people named may be long; cut short, it says all of itself where it is pointed at, and to those who hear.
            const short = textOverflow === "ellipsis" || webkitLineClamp !== "none";
            // A name at the end of a line is said whole by the tooltip and the table of its chart.
            const told = short && box.closest("[title], button, [data-end-label]") !== null;
            const canScroll = scrolls?.contains(box) || (down && overflowY !== "hidden" && overflowY !== "clip");
            if (!told && !canScroll) say(box, across ? "cut at the side" : "cut at the foot");
            break;
          }
          // What stays while the page is scrolled lies over it, and is meant to.
          floating = position === "fixed" || position === "sticky";
          if (floating) break;
        }
        if (!clipped && !scrolls && (rect.left < -1 || rect.right > innerWidth + 1)) say(node, "beyond the edge");
        if (!clipped && !scrolls && !floating) shown.push({ text: text.textContent ?? "", node, rect });
      }
    }
    for (const [index, one] of shown.entries()) {
      for (const other of shown.slice(index + 1)) {
        const across = Math.min(one.rect.right, other.rect.right) - Math.max(one.rect.left, other.rect.left);
        const down = Math.min(one.rect.bottom, other.rect.bottom) - Math.max(one.rect.top, other.rect.top);
        if (across > 3 && down > 4 && one.node !== other.node) say(one.node, `lies over "${other.text.slice(0, 40)}"`);
      }
    }
    return [...new Set(found)];
  });
}

test("the check of lost text finds what is cut off, laid over and pushed aside", async ({ floor, visitors }) => {
  const page = await visitors.arrive(floor.at);
  await page.goto("/sign-in");
  await page.evaluate(() => {
    const add = (style: string, text: string) => {
      const box = document.createElement("div");
      box.style.cssText = `position:absolute;white-space:nowrap;${style}`;
      box.textContent = text;
      document.body.append(box);
    };
    add("left:0;top:0;width:40px;overflow:hidden", "too wide for its box");
    add("left:0;top:300px", "the first of two");
    add("left:5px;top:302px", "the second of two");
    add("left:calc(100vw - 20px);top:400px", "pushed out of the page");
  });
  const found = (await lostText(page)).join("\n");
  for (const what of ['cut at the side: "too wide', "the first of two", 'beyond the edge: "pushed out'])
    expect(found).toContain(what);
});

const narrow = [
  { name: "320 pixels, as at 400 % of 1280", viewport: { width: 320, height: 640 } },
  { name: "200 % of 1440", viewport: { width: 720, height: 450 }, deviceScaleFactor: 2 },
];

for (const { name, ...options } of narrow) {
  test(`everything is read without a sideways scroll at ${name}`, async ({ floor, visitors }) => {
    test.setTimeout(120_000);
    await onEveryScreen(floor, visitors, options, async (page) => {
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      return [...(wide > 0 ? [`${wide} pixels stand beyond the right edge`] : []), ...(await lostText(page))];
    });
  });
}

/** The distances of WCAG 1.4.12, as a person's own style sheet sets them. */
const spacing = `* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
  p { margin-bottom: 2em !important; }`;

for (const viewport of [
  { width: 1440, height: 900 },
  { width: 360, height: 740 },
]) {
  test(`text that is spaced widely loses nothing at ${viewport.width} pixels`, async ({ floor, visitors }) => {
    test.setTimeout(120_000);
    await onEveryScreen(floor, visitors, { viewport }, async (page) => {
      await page.evaluate((text) => {
        const sheet = new CSSStyleSheet();
        sheet.replaceSync(text);
        document.adoptedStyleSheets.push(sheet);
      }, spacing);
      await page.waitForTimeout(300);
      return lostText(page);
    });
  });
}

/** Text, drawn or written, whose contrast with what lies behind it is less than asked; lines, less than `lines`. */
function faint(page: Page, least: { text: number; lines: number }): Promise<string[]> {
  return page.evaluate(({ text: leastText, lines: leastLines }) => {
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = 1;
    const ink = canvas.getContext("2d", { willReadFrequently: true });
    const rgba = (colour: string): number[] => {
      if (!ink) return [0, 0, 0, 0];
      ink.clearRect(0, 0, 1, 1);
      ink.fillStyle = colour;
      ink.fillRect(0, 0, 1, 1);
      return [...ink.getImageData(0, 0, 1, 1).data];
    };
    const light = ([r = 0, g = 0, b = 0]: number[]) => {
      const part = (value: number) =>
        value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4;
      return 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b);
    };
    const contrast = (one: number[], other: number[]) => {
      const [high = 0, low = 0] = [light(one), light(other)].sort((a, b) => b - a);
      return (high + 0.05) / (low + 0.05);
    };
    const behind = (node: Element | null): number[] => {
      for (let box = node; box; box = box.parentElement) {
        const colour = rgba(getComputedStyle(box).backgroundColor);
        if ((colour[3] ?? 0) > 250) return colour;
      }
      return rgba("Canvas");
    };
    const found: string[] = [];
    const check = (node: Element, colour: string, least: number, what: string) => {
      if (!node.checkVisibility({ visibilityProperty: true, opacityProperty: true })) return;
      const value = contrast(rgba(colour), behind(node.closest("svg")?.parentElement ?? node));
      if (value < least) found.push(`${value.toFixed(1)} of ${least}: ${what}`);
    };
    for (const node of document.querySelectorAll("body *")) {
      const own = [...node.childNodes].some((child) => child.nodeType === 3 && (child.textContent ?? "").trim() !== "");
      const drawn = node.closest("svg") !== null;
      const style = getComputedStyle(node);
      const said = (node.textContent ?? "").trim().slice(0, 40);
      if (own && !node.closest("script, style, .sr-only, :disabled"))
        check(node, drawn ? style.fill : style.color, leastText, `"${said}"`);
      if (
        node.matches(".recharts-line path, svg[aria-hidden] > path:not([fill=currentColor])") &&
        style.stroke !== "none"
      )
        check(
          node,
          style.stroke,
          leastLines,
          `a line ${node.getAttribute("stroke")} in ${node.closest("section")?.id}`,
        );
    }
    return [...new Set(found)];
  }, least);
}

test("in the person's own colours everything is drawn in them, and axe finds nothing", async ({ floor, visitors }) => {
  test.setTimeout(120_000);
  for (const colorScheme of ["light", "dark"] as const) {
    await onEveryScreen(floor, visitors, { forcedColors: "active", colorScheme }, async (page) => [
      ...(await faint(page, { text: 4.5, lines: 3 })),
      ...(colorScheme === "light" ? await axeProblems(page) : []),
    ]);
  }
});

test("who asks for more contrast gets seven to one for text, in both themes", async ({ floor, visitors }) => {
  test.setTimeout(120_000);
  for (const theme of ["light", "dark"] as const) {
    await onEveryScreen(floor, visitors, { contrast: "more", theme }, (page) => faint(page, { text: 7, lines: 3 }));
  }
});

test("who asks for rest sees nothing move by itself: no animation and no transition runs", async ({
  floor,
  visitors,
}) => {
  test.setTimeout(120_000);
  await onEveryScreen(floor, visitors, { reducedMotion: "reduce" }, async (page) => {
    await page.evaluate(() => {
      const kept = window as unknown as { moving: Set<string> };
      kept.moving = new Set();
      const look = () => {
        for (const animation of document.getAnimations()) {
          const { duration = 0 } = animation.effect?.getComputedTiming() ?? {};
          const { target } = (animation.effect ?? {}) as KeyframeEffect;
          if (Number(duration) > 0) kept.moving.add(`${duration} ms: ${target?.outerHTML.slice(0, 120)}`);
        }
        requestAnimationFrame(look);
      };
      look();
    });
    const menu = page.getByRole("button", { name: /^(Zone|Range)/ }).first();
    if (await menu.isVisible()) {
      await menu.click();
      await page.keyboard.press("Escape");
      await page.keyboard.press("Control+k");
      const palette = page.getByRole("dialog", { name: "Search or jump" });
      await expect(palette).toBeVisible();
      await page.keyboard.press("Escape");
      await expect(palette).toHaveCount(0);
    }
    for (const button of (await page.getByRole("button").all()).slice(0, 6)) {
      if (await button.isVisible()) await button.hover({ force: true });
    }
    await page.waitForTimeout(1_000);
    const moving = await page.evaluate(() => [...(window as unknown as { moving: Set<string> }).moving]);
    const able = await page.evaluate(() =>
      [...document.querySelectorAll("body *")].flatMap((node) => {
        const { transitionDuration, animationDuration } = getComputedStyle(node);
        const takesTime = [transitionDuration, animationDuration].some((all) => /[1-9]/.test(all));
        return takesTime ? [`can move: ${node.outerHTML.slice(0, 120)}`] : [];
      }),
    );
    return [...moving, ...able];
  });
});

test("the same page moves a little where nobody asked for rest: the check above can fail", async ({
  floor,
  visitors,
}) => {
  const page = await visitors.arrive(floor.at);
  await page.goto("/sign-in");
  const able = await page
    .getByRole("button", { name: "Sign in" })
    .evaluate((node) => getComputedStyle(node).transitionDuration);
  expect(able).toMatch(/[1-9]/);
});

type Fixtures = Parameters<Parameters<typeof test>[2]>[0];

/** Opens every screen in a browser that is set up so, and gathers what `check` finds on each. */
async function onEveryScreen(
  floor: Fixtures["floor"],
  visitors: Fixtures["visitors"],
  options: Parameters<Fixtures["visitors"]["arrive"]>[2],
  check: (page: Page, screen: Screen) => Promise<string[]>,
): Promise<void> {
  visitors.expectConsole(/no-such-page/);
  const inside = await visitors.arrive(floor.at, floor.lead, options);
  const outside = await visitors.arrive(floor.at, undefined, options);
  const problems: string[] = [];
  for (const screen of floor.screens) {
    const page = screen.inside ? inside : outside;
    await open(page, screen);
    problems.push(...(await check(page, screen)).map((problem) => `${screen.name}: ${problem}`));
  }
  expect(problems).toEqual([]);
}
