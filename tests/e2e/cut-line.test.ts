import { setTimeout as wait } from "node:timers/promises";
import type { Page } from "@playwright/test";
import { cuttableLine } from "../support/cuttable-line.ts";
import { event, type Installation, removal, type Sender, startInstallation } from "../support/installation.ts";
import { type Counts, type KnownHistory, knownHistory, sumOf, within } from "../support/known-history.ts";
import { expect, openNow, test } from "./browsing.ts";

const cutForMs = 45_000;
const samplesWanted = 24;
/** The hub cuts at most one frame a room in this time; with the time that it gathers a commit's rows. */
const tickMs = 300;

/** What the screen shows at one moment, read in one go. */
interface Sample {
  connection: string;
  state: string;
  asOf: number;
  from: number;
  total: number;
  /** The cells of the table, those of value 0 left out. */
  cells: [bucket: number, value: number][];
  tile: { state: string; value: number; asOf: number; until: number; words: string };
  growth: { total: number; asOf: number; from: number };
}

function look(page: Page): Promise<Sample> {
  return page.evaluate(() => {
    const named = (name: string) => {
      const found = document.querySelector<HTMLElement>(`[data-testid="${name}"]`);
      if (!found) throw new Error(`${name} is not on the page`);
      return found;
    };
    const [chart, tile, growth] = [named("chart-takedowns"), named("tile-takedowns"), named("chart-growth")];
    const cells = [...chart.querySelectorAll<HTMLElement>('td[data-key="all"]')];
    return {
      connection: named("connection").dataset.state ?? "",
      state: chart.dataset.state ?? "",
      asOf: Number(chart.dataset.asOf),
      from: Number(chart.dataset.from),
      total: Number(chart.dataset.total),
      cells: cells
        .map(({ dataset }): [number, number] => [Number(dataset.bucket), Number(dataset.value)])
        .filter(([, value]) => value !== 0),
      tile: {
        state: tile.dataset.state ?? "",
        value: Number(tile.dataset.value),
        asOf: Number(tile.dataset.asOf),
        until: Number(tile.dataset.until),
        words: tile.innerText,
      },
      growth: {
        total: Number(growth.dataset.total),
        asOf: Number(growth.dataset.asOf),
        from: Number(growth.dataset.from),
      },
    };
  });
}

const text = (counts: Counts) => JSON.stringify([...counts].sort(([a], [b]) => a - b));

/** Fails unless every figure of the sample is one that the database held at the age which the screen shows for it. */
function expectTrue(sample: Sample, takedowns: KnownHistory, signUps: KnownHistory): void {
  const { asOf, from, tile, growth } = sample;
  const held = takedowns.between(asOf - tickMs, asOf).map((counts) => within(counts, from));
  expect(held.map(text), `the table as of ${asOf}`).toContain(text(new Map(sample.cells)));
  expect(held.map(sumOf), `the chart's total as of ${asOf}`).toContain(sample.total);
  const minutes = takedowns
    .between(tile.asOf - tickMs, tile.asOf)
    .map((counts) => sumOf(within(counts, tile.until - 60_000, tile.until)));
  expect(minutes, `the tile as of ${tile.asOf}, until ${tile.until}`).toContain(tile.value);
  const created = signUps
    .between(growth.asOf - tickMs, growth.asOf)
    .map((counts) => sumOf(within(counts, growth.from)));
  expect(created, `sign-ups as of ${growth.asOf}`).toContain(growth.total);
}

interface Posting extends AsyncDisposable {
  stop(): Promise<void>;
}

/** Posts takedowns and sign-ups of the last minute one request after the other, until stopped. */
function keepPosting(sender: Sender, takedowns: KnownHistory, signUps: KnownHistory): Posting {
  let going = true;
  const random = (below: number) => Math.floor(Math.random() * below);
  const categories = [
    "STATEMENT_CATEGORY_VIOLENCE",
    "STATEMENT_CATEGORY_SELF_HARM",
    "STATEMENT_CATEGORY_ANIMAL_WELFARE",
  ];
  const post = async () => {
    // Never of this very moment: a browser's idea of the server's time may be some milliseconds behind.
    const some = () => ({ at: Date.now() - 200 - random(random(2) === 0 ? 1_000 : 60_000), count: 1 + random(500) });
    const removed = [some(), some()];
    const created = [some()];
    const events = [
      ...removed.map(({ at, count }) => removal(at, count, categories[random(categories.length)])),
      ...created.map(({ at, count }) => event("accounts.created", at, { count })),
    ];
    const send = async () => {
      expect(await sender.events(...events)).toMatchObject({ status: 200, body: { accepted: 3 } });
    };
    await takedowns.record(removed, () => signUps.record(created, send));
  };
  const done = (async () => {
    while (going) {
      await post();
      await wait(80 + random(250));
    }
  })();
  const stop = () => {
    going = false;
    return done;
  };
  return { stop, [Symbol.asyncDispose]: stop };
}

async function inDatabase(installation: Installation, kind: string): Promise<Counts> {
  const rows = await installation.rows(`
    select extract(epoch from bucket)::float8 * 1000 as bucket, sum(n)::float8 as n
    from content_cube join content_cell using (cell)
    where grain = 10 and timing = 'live' and kind = '${kind}' group by 1 order by 1`);
  return new Map(rows.map(({ bucket, n }) => [Number(bucket), Number(n)]));
}

test("the line is dead for 45 s while events go on: old figures say so, and afterwards all equal the database", async ({
  visitors,
}) => {
  test.setTimeout(180_000);
  await using line = await cuttableLine();
  await using installation = await startInstallation({ PUBLIC_URL: line.url });
  line.lead(Number(new URL(installation.server.url).port));
  const viewer = await installation.person("Vera Viewer", "viewer");
  const sender = await installation.source("Moderation tool", "events");
  const page = await visitors.arrive(installation, viewer);
  const sockets = { opened: 0, closed: 0 };
  page.on("websocket", (socket) => {
    sockets.opened++;
    socket.on("close", () => sockets.closed++);
  });
  await openNow(page);
  await page.getByRole("button", { name: "Table of takedowns by category" }).click();
  const [takedowns, signUps] = [knownHistory(), knownHistory()];
  await using posting = keepPosting(sender, takedowns, signUps);
  const connection = page.getByTestId("connection");
  const tile = page.getByTestId("tile-takedowns");
  await expect(tile).toHaveAttribute("data-state", "live");
  await expect(connection).toHaveAttribute("data-state", "live");
  expectTrue(await look(page), takedowns, signUps);
  expect(sockets).toEqual({ opened: 1, closed: 0 });

  await test.step("cut", async () => {
    visitors.expectConsole(/net::ERR_|WebSocket connection to/);
    const cutAt = Date.now();
    line.cut();
    await expect(connection).toHaveAttribute("data-state", "disconnected", { timeout: 6_000 });
    await expect(page.getByText("Connection lost", { exact: true }).first()).toBeVisible();
    await expect(tile).toHaveAttribute("data-state", "disconnected");
    const before = sumOf(takedowns.latest());
    while (Date.now() < cutAt + cutForMs) {
      await wait(4_000);
      const sample = await look(page);
      expect(sample).toMatchObject({ connection: "disconnected", state: "disconnected" });
      expect(sample.tile.words).toMatch(/\d+\s(s|m)( \d+\ss)? old/);
      expect(sample.asOf).toBeLessThanOrEqual(cutAt + 50);
      expectTrue(sample, takedowns, signUps);
    }
    expect(line.passing(), "something came through the cut line").toBe(0);
    expect(sumOf(takedowns.latest()), "nothing was posted meanwhile").toBeGreaterThan(before);
  });

  await test.step("restored", async () => {
    const restoredAt = Date.now();
    line.restore();
    await expect(connection).toHaveAttribute("data-state", "live", { timeout: 20_000 });
    await expect(page.getByTestId("chart-takedowns")).toHaveAttribute("data-state", "live");
    expect(sockets.opened, "no other socket was opened").toBeGreaterThan(1);
    expect(sockets.closed, "the socket of before the cut lives").toBe(sockets.opened - 1);
    test.info().annotations.push({ type: "restored to live", description: `${Date.now() - restoredAt} ms` });
    const seen = new Set<number>();
    for (let taken = 0; taken < samplesWanted; taken++) {
      const sample = await look(page);
      expect(sample).toMatchObject({ connection: "live", state: "live", tile: { state: "live" } });
      expect(sample.asOf).toBeGreaterThan(restoredAt);
      expect(Date.now() - sample.asOf).toBeLessThan(5_000);
      expectTrue(sample, takedowns, signUps);
      seen.add(sample.asOf);
      await wait(150 + Math.random() * 500);
    }
    expect(seen.size, "the figures hardly moved").toBeGreaterThan(samplesWanted / 3);
  });

  await test.step("at rest: screen, database and what was answered are one", async () => {
    await posting.stop();
    const stored = await inDatabase(installation, "decision");
    expect(text(stored)).toBe(text(takedowns.latest()));
    expect(text(await inDatabase(installation, "accounts_created"))).toBe(text(signUps.latest()));
    await expect.poll(async () => text(new Map((await look(page)).cells))).toBe(text(stored));
    expect(await installation.cli("reconcile")).toMatchObject({ differences: [] });
  });
});

test("where the network lets no WebSocket through, figures are asked for every 5 s, called delayed, and live again after", async ({
  fresh,
  visitors,
}) => {
  const sender = await fresh.source("Moderation tool", "events", "hotline");
  const page = await visitors.arrive(fresh, await fresh.person("Vera Viewer", "viewer"));
  visitors.expectConsole(/WebSocket/);
  let blocked = true;
  await page.routeWebSocket(/socket\.io/, (socket) => {
    if (blocked) socket.close();
    else socket.connectToServer();
  });
  expect((await sender.events(removal(Date.now() - 300, 6))).status).toBe(200);
  await page.goto("/");
  const status = page.getByRole("region", { name: "Status" });
  await expect(status).toContainText("This network blocks live updates", { timeout: 30_000 });
  await expect(status).toContainText("asked for every 5 s");
  const chart = page.getByTestId("chart-takedowns");
  await expect(chart).toHaveAttribute("data-total", "6", { timeout: 10_000 });
  await expect(chart).toHaveAttribute("data-state", "delayed");
  await expect(page.getByTestId("tile-takedowns")).toHaveAttribute("data-state", "delayed");
  await expect(page.getByTestId("connection")).toHaveAttribute("data-state", "delayed");
  expect((await sender.events(removal(Date.now() - 300, 7))).status).toBe(200);
  await expect(chart).toHaveAttribute("data-total", "13", { timeout: 10_000 });
  expect((await sender.hotlineCase({ reference: "polled", urgency: "urgent", threat: "violence" })).status).toBe(201);
  await expect(page.getByTestId("tile-hotline")).toContainText("1", { timeout: 10_000 });

  blocked = false;
  await expect(page.getByTestId("connection")).toHaveAttribute("data-state", /live|delayed/, { timeout: 20_000 });
  await expect(status).not.toContainText("blocks", { timeout: 20_000 });
  expect((await sender.events(removal(Date.now() - 200, 1))).status).toBe(200);
  await expect(chart).toHaveAttribute("data-state", "live");
  await expect(chart).toHaveAttribute("data-total", "14");
});

test("where the client of the wire does not come at first, the page asks for it again and is live then", async ({
  fresh,
  visitors,
}) => {
  const sender = await fresh.source("Moderation tool");
  expect((await sender.events(removal(Date.now() - 300, 6))).status).toBe(200);
  const page = await visitors.arrive(fresh, await fresh.person("Vera Viewer", "viewer"));
  visitors.expectConsole(/net::ERR_|Failed to load/);
  let lost = 0;
  await page.route(/\/_next\/static\/.*\.js/, async (route) => {
    const response = await route.fetch();
    const isWire = (await response.text()).includes("websocket error");
    if (isWire && lost++ === 0) await route.abort();
    else await route.fulfill({ response });
  });
  await openNow(page);
  expect(lost, "it was asked for again").toBeGreaterThan(1);
  await expect(page.getByTestId("chart-takedowns")).toHaveAttribute("data-total", "6");
});
