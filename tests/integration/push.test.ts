import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import type { Page, Sent } from "../../server/alerts/delivery/contract.ts";
import { type PushService, type SubscribedBrowser, startPushService } from "../support/push-service.ts";
import { startWatchfloor, type Watchfloor } from "../support/watchfloor.ts";

const operator = { kind: "operator" } as const;

async function start(service: PushService, environment: object = {}): Promise<Watchfloor> {
  return startWatchfloor({ environment: { OUTBOUND_ALLOW: service.host, ...environment } });
}

/** An alert of an outside monitor that waits for somebody. */
async function openAlert(at: Watchfloor, key: string, summary = "Posts of Eve Example pile up") {
  const { key: secret } = await at.app.alerts.createIntegration(operator, { kind: "generic", name: `Monitor ${key}` });
  const integration = await at.app.alerts.authenticateIntegration("generic", secret);
  const signal = { dedupKey: key, summary, severity: "critical", source: "probe", details: {}, repairs: [] };
  const { alert } = await at.app.alerts.trigger(integration, signal);
  if (!alert) throw new Error("no alert was triggered");
  return alert;
}

function pageOf(personId: string, alert: { id: string; number: string; summary: string }, calledAt: number): Page {
  const { id, number, summary } = alert;
  const about = { id, number, summary, severity: "critical", integration: "Monitor" } as const;
  return { deliveryId: randomUUID(), kind: "alert", personId, calledAt, alert: about, alerts: 1 };
}

const send = (at: Watchfloor, page: Page): Promise<Sent> => at.app.push.sender.send(page, AbortSignal.timeout(10_000));

async function press(at: Watchfloor, path: string, body: unknown, headers: Record<string, string> = {}) {
  const sent = typeof body === "string" ? body : JSON.stringify(body);
  const options = { method: "POST", headers: { "content-type": "application/json", ...headers }, body: sent };
  const answer = await fetch(at.url + path, options);
  const text = await answer.text();
  return { status: answer.status, body: text === "" ? null : JSON.parse(text) };
}

const subscribe = (
  who: { call(procedure: string, input?: object): Promise<{ status: number }> },
  to: SubscribedBrowser,
) => who.call("push.subscribe", { ...to.subscription, label: "Phone" });

describe("a page by push", () => {
  test("reaches every device of its person, encrypted for each, signed by us, and says nothing of what it is about", async () => {
    await using service = await startPushService();
    await using at = await start(service, { VAPID_SUBJECT: "mailto:ops@watchfloor.example" });
    const ann = await at.person("Ann", ["on-call"]);
    const bob = await at.person("Bob", ["on-call"]);
    const [phone, laptop, bobs] = [service.browser(), service.browser(), service.browser()];
    for (const one of [phone, laptop]) expect((await subscribe(ann, one)).status).toBe(200);
    expect((await subscribe(bob, bobs)).status).toBe(200);
    const alert = await openAlert(at, "one");
    const page = pageOf(ann.id, alert, at.clock.now() - 125_000);
    expect(await send(at, page)).toEqual({ outcome: "accepted" });
    expect(bobs.received).toEqual([]);
    const { body } = await ann.call("push.devices");
    const { applicationKey, devices } = body.result.data;
    for (const { received } of [phone, laptop]) {
      expect(received).toHaveLength(1);
      const [one] = received;
      expect(one?.message).toMatchObject({
        deliveryId: page.deliveryId,
        title: `Critical alert ${alert.number} · waiting 2 min`,
        path: `/alerts/${alert.number}`,
        number: alert.number,
      });
      expect(JSON.stringify(one?.message)).not.toMatch(/Eve|Posts|Monitor|Ann/);
      expect(one?.headers).toMatchObject({ ttl: "300", urgency: "high", "content-encoding": "aes128gcm" });
      expect(one?.headers.topic).toMatch(/^[\w-]{1,32}$/);
      expect(one?.size).toBeLessThanOrEqual(4096);
      expect(one?.vapid).toMatchObject({
        aud: `http://${service.host}`,
        sub: "mailto:ops@watchfloor.example",
        key: applicationKey,
      });
      const lasts = (one?.vapid.exp ?? 0) - Date.now() / 1000;
      expect(lasts > 0 && lasts <= 24 * 3600, "RFC 8292: a day at most").toBe(true);
    }
    expect(devices).toHaveLength(2);
    expect(devices[0].acceptedAt).toBe(at.clock.now());
    expect(JSON.stringify(body)).not.toContain(phone.subscription.keys.auth);
    expect(JSON.stringify(body)).not.toContain("/send/");
  });

  test("sent again it carries the same topic and tag, another delivery another", async () => {
    await using service = await startPushService();
    await using at = await start(service);
    const ann = await at.person("Ann", ["on-call"]);
    const phone = service.browser();
    await subscribe(ann, phone);
    const page = pageOf(ann.id, await openAlert(at, "again"), at.clock.now());
    for (const one of [page, page, { ...page, deliveryId: randomUUID() }]) await send(at, one);
    const [first, again, other] = phone.received.map(({ message, headers }) => [message.deliveryId, headers.topic]);
    expect(again).toEqual(first);
    expect(other?.[1]).not.toBe(first?.[1]);
  });

  test("one device that takes it is enough; those that are gone are forgotten; nobody subscribed is said", async () => {
    await using service = await startPushService();
    await using at = await start(service);
    const ann = await at.person("Ann", ["on-call"]);
    const page = pageOf(ann.id, await openAlert(at, "gone"), at.clock.now());
    expect(await send(at, page)).toEqual({ outcome: "failed", why: "no device is subscribed" });
    const [gone, lost, here] = [service.browser(), service.browser(), service.browser()];
    for (const one of [gone, lost, here]) await subscribe(ann, one);
    gone.answers(410);
    lost.answers(404);
    expect(await send(at, page)).toEqual({ outcome: "accepted" });
    expect((await ann.call("push.devices")).body.result.data.devices).toHaveLength(1);
    here.answers(410);
    expect(await send(at, page)).toEqual({ outcome: "failed", why: "no device is subscribed" });
    expect((await ann.call("push.devices")).body.result.data.devices).toEqual([]);
  });

  test("a push service that is busy is asked again when it says; one that refuses for good is not", async () => {
    await using service = await startPushService();
    await using at = await start(service);
    const ann = await at.person("Ann", ["on-call"]);
    const phone = service.browser();
    await subscribe(ann, phone);
    const page = pageOf(ann.id, await openAlert(at, "busy"), at.clock.now());
    phone.answers(429, { "retry-after": "7" });
    expect(await send(at, page)).toEqual({
      outcome: "retry",
      why: "the push service answered 429",
      afterMs: 7_000,
    });
    phone.answers(503);
    expect(await send(at, page)).toEqual({ outcome: "retry", why: "the push service answered 503" });
    phone.answers(403);
    expect(await send(at, page)).toEqual({ outcome: "failed", why: "the push service answered 403" });
    phone.answers(201);
    const stopped = at.app.push.sender.send(page, AbortSignal.abort());
    expect(await stopped).toMatchObject({ outcome: "retry" });
    await service[Symbol.asyncDispose]();
    expect(await send(at, page)).toMatchObject({ outcome: "retry", why: expect.stringMatching(/^push service: /) });
  });

  test("nothing is sent to somebody who is suspended, nor to addresses that are not let through", async () => {
    await using service = await startPushService();
    await using at = await start(service);
    const [ann, admin] = [await at.person("Ann", ["on-call"]), await at.person("Adam", ["admin"])];
    const phone = service.browser();
    await subscribe(ann, phone);
    const page = pageOf(ann.id, await openAlert(at, "suspended"), at.clock.now());
    await admin.call("people.suspend", { personId: ann.id });
    expect(await send(at, page)).toMatchObject({ outcome: "failed", why: expect.stringContaining("suspended") });
    expect(phone.received).toEqual([]);
    const inside = { ...phone.subscription, endpoint: "https://127.0.0.1:9/send/x", label: "Inside" };
    const { status, body } = await admin.call("push.subscribe", inside);
    expect([status, body.error.message]).toEqual([400, expect.stringContaining("OUTBOUND_ALLOW")]);
    // One that was let in before is refused when it is sent to.
    await at.database.pool.query("update push_subscription set endpoint = 'https://127.0.0.1:9/send/x'");
    await admin.call("people.resume", { personId: ann.id });
    expect(await send(at, page)).toMatchObject({
      outcome: "failed",
      why: expect.stringContaining("not on the public"),
    });
  });
});

describe("devices", () => {
  test("belong to whoever subscribed last in that browser, are removed by their owner alone, and are ten at most", async () => {
    await using service = await startPushService();
    await using at = await start(service);
    const [ann, bob] = [await at.person("Ann", ["on-call"]), await at.person("Bob", ["on-call"])];
    const shared = service.browser();
    await subscribe(ann, shared);
    const [device] = (await ann.call("push.devices")).body.result.data.devices;
    expect((await bob.call("push.deleteDevice", { id: device.id })).status).toBe(404);
    await subscribe(bob, shared);
    expect((await ann.call("push.devices")).body.result.data.devices).toEqual([]);
    const page = pageOf(ann.id, await openAlert(at, "shared"), at.clock.now());
    expect(await send(at, page)).toEqual({ outcome: "failed", why: "no device is subscribed" });
    expect((await bob.call("push.deleteDevice", { id: device.id })).status).toBe(200);
    for (let n = 0; n < 10; n++) expect((await subscribe(ann, service.browser())).status).toBe(200);
    const { status, body } = await ann.call("push.subscribe", { ...service.browser().subscription, label: "One more" });
    expect([status, body.error.message]).toEqual([409, expect.stringContaining("10 devices")]);
  });

  test("whose browser got another address stays the same device under its name", async () => {
    await using service = await startPushService();
    await using at = await start(service);
    const ann = await at.person("Ann", ["on-call"]);
    await subscribe(ann, service.browser());
    const [before] = (await ann.call("push.devices")).body.result.data.devices;
    const renewed = { ...service.browser().subscription, label: "This device", replaces: before.id };
    expect((await ann.call("push.subscribe", renewed)).status).toBe(200);
    const { devices } = (await ann.call("push.devices")).body.result.data;
    expect(devices).toMatchObject([{ label: "Phone" }]);
    expect(devices[0].id).not.toBe(before.id);
  });

  test("with keys that are none are refused, whatever stands in them", async () => {
    await using service = await startPushService();
    await using at = await start(service);
    const ann = await at.person("Ann", ["on-call"]);
    const { endpoint, keys } = service.browser().subscription;
    const off = { endpoint, keys: { ...keys, p256dh: `B${"A".repeat(86)}` }, label: "Off" };
    expect((await ann.call("push.subscribe", off)).status).toBe(400);
    const short = { endpoint, keys: { ...keys, auth: "AA" }, label: "Short" };
    expect((await ann.call("push.subscribe", short)).status).toBe(400);
    expect((await ann.call("push.subscribe", { endpoint: "file:///etc/passwd", keys, label: "File" })).status).toBe(
      400,
    );
  });
});

describe("a notification acts without a session", () => {
  /** Ann is called; answers what her notification knows. */
  async function called(at: Watchfloor, service: PushService, key: string) {
    const ann = await at.person("Ann Acts", ["on-call"]);
    const phone = service.browser();
    await subscribe(ann, phone);
    const alert = await openAlert(at, key);
    const page = pageOf(ann.id, alert, at.clock.now());
    await send(at, page);
    const message = phone.received[0]?.message;
    if (!message?.acknowledge) throw new Error("nothing came to acknowledge by");
    return { ann, alert, page, message, token: message.acknowledge, shown: message.shown };
  }

  test("its token acknowledges as the person whom it called, once", async () => {
    await using service = await startPushService();
    await using at = await start(service);
    const { ann, alert, token } = await called(at, service, "acts");
    expect(await press(at, "/page/acknowledge", { token })).toEqual({
      status: 200,
      body: { number: alert.number, by: "Ann Acts" },
    });
    const read = await ann.call(
      `alerts.byNumber?input=${encodeURIComponent(JSON.stringify({ number: alert.number }))}`,
    );
    expect(read.body.result.data.alert).toMatchObject({ state: "acknowledged", acknowledged: { by: "Ann Acts" } });
    const again = await press(at, "/page/acknowledge", { token });
    expect([again.status, again.body.detail]).toEqual([409, expect.stringContaining("used already")]);
    const { rows } = await at.database.pool.query("select actor_id from audit_row where deed = 'alert.acknowledged'");
    expect(rows).toEqual([{ actor_id: ann.id }]);
  });

  test("of two who press, the slower hears who was first; used up so, the token works no more", async () => {
    await using service = await startPushService();
    await using at = await start(service);
    const { alert, token } = await called(at, service, "race");
    const bob = await at.person("Bob First", ["on-call"]);
    await bob.call("alerts.acknowledge", { alertId: alert.id });
    const late = await press(at, "/page/acknowledge", { token });
    expect([late.status, late.body.detail]).toEqual([409, expect.stringMatching(/acknowledged by Bob First at/)]);
    expect((await press(at, "/page/acknowledge", { token })).body.detail).toContain("used already");
  });

  test("only while the person may still act, in its time, and for what it was made", async () => {
    await using service = await startPushService();
    await using at = await start(service);
    const { ann, token, shown } = await called(at, service, "rights");
    const admin = await at.person("Adam", ["admin"]);
    expect((await press(at, "/page/acknowledge", { token: shown })).status).toBe(403);
    expect((await press(at, "/page/shown", { token })).status).toBe(403);
    await admin.call("people.changeRoles", { personId: ann.id, roles: ["viewer"], before: ["on-call"] });
    expect((await press(at, "/page/acknowledge", { token })).status).toBe(403);
    await admin.call("people.changeRoles", { personId: ann.id, roles: ["on-call"], before: ["viewer"] });
    await admin.call("people.suspend", { personId: ann.id });
    expect((await press(at, "/page/acknowledge", { token })).status).toBe(403);
    await admin.call("people.resume", { personId: ann.id });
    at.clock.advance(4 * 3_600_000);
    const old = await press(at, "/page/acknowledge", { token });
    expect([old.status, old.body.detail]).toEqual([403, expect.stringContaining("too old")]);
  });

  test("nothing but a POST of JSON does anything: no link acknowledges", async () => {
    await using service = await startPushService();
    await using at = await start(service);
    const { ann, alert, token } = await called(at, service, "links");
    const get = await fetch(`${at.url}/page/acknowledge?token=${token}`);
    expect(get.status).toBe(405);
    const form = { "content-type": "application/x-www-form-urlencoded" };
    expect((await press(at, "/page/acknowledge", `token=${token}`, form)).status).toBe(415);
    expect((await press(at, "/page/acknowledge", "{")).status).toBe(400);
    expect((await press(at, "/page/acknowledge", { token, more: 1 })).status).toBe(400);
    expect((await press(at, "/page/acknowledge", { token: "x".repeat(8_000) })).status).toBe(413);
    const read = await ann.call(
      `alerts.byNumber?input=${encodeURIComponent(JSON.stringify({ number: alert.number }))}`,
    );
    expect(read.body.result.data.alert.state).toBe("open");
  });

  test("whoever guesses tokens is stopped", async () => {
    await using service = await startPushService();
    await using at = await start(service);
    const statuses = [];
    for (let n = 0; n < 25; n++) statuses.push((await press(at, "/page/acknowledge", { token: `guess.${n}` })).status);
    expect(new Set(statuses.slice(0, 20))).toEqual(new Set([403]));
    expect(new Set(statuses.slice(20))).toEqual(new Set([429]));
  });

  test("no log line holds a token, an address or a key of a device", async () => {
    await using service = await startPushService();
    await using at = await start(service);
    const { token, shown } = await called(at, service, "logs");
    await press(at, "/page/acknowledge", { token });
    const logged = at.logged().join("\n");
    expect(logged).toContain("/page/acknowledge");
    for (const secret of [token, shown, "/send/"]) expect(logged).not.toContain(secret);
  });
});
