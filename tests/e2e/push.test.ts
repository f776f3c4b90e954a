import type { CDPSession, Page, Worker } from "@playwright/test";
import { callAs } from "../support/call-as.ts";
import { type Credentials, type Installation, startInstallation } from "../support/installation.ts";
import { type PushService, type SubscribedBrowser, startPushService } from "../support/push-service.ts";
import { axeProblems, test as base, expect, pageHears, type Visitors } from "./browsing.ts";

const phone = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true };
const shots = process.env.PUSH_SHOTS;
/** For the eye, not for the test: a picture where PUSH_SHOTS names a folder. */
async function shoot(page: Page, name: string): Promise<void> {
  if (shots) await page.screenshot({ path: `${shots}/${name}.png` });
}

/** Chromium has no push service here: what it would subscribe to is one of the tests, with the real keys of `to`. */
async function subscribesTo(page: Page, { subscription }: SubscribedBrowser): Promise<void> {
  await page.context().addInitScript((given) => {
    const kept = "subscribed-with";
    const bytes = (text: string) =>
      Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (one) => one.charCodeAt(0)).buffer;
    const subscribed = () => ({
      ...given,
      options: { applicationServerKey: bytes(localStorage.getItem(kept) ?? "") },
      toJSON: () => given,
      unsubscribe: async () => localStorage.removeItem(kept),
    });
    Object.assign(PushManager.prototype, {
      async subscribe(options: { applicationServerKey: string }) {
        localStorage.setItem(kept, options.applicationServerKey);
        return subscribed();
      },
      getSubscription: async () => (localStorage.getItem(kept) === null ? null : subscribed()),
    });
  }, subscription);
}

interface Night {
  site: Installation;
  ann: Credentials;
  /** Ann's browser, as its push service knows it. */
  to: SubscribedBrowser;
  /** The same under another address. */
  anew(): SubscribedBrowser;
  /** An outside monitor whose alerts call Ann; answers the number of the alert. */
  triggers(key: string, summary?: string): Promise<string>;
}

/** Ann is on call, told by push; one monitor calls her. It outlives the browsers of its test. */
const test = base.extend<{ night: Night }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures from this pattern
  night: async ({}, use) => {
    await using service = await startPushService();
    await using site = await startInstallation({ OUTBOUND_ALLOW: service.host });
    await use(await night(site, service));
  },
});

async function night(site: Installation, service: PushService): Promise<Night> {
  const ann = await site.person("Ann Awake", "on-call");
  const admin = await callAs(site, await site.person("Adam Arranges", "admin"));
  const call = await callAs(site, ann);
  const steps = [{ delayMinutes: 0, channel: "push" }];
  await call("oncall.changeNotificationRules", { high: steps, low: steps, quiet: null });
  const people: { id: string; name: string }[] = await admin("oncall.people");
  const personId = people.find(({ name }) => name === ann.name)?.id;
  const levels = [{ delayMinutes: 5, targets: [{ kind: "person", personId }] }];
  await admin("oncall.createPolicy", { name: "Night", repeats: 1, levels });
  const made = await site.cli("integration", "create", "--kind", "generic", "--name", "Uptime", "--policy", "Night");
  const headers = { authorization: `Bearer ${made.key}`, "content-type": "application/json" };
  return {
    ...{ site, ann, to: service.browser(), anew: () => service.browser() },
    async triggers(key, summary = `The queue of ${key} is long`) {
      const body = JSON.stringify({ summary, severity: "critical", dedup_key: key, source: "probe" });
      expect((await fetch(`${site.url}/api/v1/alerts`, { method: "POST", headers, body })).status).toBe(202);
      const [row] = await site.rows(`select number from alert where dedup_key = '${key}'`);
      return `A-${row?.number}`;
    },
  };
}

/** A browser that may notify, with what drives its worker. */
async function arrives({ site, ann, to }: Night, visitors: Visitors) {
  const page = await visitors.arrive(site, ann, phone);
  await page.context().grantPermissions(["notifications"], { origin: site.url });
  await subscribesTo(page, to);
  const devtools = await page.context().newCDPSession(page);
  const registrations: { registrationId: string; scopeURL: string; isDeleted: boolean }[] = [];
  devtools.on("ServiceWorker.workerRegistrationUpdated", (event) => void registrations.push(...event.registrations));
  await devtools.send("ServiceWorker.enable");
  return {
    page,
    /** The browser tells its worker that there is a line again, as it does also where no page is open. */
    async lineIsBack() {
      const { registrationId = "" } = registrations.filter(({ isDeleted }) => !isDeleted).at(-1) ?? {};
      const wake = { origin: site.url, registrationId, tag: "waiting", lastChance: false };
      await devtools.send("ServiceWorker.dispatchSyncEvent", wake);
    },
    /** Hands the browser what its push service would, again until it is shown: a repeat replaces. */
    async push(message: { deliveryId: string } | undefined) {
      await expect
        .poll(async () => {
          const { registrationId = "" } = registrations.filter(({ isDeleted }) => !isDeleted).at(-1) ?? {};
          await devtools.send("ServiceWorker.deliverPushMessage", {
            ...{ origin: site.url, registrationId, data: JSON.stringify(message) },
          });
          return (await notifications(page)).map(({ tag }) => tag);
        })
        .toEqual([message?.deliveryId]);
    },
  };
}

async function workerOf(page: Page): Promise<Worker> {
  const context = page.context();
  return context.serviceWorkers()[0] ?? (await context.waitForEvent("serviceworker"));
}

/** What stands on the lock screen. */
const notifications = (page: Page) =>
  page.evaluate(async () => {
    const registration = await navigator.serviceWorker.getRegistration("/alerts");
    const shown = (await registration?.getNotifications()) ?? [];
    return shown.map(({ title, body, tag, actions }: Notification & { actions?: { action: string }[] }) => {
      return { title, body, tag, actions: (actions ?? []).map(({ action }) => action) };
    });
  });

/** Presses a notification or one of its buttons: an event of a script, for no script can make a trusted one. */
async function presses(page: Page, action: string): Promise<void> {
  const worker = await workerOf(page);
  await worker.evaluate(async (action) => {
    const scope = self as unknown as ServiceWorkerLike;
    const [notification] = await scope.registration.getNotifications();
    const event = new scope.NotificationEvent("notificationclick", { notification, action });
    let work: unknown;
    Object.defineProperty(event, "waitUntil", {
      value(promise: unknown) {
        work = promise;
      },
    });
    scope.dispatchEvent(event);
    await work;
  }, action);
}
interface ServiceWorkerLike {
  registration: { getNotifications(): Promise<unknown[]> };
  NotificationEvent: new (type: string, init: object) => Event;
  dispatchEvent(event: Event): boolean;
}

const detail = (page: Page) => page.getByTestId("alert-detail");
const state = (page: Page) => page.getByTestId("alert-state");

async function openAlert(page: Page, number: string): Promise<void> {
  await page.goto(`/alerts/${number}`);
  await pageHears(page);
  await expect(detail(page)).toBeVisible();
}

/** Opens the alert until the worker stands before its page, and has kept it. */
async function openKept(page: Page, number: string): Promise<void> {
  await openAlert(page, number);
  await workerOf(page);
  await page.evaluate(() => navigator.serviceWorker.ready);
  await openAlert(page, number);
  await expect.poll(() => page.evaluate(() => navigator.serviceWorker.controller !== null)).toBe(true);
  const kept = () => page.evaluate(async (path) => (await caches.match(path)) !== undefined, `/alerts/${number}`);
  await expect.poll(kept).toBe(true);
}

test("an alert reaches the phone, is seen, and is acknowledged by one press on the notification", async ({
  night: at,
  visitors,
}) => {
  test.setTimeout(180_000);
  const { to } = at;
  const { page, push } = await arrives(at, visitors);

  await page.goto("/on-call");
  await pageHears(page);
  const panel = page.locator("[data-panel=devices]");
  await expect(panel).toContainText("push reaches you nowhere");
  await panel.getByRole("button", { name: "Notify me on this device" }).click();
  await expect(page.getByTestId("device")).toContainText("Chrome on");
  await expect(page.getByTestId("device")).toContainText("this device");
  await expect(page.getByTestId("channel-push")).toContainText("1 device");
  expect(await axeProblems(page)).toEqual([]);
  await panel.scrollIntoViewIfNeeded();
  await shoot(page, "devices");

  const number = await at.triggers("terrorism", "Reports of Eve Example pile up");
  await expect.poll(() => to.received.length, { timeout: 20_000 }).toBe(1);
  const [pushed] = to.received;
  expect(pushed?.message.title).toBe(`Critical alert ${number}`);
  expect(JSON.stringify(pushed?.message)).not.toContain("Eve");
  await push(pushed?.message);
  await expect
    .poll(() => notifications(page))
    .toEqual([
      {
        ...{ title: `Critical alert ${number}`, body: "You are called.", tag: pushed?.message.deliveryId },
        actions: ["acknowledge", "open"],
      },
    ]);

  await openAlert(page, number);
  await expect(page.getByTestId("paged")).toContainText(/Ann Awake, push: seen/);
  await expect(detail(page).locator("[data-kind=shown]")).toContainText("Seen by Ann Awake, push");
  await expect(page.getByRole("timer").first()).toBeVisible();
  await shoot(page, "alert-open");
  await presses(page, "acknowledge");
  await expect(state(page)).toContainText("Acknowledged by Ann Awake");
  await expect.poll(() => notifications(page)).toMatchObject([{ title: `${number} is yours` }]);
  await shoot(page, "alert-mine");

  await page.goto("/on-call");
  await pageHears(page);
  await page.getByRole("button", { name: /^Remove Chrome on/ }).click();
  await expect(panel).toContainText("push reaches you nowhere");
  await expect(panel.getByRole("button", { name: "Notify me on this device" })).toBeVisible();
});

test("who is too late by the notification reads there who was first", async ({ night: at, visitors }) => {
  test.setTimeout(180_000);
  const { site, to } = at;
  const { page, push } = await arrives(at, visitors);
  await page.goto("/on-call");
  await page.getByRole("button", { name: "Notify me on this device" }).click();
  await expect(page.getByTestId("device")).toBeVisible();
  const number = await at.triggers("race");
  await expect.poll(() => to.received.length, { timeout: 20_000 }).toBe(1);
  await push(to.received[0]?.message);
  await expect.poll(() => notifications(page)).toHaveLength(1);
  const ben = await callAs(site, await site.person("Ben Before", "on-call"));
  const { alert } = await ben(`alerts.byNumber?input=${encodeURIComponent(JSON.stringify({ number }))}`);
  await ben("alerts.acknowledge", { alertId: alert.id });
  visitors.expectConsole(/status of 409/);
  await presses(page, "acknowledge");
  await expect
    .poll(() => notifications(page))
    .toMatchObject([
      {
        title: `${number} was not acknowledged by you`,
        body: expect.stringContaining("Already acknowledged by Ben Before at"),
      },
    ]);
});

test("a browser whose device the server lost is subscribed again at the next look", async ({ night: at, visitors }) => {
  test.setTimeout(180_000);
  const { site } = at;
  const { page } = await arrives(at, visitors);
  await page.goto("/on-call");
  await page.getByRole("button", { name: "Notify me on this device" }).click();
  await expect(page.getByTestId("device")).toBeVisible();
  await site.rows("delete from push_subscription");
  let told = 0;
  page.on("request", (request) => {
    if (request.url().includes("push.subscribe")) told += 1;
  });
  await page.goto("/on-call");
  await expect(page.getByTestId("device")).toContainText("this device");
  expect(await site.rows("select label from push_subscription")).toHaveLength(1);
  expect(told, "told once, not at each drawing").toBe(1);
});

test("a browser whose push service gives it another address tells the server by itself, and is called there", async ({
  night: at,
  visitors,
}) => {
  test.setTimeout(180_000);
  const { site, to } = at;
  const { page } = await arrives(at, visitors);
  await page.goto("/on-call");
  await page.getByRole("button", { name: "Notify me on this device" }).click();
  await expect(page.getByTestId("device")).toBeVisible();
  const before = await site.rows("select label from push_subscription");
  const anew = at.anew();
  const worker = await workerOf(page);
  // No script can make the browser's own event; the worker that hears it is the product's.
  await worker.evaluate(
    async ({ old, next }) => {
      const scope = self as unknown as { PushManager: { prototype: object } } & EventTarget;
      Object.assign(scope.PushManager.prototype, { subscribe: async () => ({ toJSON: () => next }) });
      let work: unknown;
      const event = Object.assign(new Event("pushsubscriptionchange"), {
        oldSubscription: { endpoint: old, options: { applicationServerKey: new ArrayBuffer(65) } },
        waitUntil: (promise: unknown) => {
          work = promise;
        },
      });
      scope.dispatchEvent(event);
      await work;
    },
    { old: to.subscription.endpoint, next: anew.subscription },
  );
  const rows = await site.rows("select label from push_subscription");
  expect(rows, "one device, under the name that it had").toEqual(before);
  await at.triggers("moved");
  await expect.poll(() => anew.received.length, { timeout: 20_000 }).toBe(1);
  expect(to.received, "nothing goes to the address that is no more").toEqual([]);
});

test("an acknowledgement that waits is sent when the line is back, though no page is open any more", async ({
  night: at,
  visitors,
}) => {
  test.setTimeout(180_000);
  const { site } = at;
  const number = await at.triggers("closed");
  const { page, lineIsBack } = await arrives(at, visitors);
  visitors.expectConsole(/ERR_INTERNET_DISCONNECTED|Failed to (fetch|load)|WebSocket|status of 50\d/);
  await openKept(page, number);
  await page.context().setOffline(true);
  await page.getByRole("button", { name: "Acknowledge", exact: true }).click();
  await expect(page.getByTestId("alert-waiting")).toBeVisible();
  await page.goto("about:blank");
  expect((await site.rows("select state from alert"))[0]).toEqual({ state: "open" });
  await page.context().setOffline(false);
  await lineIsBack();
  await expect
    .poll(async () => (await site.rows("select state, acknowledged_by_name as by from alert"))[0], { timeout: 30_000 })
    .toEqual({ state: "acknowledged", by: "Ann Awake" });
  expect(await site.rows("select kind from alert_event where kind = 'acknowledged'"), "once").toHaveLength(1);
});

test("without a line the kept alert opens, an acknowledgement and a note wait, say so, and are sent when it is back", async ({
  night: at,
  visitors,
}) => {
  test.setTimeout(180_000);
  const { site } = at;
  const number = await at.triggers("offline");
  const { page } = await arrives(at, visitors);
  visitors.expectConsole(/ERR_INTERNET_DISCONNECTED|Failed to (fetch|load)|WebSocket|status of 50\d/);
  await openKept(page, number);

  await page.context().setOffline(true);
  await page.goto(`/alerts/${number}`);
  await expect(detail(page)).toContainText("The queue of offline is long");
  await page.getByRole("button", { name: "Acknowledge", exact: true }).click();
  await expect(page.getByTestId("alert-waiting")).toContainText(/Your acknowledgement of .* waits on this device/);
  await expect(page.getByTestId("alert-waiting")).toContainText("Until it is sent, others are called.");
  await page.getByLabel(`Note on ${number}`).fill("It was the fan");
  await page.getByRole("button", { name: "Add note" }).click();
  await expect(page.getByTestId("alert-waiting")).toContainText(/Your note of .* waits on this device/);
  await shoot(page, "alert-offline");

  await page.getByRole("button", { name: "Resolve" }).click();
  await expect(page.getByText(`${number} was not resolved by you`), "nothing else is kept").toBeVisible();
  expect((await site.rows("select state from alert"))[0]).toEqual({ state: "open" });

  await page.context().setOffline(false);
  await expect(state(page)).toContainText("Acknowledged by Ann Awake", { timeout: 30_000 });
  await expect(detail(page).locator("[data-kind=noted]")).toContainText("It was the fan");
  await expect(page.getByTestId("alert-waiting")).toHaveCount(0);
  await expect(page.getByText(`Your acknowledgement of ${number} was sent`)).toBeVisible();
  // What the page still asks is answered before the server is stopped.
  await page.goto("about:blank");
  const entries = await site.rows("select kind from alert_event where kind in ('noted', 'acknowledged', 'resolved')");
  expect(entries).toHaveLength(2);
});

test("what waited and came too late says who was first; signing out leaves nothing behind", async ({
  night: at,
  visitors,
}) => {
  test.setTimeout(180_000);
  const { site } = at;
  const number = await at.triggers("late");
  const { page } = await arrives(at, visitors);
  visitors.expectConsole(/ERR_INTERNET_DISCONNECTED|Failed to (fetch|load)|WebSocket|status of (409|50\d)/);
  await openKept(page, number);
  await page.context().setOffline(true);
  await page.getByRole("button", { name: "Acknowledge", exact: true }).click();
  await expect(page.getByTestId("alert-waiting")).toBeVisible();
  const ben = await callAs(site, await site.person("Ben Before", "on-call"));
  const { alert } = await ben(`alerts.byNumber?input=${encodeURIComponent(JSON.stringify({ number }))}`);
  await ben("alerts.acknowledge", { alertId: alert.id });
  await page.context().setOffline(false);
  await expect(page.getByText(/Already acknowledged by Ben Before at/)).toBeVisible({ timeout: 30_000 });
  await expect(page.getByTestId("alert-waiting")).toHaveCount(0);

  await page.getByRole("button", { name: /^Menu of Ann/ }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(page).toHaveURL(/\/sign-in$/);
  expect(await page.evaluate(async () => (await caches.keys()).length)).toBe(0);
});

test("it can be installed: the manifest names icons that are there, of their sizes", async ({
  installation,
  visitors,
}) => {
  const page = await visitors.arrive(installation, await installation.person("Ina Installs", "on-call"));
  await page.goto("/alerts");
  const devtools: CDPSession = await page.context().newCDPSession(page);
  const { errors, data } = await devtools.send("Page.getAppManifest");
  expect(errors).toEqual([]);
  const manifest: { start_url: string; icons: { src: string; sizes: string; type: string }[] } = JSON.parse(data ?? "");
  expect(manifest.start_url).toBe("/alerts");
  expect(manifest.icons.map(({ sizes }) => sizes)).toEqual(expect.arrayContaining(["192x192", "512x512"]));
  for (const { src, sizes, type } of manifest.icons) {
    const answer = await page.request.get(src);
    expect([answer.status(), answer.headers()["content-type"]], src).toEqual([200, type]);
    if (type !== "image/png") continue;
    const header = await answer.body();
    expect(`${header.readUInt32BE(16)}x${header.readUInt32BE(20)}`, src).toBe(sizes);
  }
  const worker = await page.request.get("/worker.js");
  expect(worker.headers()["content-security-policy"]).toBe("default-src 'none'; connect-src 'self'");
});
