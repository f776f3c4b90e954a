import type { Locator, Page } from "@playwright/test";
import { event, removal } from "../support/installation.ts";
import { expect, open, type Screen, test } from "./full-floor.ts";

// Pages as assistive technology gets them: Chromium's accessibility tree, roles and names, keys; never classes.

interface Spoken {
  role: string;
  name: string;
  description: string;
}

/** The accessibility tree, in its order, without what is ignored. */
async function spokenBy(page: Page): Promise<Spoken[]> {
  const session = await page.context().newCDPSession(page);
  const { nodes } = await session.send("Accessibility.getFullAXTree");
  await session.detach();
  return nodes
    .filter(({ ignored }) => !ignored)
    .map(({ role, name, description }) => ({
      role: String(role?.value ?? ""),
      name: words(name?.value),
      description: words(description?.value),
    }));
}

const words = (text: unknown) =>
  String(text ?? "")
    .replaceAll(/\s+/g, " ")
    .trim();
/** "2 200" and "+1 024" as numbers; "—" is not known. */
const figure = (text: string) =>
  text.includes("—") ? null : Number(text.replaceAll(/[\s+]/g, "").replace("\u2212", "-"));

/** A point of a plot as it is said: when it begins, and each line with its value and its earlier one. */
interface Point {
  day: string;
  from: string;
  lines: { name: string; value: number | null; earlier: number | null }[];
}

/** Goes through a plot by its keys and takes down what is said of some of its points. */
async function listen(page: Page, plot: Locator): Promise<Point[]> {
  const said: string[] = [];
  await plot.focus();
  for (const key of ["Home", ...Array(30).fill("PageDown"), "ArrowLeft", "ArrowLeft", "End", "ArrowLeft"]) {
    await page.keyboard.press(key);
    const [now, last, text] = await plot.evaluate((node) => [
      node.getAttribute("aria-valuenow"),
      node.getAttribute("aria-valuemax"),
      node.getAttribute("aria-valuetext"),
    ]);
    said.push(text ?? "");
    if (now === last && key === "PageDown" && said.at(-1) === said.at(-2)) continue;
  }
  await page.keyboard.press("Escape");
  return [...new Set(said)].map((text) => {
    const [title = "", rest = ""] = [text.slice(0, text.indexOf(": ")), text.slice(text.indexOf(": ") + 2)];
    const [, day = "", from = ""] = title.match(/(\d+ \w+ \d{4}) (\d\d:\d\d(?::\d\d)?)–/) ?? [];
    const lines = rest.split("; ").map((line) => {
      const [, name = "", value = "", earlier] =
        line.match(/^(.*?) ([\d\s]+|not known)(?:, earlier ([\d\s]+))?$/) ?? [];
      return {
        name: words(name),
        value: value === "not known" ? null : figure(value),
        earlier: figure(earlier ?? "—"),
      };
    });
    return { day, from, lines };
  });
}

interface Table {
  name: string;
  columns: string[];
  rows: { label: string; cells: (number | null)[] }[];
}

async function readTable(table: Locator): Promise<Table> {
  const read = await table.evaluate((node) => {
    const text = (one: Element | null) => one?.textContent ?? "";
    const body = [...node.querySelectorAll("tbody tr")];
    return {
      name: text(node.querySelector("caption")),
      columns: [...node.querySelectorAll("thead th")].map(text),
      rows: body.map((row) => ({
        label: row.querySelector("th")?.firstChild?.textContent ?? "",
        cells: [...row.querySelectorAll("td")].map(text),
      })),
    };
  });
  const rows = read.rows.map(({ label, cells }) => ({ label: words(label), cells: cells.map(figure) }));
  return { name: words(read.name), columns: read.columns.slice(1).map(words), rows };
}

/** What a plot says, against its table: every line has a column, every point a row, every value is the same. */
function expectSame(points: readonly Point[], table: Table): void {
  expect(points.length, `${table.name}: points heard`).toBeGreaterThan(2);
  for (const { day, from, lines } of points) {
    const short = day.slice(0, -5);
    const row = table.rows.find(({ label }) => label === from || label === `${short}, ${from}`);
    expect(row, `${table.name}: a row of ${day} ${from}`).toBeDefined();
    const cell = (name: string) => row?.cells[table.columns.indexOf(name)] ?? null;
    const own = lines.filter(({ name }) => table.columns.includes(name));
    for (const { name, value } of own) expect(cell(name), `${table.name}: ${name} at ${from}`).toBe(value);
    // Without a column are the whole, which is called All there, what counted nothing, and what is drawn as one line.
    const [whole, ...rest] = lines.filter(({ name }) => !table.columns.includes(name));
    if (whole)
      expect(cell("All") ?? cell("All takedowns"), `${table.name}: ${whole.name} at ${from}`).toBe(whole.value);
    if (rest.length > 0) {
      const sumOf = (parts: Point["lines"]) => parts.reduce((sum, { value }) => sum + (value ?? 0), 0);
      expect((whole?.value ?? 0) - sumOf(own), `${table.name}: the rest at ${from}`).toBe(sumOf(rest));
    }
    const earlier = lines.find((line) => line.earlier !== null)?.earlier;
    if (earlier !== undefined) expect(cell("Earlier"), `${table.name}: earlier than ${from}`).toBe(earlier);
  }
}

/** The points of the small lines of a chart, as they are drawn. */
function smallLines(chart: Locator): Promise<{ name: string; shown: string; lines: number[][] }[]> {
  return chart.getByRole("link").evaluateAll((links) =>
    links.map((link) => ({
      name: link.querySelector("span span:nth-child(2)")?.textContent ?? "",
      shown: link.querySelector("b")?.textContent ?? "",
      lines: [...link.querySelectorAll("svg path")].map((path) =>
        (path.getAttribute("d") ?? "")
          .split(/[ML]/)
          .slice(1)
          .map((point) => Number(point.split(" ")[1])),
      ),
    })),
  );
}

/** Heights of a line against the values it is drawn from: one scale, to a tenth of a pixel. */
function expectDrawn(heights: readonly number[], values: readonly number[], scale: Scale, what: string): void {
  expect(heights.length, `${what}: points`).toBe(values.length);
  for (const [index, value] of values.entries()) {
    expect(Math.abs((heights[index] ?? 0) - scale(value)), `${what}: point ${index}`).toBeLessThan(0.11);
  }
}
type Scale = (value: number) => number;

/** From the highest and the lowest of all values that share a scale. */
function scaleOf(heights: readonly number[], values: readonly number[]): Scale {
  const [high, low] = [values.indexOf(Math.max(...values)), values.indexOf(Math.min(...values))];
  const [top, bottom] = [heights[high] ?? 0, heights[low] ?? 0];
  const spread = (values[high] ?? 0) - (values[low] ?? 0);
  return (value) => (spread === 0 ? top : top + (((values[high] ?? 0) - value) / spread) * (bottom - top));
}

const inside = (screens: readonly Screen[]) => screens.filter((screen) => screen.inside);

test("every chart has a name and one sentence, is read point by point, and its table has the same figures", async ({
  floor,
  visitors,
}) => {
  test.setTimeout(240_000);
  const page = await visitors.arrive(floor.at, floor.lead);
  let charts = 0;
  for (const screen of inside(floor.screens)) {
    await open(page, screen);
    await page.getByRole("button", { name: "Pause", exact: true }).click();
    await expect(page.getByTestId("connection")).toHaveAttribute("data-state", "paused");
    const spoken = await spokenBy(page);
    for (const chart of await page.locator("[data-twin]:not([data-testid=key-figures])").all()) {
      charts += 1;
      const title = words(await chart.getByRole("heading", { level: 2 }).first().textContent());
      const region = spoken.find(({ role, name }) => role === "region" && name === title);
      expect(region?.description, `${title}: a sentence`).toMatch(/^[A-Z\d][^\n]{15,600}\.$/);
      const plots = await chart.getByRole("slider").all();
      const heard: Point[][] = [];
      for (const plot of plots) heard.push(await listen(page, plot));
      const small = await smallLines(chart);
      await chart.getByRole("button", { name: /^Table of / }).click();
      await expect(chart.getByRole("table").first()).toBeVisible();
      const tables: Table[] = [];
      for (const table of await chart.getByRole("table").all()) tables.push(await readTable(table));
      for (const [index, points] of heard.entries()) {
        const table = tables[index];
        if (table) expectSame(points, table);
        expect(table, `${title}: a table for each plot`).toBeDefined();
      }
      if (plots.length > 0) continue;
      const [table] = tables;
      expect(small.length, `${title}: something is drawn`).toBeGreaterThan(0);
      for (const { name, shown, lines } of small) {
        const column = (wanted: (heading: string) => boolean) => {
          const at = table?.columns.findIndex(wanted) ?? -1;
          return (table?.rows ?? []).map(({ cells }) => cells[at] ?? Number.NaN).reverse();
        };
        const values = column((heading) => heading === words(name));
        const before = column((heading) => heading.startsWith(`${words(name)}, `));
        expect(figure(shown), `${name}: the figure is the last minute`).toBe(values.at(-1));
        const [earlier, now] = lines.length > 1 ? lines : [undefined, lines[0]];
        const scale = scaleOf([...(earlier ?? []), ...(now ?? [])], [...(earlier ? before : []), ...values]);
        expectDrawn(now ?? [], values, scale, name);
        if (earlier) expectDrawn(earlier, before, scale, `${name}, earlier`);
      }
    }
  }
  expect(charts).toBe(8);
});

test("the small lines of the key figures are one table, which counts each minute as the large chart does", async ({
  floor,
  visitors,
}) => {
  const page = await visitors.arrive(floor.at, floor.lead);
  const now = floor.screens.find(({ path }) => path === "/");
  if (!now) throw new Error("Now is no screen");
  await open(page, now);
  await page.getByRole("button", { name: "Pause", exact: true }).click();
  await expect(page.getByTestId("connection")).toHaveAttribute("data-state", "paused");
  const chart = page.getByTestId("chart-takedowns");
  await chart.getByRole("button", { name: /^Table of / }).click();
  const counted = await readTable(chart.getByRole("table"));
  const figures = page.getByTestId("key-figures");
  const button = figures.getByRole("button", { name: /^Table of / });
  await expect(figures.getByTestId("tile-takedowns")).toBeVisible();
  await button.focus();
  await expect(button, "who comes by keyboard sees where they are").toBeInViewport({ ratio: 1 });
  await page.keyboard.press("Enter");
  const table = await readTable(figures.getByRole("table"));
  expect(table.columns).toEqual([
    "Takedowns",
    "Channels",
    "Accounts",
    "User reports",
    "Sign-ups",
    "Total users",
    "Abuse per 1 000 new accounts",
  ]);
  expect(table.rows.length).toBe(40);
  const inMinute = (label: string) =>
    counted.rows.filter((row) => row.label.startsWith(label.slice(0, 5))).map(({ cells }) => cells[0] ?? 0);
  const known = table.rows.filter(({ cells }) => cells[0] !== null);
  expect(known.length).toBeGreaterThan(35);
  for (const { label, cells } of known) {
    const buckets = inMinute(label);
    expect(buckets.length, `${label}: whole minutes`).toBe(6);
    expect(cells[0], label).toBe(buckets.reduce((sum, count) => sum + count, 0));
    expect((cells[1] ?? 0) + (cells[2] ?? 0), `${label}: parts`).toBeLessThanOrEqual(cells[0] ?? 0);
  }
  expect(known.some(({ cells }) => (cells[0] ?? 0) > 0)).toBe(true);
  expect(table.rows.filter(({ cells }) => (cells[5] ?? 0) > 949_000_000).length).toBeGreaterThan(30);
  expect(table.rows.filter(({ cells }) => (cells[6] ?? 0) > 0).length).toBeGreaterThan(20);
  await figures.getByRole("button", { name: /^Chart of / }).click();
  await expect(figures.getByTestId("tile-takedowns")).toBeVisible();
});

test("each page is built of landmarks and headings in order, and nothing that is drawn only is read", async ({
  floor,
  visitors,
}) => {
  test.setTimeout(180_000);
  visitors.expectConsole(/no-such-page/);
  const [page, outside] = [await visitors.arrive(floor.at, floor.lead), await visitors.arrive(floor.at)];
  for (const screen of floor.screens) {
    const on = screen.inside ? page : outside;
    await open(on, screen);
    const spoken = await spokenBy(on);
    const of = (role: string) => spoken.filter((one) => one.role === role);
    expect(of("main").length, `${screen.name}: one main part`).toBe(1);
    if (screen.inside) {
      expect(of("banner").length, screen.name).toBe(1);
      expect(of("navigation").map(({ name }) => name)).toContain("Main");
    }
    for (const role of ["region", "complementary", "navigation", "table", "dialog", "slider", "application"]) {
      const names = of(role).map(({ name }) => name);
      expect(
        names.filter((name) => name === ""),
        `${screen.name}: a ${role} without a name`,
      ).toEqual([]);
      if (["region", "complementary", "navigation"].includes(role))
        expect(new Set(names).size, `${screen.name}: ${role}s of different names: ${names}`).toBe(names.length);
    }
    for (const role of ["button", "link", "textbox", "combobox", "checkbox", "radio", "tab", "image", "img"]) {
      const nameless = of(role).filter(({ name }) => name === "");
      // A plot's drawing is named by the plot that it stands in.
      if (role !== "img" && role !== "image") expect(nameless, `${screen.name}: a ${role} without a name`).toEqual([]);
    }
    const levels = await on
      .getByRole("heading")
      .evaluateAll((headings) =>
        headings.map((heading) => ({ level: Number(heading.tagName.slice(1)), text: heading.textContent ?? "" })),
      );
    expect(levels[0]?.level, `${screen.name} begins with its title`).toBe(1);
    expect(levels.filter(({ level }) => level === 1).length, `${screen.name}: one title`).toBe(1);
    const skipped = levels.filter(({ level }, at) => at > 0 && level > (levels[at - 1]?.level ?? 0) + 1);
    expect(skipped, `${screen.name}: no level is skipped`).toEqual([]);
    await expect(on).toHaveTitle(/Watchfloor/);
    await expect(on.locator("html")).toHaveAttribute("lang", "en");
    if (screen.inside) await expectWordsBesideMarks(on, screen.name);
  }
});

/** Every mark of a state speaks for itself, or stands right beside its word. */
async function expectWordsBesideMarks(page: Page, name: string): Promise<void> {
  const mute = await page.locator("svg[viewBox='0 0 12 12'][role=img]").evaluateAll((marks) =>
    marks
      .filter((mark) => {
        const shown = mark.getBoundingClientRect().width > 0;
        const label = mark.getAttribute("aria-label") ?? mark.closest("[aria-label]")?.getAttribute("aria-label");
        return shown && !label && (mark.parentElement?.textContent ?? "").trim() === "";
      })
      .map((mark) => mark.parentElement?.outerHTML.slice(0, 200)),
  );
  expect(mute, `${name}: marks that only a colour or a shape explains`).toEqual([]);
}

test("states are said in words: live, late, paused, waiting", async ({ floor, visitors }) => {
  const page = await visitors.arrive(floor.at, floor.lead);
  const [now] = floor.screens;
  if (now) await open(page, now);
  const tile = page.getByRole("article", { name: "User reports / min" });
  await expect(tile.getByRole("img", { name: /live|delayed|partial/ })).toBeVisible();
  await expect(page.getByRole("banner")).toContainText(/live|delayed/);
  await expect(
    page.getByRole("region", { name: "Status" }).getByRole("link", { name: /cases? (open|overdue)/ }),
  ).toBeVisible();
  await page.getByRole("button", { name: "Pause", exact: true }).click();
  await expect(page.getByRole("banner").getByRole("button", { name: /Paused.*Resume/s })).toBeVisible();
  await expect(tile.getByRole("img", { name: "paused" })).toBeVisible();
  await expect(page.getByRole("region", { name: /^Takedowns by category/ })).toContainText("paused");
});

test("what is said without being asked is polite and comes at most every 30 s, but for a new emergency", async ({
  fresh,
  visitors,
}) => {
  test.setTimeout(150_000);
  const tool = await fresh.source("Moderation tool");
  const police = await fresh.source("Police NL", "hotline");
  const page = await visitors.arrive(fresh, await fresh.person("Sam Reader", "on-call"));
  await page.goto("/");
  await expect(page.getByTestId("tile-hotline")).toHaveAttribute("data-state", "live");
  await page.evaluate(() => {
    const kept = window as unknown as { said: { at: number; how: string; text: string }[] };
    kept.said = [];
    const selector = "[aria-live], [role=status], [role=alert], [role=log]";
    const last = new Map<Element, string>();
    const note = (region: Element) => {
      const text = (region.textContent ?? "").trim();
      if (last.get(region) === text) return;
      last.set(region, text);
      const how =
        region.getAttribute("aria-live") ?? (region.getAttribute("role") === "alert" ? "assertive" : "polite");
      if (text !== "" && how !== "off") kept.said.push({ at: performance.now(), how, text });
    };
    for (const region of document.querySelectorAll(selector)) last.set(region, (region.textContent ?? "").trim());
    new MutationObserver((changes) => {
      for (const { target, addedNodes } of changes) {
        const around = (target instanceof Element ? target : target.parentElement)?.closest(selector);
        if (around) note(around);
        for (const node of addedNodes) {
          if (!(node instanceof Element)) continue;
          for (const region of node.matches(selector) ? [node] : node.querySelectorAll(selector)) note(region);
        }
      }
    }).observe(document.body, { subtree: true, childList: true, characterData: true });
  });
  const until = Date.now() + 68_000;
  for (let count = 5; Date.now() < until; count += 3) {
    const at = Date.now() - 200;
    await tool.events(removal(at, count), event("accounts.created", at, { count }));
    await page.waitForTimeout(400);
  }
  const read = () =>
    page.evaluate(() => (window as unknown as { said: { at: number; how: string; text: string }[] }).said);
  const said = await read();
  expect(said.length, JSON.stringify(said)).toBeGreaterThanOrEqual(2);
  for (const { how, text } of said) {
    expect(how, text).toBe("polite");
    expect(text).toMatch(/^[\d\s]+ takedowns a minute, [\d\s]+ sign-ups a minute, 0 hotline cases open\.$/);
  }
  for (const [index, one] of said.entries()) {
    const before = said[index - 1];
    if (before) expect(one.at - before.at, `${before.text} → ${one.text}`).toBeGreaterThan(29_500);
  }
  // An emergency interrupts: one sentence, once, however many places show it.
  expect((await police.hotlineCase({ reference: "NL 1", urgency: "threat_to_life", threat: "terrorism" })).status).toBe(
    201,
  );
  await expect
    .poll(async () => (await read()).filter(({ how }) => how === "assertive").map(({ text }) => text))
    .toEqual([expect.stringMatching(/^New hotline case: HC-1, /)]);
});
