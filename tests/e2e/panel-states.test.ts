import type { Page } from "@playwright/test";
import { event, type Installation, removal, type Sender } from "../support/installation.ts";
import { expect, test, type Visitors } from "./browsing.ts";

/** The nine states (PRODUCT, Screens), in the order of the columns below. */
const states = [
  "loading",
  "live",
  "delayed",
  "stale",
  "disconnected",
  "paused",
  "partial",
  "empty",
  "forbidden",
] as const;
type State = (typeof states)[number];

// What brings a state about. The tests below do each of these for real.
const slow = "the network holds back what was asked for";
const sends = "two sources send";
const older = "all that came is minutes old";
const blocked = "the network lets no WebSocket through";
const stops = "nothing came for a quarter of an hour";
const killed = "the server is killed";
const pause = "pause is pressed";
const silent = "one of two sources falls silent";
const none = "nothing was ever sent";
const alone = "nothing came of this one source";
const robbed = "the person's roles are taken away";
const lowered = "an administrator becomes a viewer";
const invited = "somebody is invited";
const causes = new Set([
  slow,
  sends,
  older,
  blocked,
  stops,
  killed,
  pause,
  silent,
  none,
  alone,
  robbed,
  lowered,
  invited,
]);

// Why a state cannot be.
const drawn = "never: its first figures come with the page";
const served = "never: a total changes only when somebody comes or goes, so no age makes it late";
const calm = "never: a hotline without cases is no hotline that is late; only its line can make it doubtful";
const whole = "never: cases come as one gapless stream, so none is missing from what is drawn";
const goesOn = "never: an emergency is drawn while everything else stands still";
const figure = "never: no open case is the figure 0";
const past = "never: a list of what was done has no rhythm; how late its source is stands in the table above";
const keyed = "never: a source is made with its first key, and revoked ones stay in the list";
const withIt = "never: whoever may not see its source is shown no list of it";
const ours = "never: what the installation itself holds comes from no source that could be late or missing";
const atOnce = "never: a deed shows at once, also while everything that is counted stands still";
const seen = "never: whoever reads the list is in it";

/** Every panel of every page; a cell names the cause that a test brings about, or says why the state cannot be. */
const table: Record<string, Record<string, readonly [...string[]]>> = {
  "/": {
    "tile-takedowns": [slow, sends, older, stops, killed, pause, silent, none, robbed],
    "tile-channels": [slow, sends, older, stops, killed, pause, silent, none, robbed],
    "tile-accounts": [slow, sends, older, stops, killed, pause, silent, none, robbed],
    "tile-user-reports": [slow, sends, older, stops, killed, pause, silent, none, robbed],
    "tile-sign-ups": [slow, sends, older, stops, killed, pause, silent, none, robbed],
    "tile-total-users": [slow, sends, served, served, killed, pause, silent, none, robbed],
    "tile-abuse": [slow, sends, older, stops, killed, pause, silent, none, robbed],
    "tile-hotline": [slow, sends, blocked, calm, killed, goesOn, whole, figure, robbed],
    takedowns: [slow, sends, older, stops, killed, pause, silent, none, robbed],
    multiples: [slow, sends, older, stops, killed, pause, silent, none, robbed],
    growth: [slow, sends, older, stops, killed, pause, silent, none, robbed],
    "hotline-cases": [slow, sends, blocked, calm, killed, goesOn, whole, none, robbed],
    hotline: [slow, sends, blocked, calm, killed, goesOn, whole, none, robbed],
    sources: [slow, sends, older, stops, killed, pause, silent, none, robbed],
  },
  "/explore?range=2h": {
    explore: [slow, sends, older, stops, killed, pause, silent, none, robbed],
    "what-moved": [slow, sends, older, stops, killed, pause, silent, none, robbed],
    "ranks-country": [slow, sends, older, stops, killed, pause, silent, none, robbed],
    "ranks-subject": [slow, sends, older, stops, killed, pause, silent, none, robbed],
  },
  "/growth?range=24h": {
    users: [slow, sends, older, stops, killed, pause, silent, none, robbed],
    accounts: [slow, sends, older, stops, killed, pause, silent, none, robbed],
    abuse: [slow, sends, older, stops, killed, pause, silent, none, robbed],
    countries: [slow, sends, older, stops, killed, pause, silent, none, robbed],
  },
  "/sources?source=1&show=rejects": {
    "all-sources": [drawn, sends, older, stops, killed, pause, silent, none, robbed],
    "source-rejects": [slow, sends, past, past, killed, pause, past, alone, withIt],
  },
  "/admin/people": {
    people: [drawn, sends, ours, ours, killed, atOnce, ours, seen, lowered],
    invitations: [drawn, invited, ours, ours, killed, atOnce, ours, none, lowered],
  },
  "/sources?source=1&show=requests": {
    "source-requests": [slow, sends, past, past, killed, pause, past, alone, withIt],
  },
  "/sources?source=1&show=keys": {
    "source-keys": [slow, sends, past, past, killed, pause, past, keyed, lowered],
  },
  "/sources?source=1&show=voidings": {
    "source-voidings": [slow, sends, past, past, killed, pause, past, alone, withIt],
  },
};

const minute = 60_000;
const staleAfter = 15 * minute;
/** What is open at once is asked for by turns on a slow machine. */
const patience = { timeout: 45_000 };
/** So high that every panel is in view: a chart that is not does not commit. */
const viewport = { width: 1440, height: 3_400 };
const paths = Object.keys(table);

/** How each state is written in the head of a panel, and said of a tile; a chip names what is missing. */
const words: Record<State, RegExp> = {
  loading: /loading/i,
  live: /live/,
  delayed: /delayed/,
  stale: /stale/,
  disconnected: /disconnected/,
  paused: /paused/,
  partial: /1 of 2 sources|partial/,
  empty: /no data|no case|none|^Nothing|^No /,
  forbidden: /not shown to you/,
};

/** The panels of a page that a cause brings into a state, and the states. */
function broughtBy(path: string, cause: string): [panel: string, state: State][] {
  return Object.entries(table[path] ?? {}).flatMap(([panel, row]) =>
    states.flatMap((state, column): [string, State][] => (row[column] === cause ? [[panel, state]] : [])),
  );
}

type Pages = ReadonlyMap<string, Page>;

/** Opens every page of the table. */
async function openAll(visitors: Visitors, at: Installation, who: Parameters<Visitors["arrive"]>[1]): Promise<Pages> {
  const first = await visitors.arrive(at, who, { viewport });
  const pages = new Map<string, Page>();
  for (const path of paths) pages.set(path, pages.size === 0 ? first : await first.context().newPage());
  return pages;
}

const visit = (pages: Pages) => Promise.all([...pages].map(([path, page]) => page.goto(path)));

/** Fails unless the cause brought every panel into the state that the table says, and the panel says so itself. */
async function expectBrought(pages: Pages, cause: string): Promise<void> {
  for (const [path, page] of pages) {
    for (const [id, state] of broughtBy(path, cause)) {
      const panel = page.locator(`[data-panel="${id}"]`);
      await expect(panel, `${path} ${id}: ${cause}`).toHaveAttribute("data-state", state, patience);
      const glyph = panel.getByRole("img", { name: words[state] }).first();
      const said = id.startsWith("tile-") ? glyph : panel.getByText(words[state]).first();
      await expect(said, `${path} ${id} says ${state}`).toBeAttached();
    }
  }
}

const lookOf = (at: number, n: number) => [
  removal(at, 8 * n),
  event("decision.made", at, {
    category: "STATEMENT_CATEGORY_SCAMS_AND_FRAUD",
    decision_account: terminated,
    count: n,
  }),
  event("user_report.received", at, { subject: "post", country: "IN", count: 3 * n }),
  event("accounts.created", at, { count: 5 * n, country: "IN" }),
  event("accounts.deleted", at, { count: n, country: "IN" }),
];
const terminated = "DECISION_ACCOUNT_TERMINATED";

/** What a source sent days ago and an hour ago, so that every stretch that is compared is known whole. */
async function sendHistory(source: Sender): Promise<void> {
  for (const at of [Date.now() - 3 * 24 * 60 * minute, Date.now() - 90 * minute]) {
    const measured = event("audience.measured", at - 1_000, { gauge: "total_users", value: 950_000_000 });
    expect((await source.eventsAt(at, measured, ...lookOf(at - 2_000, 4))).body.rejected).toEqual([]);
  }
}

/** A source that sends some of everything every second and a half until it falls silent. */
function keepSending(source: Sender): AsyncDisposable & { stop(): Promise<unknown>; go(): void } {
  let last = Promise.resolve<unknown>(null);
  let sending = true;
  const send = () => {
    if (sending) last = source.events(...lookOf(Date.now() - 200, 2));
  };
  const timer = setInterval(send, 1_500);
  return {
    stop() {
      sending = false;
      return last;
    },
    go() {
      sending = true;
    },
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      await last;
    },
  };
}

test("the table is whole: a row for each state and panel, a cause or a reason in each cell", () => {
  for (const [path, rows] of Object.entries(table)) {
    for (const [panel, row] of Object.entries(rows)) {
      expect(row, `${path} ${panel}`).toHaveLength(states.length);
      for (const cell of row) expect(causes.has(cell) || cell.startsWith("never: "), `${panel}: ${cell}`).toBe(true);
    }
  }
});

test("empty before anything is sent; delayed and then stale when all that came is old", async ({ fresh, visitors }) => {
  test.setTimeout(240_000);
  const admin = await fresh.person("Ada Admin", "admin");
  const pages = await openAll(visitors, fresh, admin);
  await test.step(none, async () => {
    await visit(pages);
    await expectBrought(pages, none);
  });
  const source = await fresh.source("Moderation tool");
  await test.step(alone, async () => {
    await visit(pages);
    await expectBrought(pages, alone);
  });
  await sendHistory(source);
  // On receipt it is half a minute short of 15 minutes old, so it is drawn; then it grows stale before our eyes.
  const sentOf = Date.now() - staleAfter + 30_000;
  const measured = event("audience.measured", sentOf, { gauge: "total_users", value: 950_000_000 });
  expect((await source.events(measured, ...lookOf(sentOf, 3))).body.rejected).toEqual([]);
  await test.step(older, async () => {
    await visit(pages);
    await expectBrought(pages, older);
  });
  await test.step(stops, () => expectBrought(pages, stops));
});

test("loading, live, paused, partial, forbidden, disconnected, each by its cause, on every panel there is", async ({
  fresh,
  visitors,
}) => {
  test.setTimeout(480_000);
  const [tool, classifier] = [await fresh.source("Moderation tool"), await fresh.source("Classifier", "events")];
  const admin = await fresh.person("Ada Admin", "admin");
  await sendHistory(tool);
  // What the lists of one source hold: a request that was taken back, and an item that was refused.
  const refused = event("decision.made", Date.now(), { subject: "channel" });
  expect((await tool.events(removal(Date.now() - 500, 1), refused)).body.rejected).toHaveLength(1);
  await fresh.cli(
    "void",
    "--source",
    `${tool.id}`,
    "--from",
    new Date(Date.now() - 5_000).toISOString(),
    "--reason",
    "sent to be taken back",
  );
  const raised = await tool.hotlineCase({ reference: "states", urgency: "urgent", threat: "violence" });
  expect(raised.status).toBe(201);
  await using first = keepSending(tool);
  await using other = keepSending(classifier);
  const pages = await openAll(visitors, fresh, admin);
  const now = pages.get("/");
  if (!now) throw new Error("the table has no page Now");

  const { release } = await hold(pages);
  await test.step(slow, async () => {
    await visit(pages);
    await expectBrought(pages, slow);
  });
  await test.step(sends, async () => {
    release();
    await expectBrought(pages, sends);
  });
  await test.step("no panel is missing in the table, and none of the table on its page", async () => {
    for (const [path, page] of pages) {
      const shown = await page.locator("[data-panel]").evaluateAll((all) => all.map((one) => one.dataset.panel));
      const known = Object.keys(table[path] ?? {});
      const expected = path.startsWith("/sources") ? [...new Set(["all-sources", ...known])] : known;
      expect(shown.sort(), path).toEqual(expected.sort());
      const titles = page.locator("main").getByRole("heading", { level: 2 });
      const outside = await titles.evaluateAll((all) =>
        all.filter((one) => !one.closest("[data-panel]")).map((one) => one.textContent),
      );
      const heads = path === "/" ? ["Key figures"] : path.startsWith("/sources") ? [tool.name] : [];
      expect(outside, `${path}: a titled part that is no panel`).toEqual(heads);
    }
  });
  await test.step(blocked, async () => {
    visitors.expectConsole(/WebSocket/);
    const page = await visitors.arrive(fresh, admin, { viewport });
    await page.routeWebSocket(/socket\.io/, (socket) => socket.close());
    await page.goto("/");
    await expectBrought(new Map([["/", page]]), blocked);
    await page.close();
  });
  await test.step(pause, async () => {
    for (const page of pages.values()) await page.keyboard.press("p");
    await expectBrought(pages, pause);
    await expect(now.getByTestId("tile-hotline"), "an emergency goes on").toHaveAttribute("data-state", "live");
    for (const page of pages.values()) await page.keyboard.press("p");
    await expectBrought(pages, sends);
  });
  await test.step(silent, async () => {
    await other.stop();
    await expectBrought(pages, silent);
    const chip = now.locator('[data-panel="takedowns"]').getByRole("button", { name: /1 of 2 sources/ });
    await expect(chip).toHaveAccessibleName(/1 of 2 sources \(\d+.% missing: Classifier\)/);
    await chip.focus();
    await now.keyboard.press("Enter");
    const reason = now.getByRole("link", { name: /Classifier delayed .* usually sends \d+.%/ });
    await expect(reason).toBeVisible();
    await expect(reason).toHaveAttribute("href", `/sources?source=${classifier.id}`);
    await now.keyboard.press("Escape");
    await expect(reason).toBeHidden();
    const tile = now.getByTestId("tile-takedowns");
    await expect(tile).toContainText("\u2265");
    await expect(tile.getByRole("button", { name: /missing: Classifier/ })).toBeVisible();
    await expect(now.getByTestId("tile-abuse"), "both parts of the ratio lack something").toContainText("\u2248");
    other.go();
    await expectBrought(pages, sends);
  });
  await test.step(invited, async () => {
    const people = pages.get("/admin/people");
    const input = { email: "new@watchfloor.example", roles: ["viewer"] };
    const headers = { origin: fresh.url };
    const answer = await people?.context().request.post("/api/trpc/people.invite", { headers, data: input });
    expect(answer?.status(), await answer?.text()).toBe(200);
    await expectBrought(pages, invited);
  });
  await test.step(lowered, async () => {
    visitors.expectConsole(/403|net::ERR/);
    // Who learns of other roles draws the page anew; where that question gets no answer each panel says it by itself.
    for (const page of pages.values()) await page.route(/session\.me/, (route) => route.abort());
    await fresh.rows("update person_role set role = 'viewer'");
    await expectBrought(pages, lowered);
  });
  await test.step(robbed, async () => {
    await fresh.rows("delete from person_role");
    await expectBrought(pages, robbed);
    await expect(now.getByTestId("tile-takedowns"), "no figure is left").toHaveAttribute("data-value", "");
    await expect(now.locator("[data-end-label]")).toHaveCount(0);
    await fresh.rows("insert into person_role select id, 'admin' from person");
    await expectBrought(pages, sends);
  });
  await test.step(killed, async () => {
    await Promise.all([first.stop(), other.stop()]);
    await fresh.kill();
    await expectBrought(pages, killed);
    await fresh.startAgain();
    await expect(now.getByTestId("connection")).toHaveAttribute("data-state", /live|delayed/, patience);
  });
});

/** Lets nothing through that pages ask for, until released; what they were drawn with is there. */
async function hold(pages: Pages): Promise<{ release(): void }> {
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  for (const page of pages.values()) {
    await page.route(/\/api\/trpc\//, async (route) => {
      await released;
      await route.continue();
    });
    await page.routeWebSocket(/socket\.io/, async (socket) => {
      await released;
      socket.connectToServer();
    });
  }
  return { release: () => release() };
}
