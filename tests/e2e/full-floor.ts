import type { Page } from "@playwright/test";
import { callAs } from "../support/call-as.ts";
import { type Credentials, event, type Installation, removal, startInstallation } from "../support/installation.ts";
import { test as base, expect } from "./browsing.ts";
import { goingOn, weekAndNow } from "./steady-week.ts";

/** An installation with some of everything, so that no panel of any page is empty, and somebody who may see it all. */
export interface Floor {
  at: Installation;
  lead: Credentials;
  screens: readonly Screen[];
}

/** A page as people open it. */
export interface Screen {
  name: string;
  path: string;
  /** What the table of pages calls it, where its path has a part that varies. */
  page?: string;
  /** For people who are signed in. */
  inside: boolean;
  /** Waits until all that the page draws is drawn. */
  ready(page: Page): Promise<void>;
}

/** Filled once a worker: the tests that look at every page share it. */
export const test = base.extend<object, { floor: Floor }>({
  floor: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures from this pattern
    async ({}, use) => {
      await using at = await startInstallation();
      const sent = await weekAndNow(at);
      await fill(at, sent.now);
      await using _ = goingOn(sent);
      const lead = await at.person("Mira Solis", "on-call", "analyst", "admin");
      await fillOnCall(at, lead, sent.now);
      await use({ at, lead, screens: screensOf(sent.tool.id) });
    },
    { scope: "worker", timeout: 180_000 },
  ],
});
export { expect };

const minute = 60_000;
const week = 7 * 86_400_000;

/** Beside the steady traffic: users measured then and now, countries, a refused event, cases of each urgency. */
async function fill(at: Installation, now: number): Promise<void> {
  const service = await at.source("Audience of all regions (measured by the data platform once an hour)");
  const police = await at.source("Police FR", "hotline");
  const measured = (time: number, value: number) => event("audience.measured", time, { gauge: "total_users", value });
  await service.eventsAt(now - week, measured(now - week - 50 * minute, 949_000_000));
  const regional = ["IN", "BR", "DE", undefined].flatMap((country, index) => [
    event("accounts.created", now - 5 * minute, { count: 10 * (4 - index), ...(country && { country }) }),
    event("accounts.deleted", now - 5 * minute, { count: 3 + 9 * index, ...(country && { country }) }),
  ]);
  const refused = event("decision.made", now, { category: "NO_SUCH_CATEGORY" });
  const posted = await service.events(
    measured(now - 55 * minute, 950_000_000),
    removal(now - 4 * minute, 7, "STATEMENT_CATEGORY_VIOLENCE"),
    ...regional,
    refused,
  );
  expect(posted).toMatchObject({ status: 200, body: { rejected: [{ index: 10 }] } });
  await at.rows(`
    insert into authority (name, country, call_back_number, created_at)
    values ('Police of Arcadia', 'FR', '+33 1 23 45 67 89', now())`);
  const monitor = await at.integration("generic", "Uptime monitor of every region");
  for (const severity of ["critical", "error", "warning", "info"]) {
    const summary = severity === "error" ? "Queue\u202egnol ".repeat(25) : `The ${severity} thing happens`;
    const custom_details = { region: "eu-west", attempts: [1, 2, 3] };
    expect((await monitor({ summary, severity, dedup_key: severity, source: "probe-7", custom_details })).status).toBe(
      202,
    );
  }
  for (const urgency of ["threat_to_life", "urgent", "standard"]) {
    const more = urgency === "threat_to_life" ? { legalBasis: "tco_removal_order", country: "FR" } : {};
    const raised = await police.hotlineCase({ reference: `FR 2026/${urgency}`, urgency, threat: "terrorism", ...more });
    expect(raised.status).toBe(201);
  }
}

/** Two schedules, of which one has gaps, an override, a policy, a link for calendars. */
async function fillOnCall(at: Installation, lead: Credentials, now: number): Promise<void> {
  await at.person("Bartholomäus von und zu Untertürkheim-Obertürkheim the Younger", "on-call");
  const call = await callAs(at, lead);
  const people: { id: string }[] = await call("oncall.people");
  const rotation = {
    ...{ name: "Days", people: people.map(({ id }) => id), startDate: "2026-01-01", handOff: "09:00", hours: [] },
    every: { unit: "day", count: 1 },
  };
  const hours = [{ weekdays: [1, 2, 3, 4, 5, 6, 7], from: "18:00", to: "08:00" }];
  const schedule = (name: string, zone: string, rotations: object[]) =>
    call("oncall.createSchedule", { name, zone, rotations });
  const { id: scheduleId } = await schedule("Primary", "Europe/Paris", [rotation]);
  await schedule("Nights of the law desk", "America/New_York", [{ ...rotation, hours }]);
  const [first] = people;
  const override = { scheduleId, personId: first?.id, from: now + week / 7, to: now + week / 4, agreed: false };
  await call("oncall.createOverride", override);
  await call("oncall.createPolicy", {
    ...{ name: "Hotline", repeats: 2 },
    levels: [{ delayMinutes: 5, targets: [{ kind: "schedule", scheduleId }] }],
  });
  await call("oncall.issueFeed", { scheduleId });
  const rule = { measure: "takedowns", breakdowns: ["subject"], filter: { category: "violence" }, minutes: 1 };
  const handling = { severity: "critical", runbook: "https://wiki.example/flood", enabled: true };
  const above = { ...handling, comparison: "above", value: 1 };
  await call("rules.create", { ...rule, ...above, name: longName, owner: "Trust and safety of every region" });
  const users = { measure: "total_users", filter: {}, minutes: 10, value: 1_000_000_000 };
  await call("rules.create", { ...above, ...users, name: "A billion users", owner: "Growth" });
  const silence = { measure: "sign_ups", filter: {}, comparison: "absent", value: null, minutes: 60 };
  await call("rules.create", { ...silence, ...handling, name: "Nobody signs up", owner: "Growth", enabled: false });
  await call("oncall.handOver", { scheduleId, note: `The probe of Paris lies. ${"Unbroken".repeat(25)}` });
  await call("alerts.createSilence", {
    ...{ matcher: { severity: "info", text: "thing" }, from: null, to: now + week / 2, reason: "Works on the network" },
  });
}

const longName = "Takedowns of violent posts, many more a minute than on any other day of the year";

function screensOf(sourceId: number): Screen[] {
  const drawn = (...names: string[]) => {
    return async (page: Page) => {
      for (const name of names) {
        const chart = page.getByTestId(name);
        // What is out of view is not drawn yet.
        await chart.scrollIntoViewIfNeeded();
        await expect(chart, name).toHaveAttribute("data-state", /live|delayed|partial|paused/);
      }
      await page.evaluate(() => window.scrollTo(0, 0));
      await expect(page.getByTestId("connection")).not.toHaveAttribute("data-state", "loading");
    };
  };
  const titled = (title: string | RegExp) => async (page: Page) => {
    await expect(page.getByRole("heading", { level: 1, name: title })).toBeVisible();
  };
  return [
    {
      name: "Now",
      path: "/",
      inside: true,
      async ready(page) {
        await drawn("chart-takedowns", "chart-growth", "chart-hotline", "multiples", "tile-hotline")(page);
        await expect(page.getByTestId("tile-total-users")).toContainText(/vs|missing/);
      },
    },
    {
      name: "Explore",
      path: "/explore?range=40m&compare=last_week&by=category",
      inside: true,
      async ready(page) {
        await drawn("chart-explore")(page);
        await expect(page.getByTestId("ranks-country").getByRole("listitem").first()).toBeVisible();
      },
    },
    {
      name: "Growth",
      path: "/growth?range=24h",
      inside: true,
      async ready(page) {
        await drawn("chart-users", "chart-accounts", "chart-abuse")(page);
        await expect(page.getByRole("table", { name: /by country/ })).toBeVisible();
      },
    },
    {
      name: "Hotline",
      path: "/hotline",
      inside: true,
      async ready(page) {
        await expect(page.getByTestId("queue-HC-3")).toBeVisible();
      },
    },
    {
      name: "Hotline case",
      path: "/hotline/HC-1",
      page: "/hotline/[number]",
      inside: true,
      async ready(page) {
        await expect(page.getByTestId("clock-tco_remove")).toBeVisible();
      },
    },
    { name: "New by phone", path: "/hotline/new", inside: true, ready: titled(/./) },
    { name: "Partners", path: "/hotline/partners", inside: true, ready: titled(/./) },
    {
      name: "On call",
      path: "/on-call",
      inside: true,
      async ready(page) {
        await expect(page.getByTestId("schedule-Primary")).toContainText("on call");
        await expect(page.getByTestId("policy-Hotline")).toBeVisible();
      },
    },
    {
      name: "Hand-over",
      path: "/on-call/handover",
      inside: true,
      async ready(page) {
        await expect(page.getByTestId("hand-over-1")).toBeVisible();
        await expect(page.getByRole("region", { name: "Open now" })).toContainText("HC-1");
      },
    },
    {
      name: "Alerts",
      path: "/alerts",
      inside: true,
      async ready(page) {
        // Four of the monitor, three of the cases; clocks that run on add theirs.
        await expect(page.getByRole("list", { name: "Alerts, open" }).getByRole("listitem").nth(6)).toBeVisible();
        await expect(page.getByTestId("connection")).not.toHaveAttribute("data-state", "loading");
      },
    },
    {
      name: "Alert by its number",
      path: "/alerts/A-1",
      page: "/alerts/[number]",
      inside: true,
      async ready(page) {
        await expect(page.getByTestId("alert-detail")).toBeVisible();
        await expect(page.getByTestId("connection")).not.toHaveAttribute("data-state", "loading");
      },
    },
    {
      name: "Metric rules",
      path: "/alerts/rules",
      inside: true,
      async ready(page) {
        await expect(page.getByTestId(`rule-${longName}`)).toContainText("minute");
        await expect(page.getByTestId("connection")).not.toHaveAttribute("data-state", "loading");
      },
    },
    {
      name: "Integrations",
      path: "/alerts/integrations",
      inside: true,
      async ready(page) {
        await expect(page.getByTestId("integration-Hotline")).toBeVisible();
        await expect(page.getByTestId("connection")).not.toHaveAttribute("data-state", "loading");
      },
    },
    {
      name: "Silences",
      path: "/alerts/silences",
      inside: true,
      async ready(page) {
        await expect(page.getByTestId("silence-1")).toBeVisible();
        await expect(page.getByTestId("connection")).not.toHaveAttribute("data-state", "loading");
      },
    },
    {
      name: "Sources",
      path: `/sources?source=${sourceId}`,
      inside: true,
      async ready(page) {
        await expect(page.getByTestId("source-detail")).toBeVisible();
        await expect(page.getByRole("tabpanel")).not.toContainText("Loading");
      },
    },
    {
      name: "People",
      path: "/admin/people",
      inside: true,
      async ready(page) {
        await expect(page.getByRole("table").last().getByRole("row").nth(1)).toBeVisible();
      },
    },
    { name: "Audit", path: "/admin/audit", inside: true, ready: titled(/./) },
    { name: "System", path: "/admin/system", inside: true, ready: titled(/./) },
    { name: "Account", path: "/account", inside: true, ready: titled(/./) },
    { name: "Sign-in", path: "/sign-in", inside: false, ready: titled(/Sign in/) },
    { name: "Welcome", path: "/welcome#token", inside: false, ready: titled(/./) },
    { name: "Invitation", path: "/invitation#token", inside: false, ready: titled(/./) },
    { name: "New password", path: "/new-password#token", inside: false, ready: titled(/./) },
    { name: "Forbidden", path: "/forbidden", inside: false, ready: titled(/./) },
    { name: "Developers", path: "/developers", inside: false, ready: titled(/./) },
    { name: "Not found", path: "/no-such-page", inside: false, ready: titled(/./) },
  ];
}

/** Opens a screen and waits until it is drawn. */
export async function open(page: Page, screen: Screen): Promise<void> {
  await page.goto(screen.path);
  await screen.ready(page);
}
