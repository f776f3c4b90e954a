import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Alert, AlertPage } from "../../server/alerts/contract.ts";
import type { TestPage } from "../../server/alerts/delivery/contract.ts";
import type { IssuedContact, OwnChannels } from "../../server/oncall/contact/contract.ts";
import type { Policy } from "../../server/oncall/policy/contract.ts";
import { type MailServer, mailPassword, startMailServer } from "../support/mail-server.ts";
import { type Receiver, startReceiver } from "../support/receiver.ts";
import { dataOf, type Person, startWatchfloor, type Watchfloor } from "../support/watchfloor.ts";

/** The way of a page from the alert to the provider, with every part as it runs in production. */
let mails: MailServer;
let provider: Receiver;
let site: Watchfloor;
let root: Person;
let ada: Person;
let secret = "";

beforeAll(async () => {
  mails = await startMailServer();
  provider = await startReceiver();
  const environment = {
    SMTP_URL: mails.url,
    MAIL_FROM: "Watchfloor <watchfloor@example.org>",
    OUTBOUND_ALLOW: `127.0.0.1:${provider.port}`,
  };
  site = await startWatchfloor({ environment, realChannels: true });
  root = await site.person("Root Admin", ["admin"]);
  ada = await site.person("Ada Oncall", ["on-call"]);
  const contact = { kind: "standard", url: `${provider.url}/hidden-path` };
  secret = dataOf<IssuedContact>(await ada.call("oncall.createContact", contact)).secret ?? "";
});
afterAll(async () => {
  await site[Symbol.asyncDispose]();
  await Promise.all([provider[Symbol.asyncDispose](), mails[Symbol.asyncDispose]()]);
});

const sendTest = async (channel: string, person = ada) => {
  const { id } = dataOf<{ id: string }>(await person.call("alerts.sendTestPage", { channel }));
  await site.settle();
  return id;
};
const testPages = async (person = ada) => dataOf<TestPage[]>(await person.call("alerts.testPages"));
const testPage = async (channel: string) => (await testPages()).find((one) => one.channel === channel);
const minute = 60_000;

test("an alert reaches the provider and the mail box of whoever is on call, once each", async () => {
  const steps = [
    { delayMinutes: 0, channel: "webhook" },
    { delayMinutes: 2, channel: "mail" },
  ];
  dataOf(await ada.call("oncall.changeNotificationRules", { high: steps, low: steps, quiet: null }));
  const policy = dataOf<Policy>(
    await root.call("oncall.createPolicy", {
      ...{ name: "Hotline", repeats: 0 },
      levels: [{ delayMinutes: 30, targets: [{ kind: "person", personId: ada.id }] }],
    }),
  );
  const created = { kind: "generic", name: "Uptime", policyId: policy.id } as const;
  const { key } = await site.app.alerts.createIntegration({ kind: "operator" }, created);
  const posted = await fetch(`${site.url}/api/v1/alerts`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${key}` },
    body: JSON.stringify({ summary: "The queue is long", severity: "critical", source: "q", dedup_key: "queue" }),
  });
  expect(posted.ok).toBe(true);

  const { body, headers } = await provider.next();
  const sent = new Webhook(secret).verify(body, headers as Record<string, string>) as {
    type: string;
    data: { alert: Alert; url: string };
  };
  expect(sent).toMatchObject({ type: "page.alert", data: { alert: { severity: "critical", integration: "Uptime" } } });
  expect(sent.data.url).toBe(`${site.url}/alerts?alert=${sent.data.alert.id}`);
  await site.advance(2 * minute);
  expect(mails.received.map(({ to }) => to)).toEqual([["ada.oncall@watchfloor.example"]]);
  expect(mails.received[0]?.raw).toContain(`Subject: Critical alert ${sent.data.alert.number}`);

  const input = encodeURIComponent(JSON.stringify({ alertId: sent.data.alert.id }));
  const page = dataOf<AlertPage>(await ada.call(`alerts.read?input=${input}`));
  expect(page.deliveries.map(({ channel, state }) => [channel, state])).toEqual([
    ["webhook", "accepted"],
    ["mail", "accepted"],
  ]);
  dataOf(await ada.call("alerts.acknowledge", { alertId: sent.data.alert.id }));
  await site.advance(60 * minute);
  expect([provider.received.length, mails.received.length]).toEqual([1, 1]);
});

test("a test page goes the same way, and says what became of it", async () => {
  const id = await sendTest("webhook");
  const { body, headers } = await provider.next();
  // Our time is moved ahead of theirs, which their library looks at when it verifies: here it signs.
  const then = new Date(Number(headers["webhook-timestamp"]) * 1000);
  expect(headers["webhook-signature"]).toBe(new Webhook(secret).sign(id, then, body));
  expect(JSON.parse(body)).toMatchObject({ type: "page.test", data: { alert: null, url: `${site.url}/on-call` } });
  expect(headers["webhook-id"]).toBe(id);
  expect(await testPage("webhook")).toEqual({
    ...{ id, channel: "webhook", state: "accepted", tries: 1, why: null, askedAt: site.clock.now() },
  });
  await sendTest("mail");
  expect(mails.received.at(-1)?.raw).toContain("Subject: Test page from Watchfloor");
  expect(await testPage("mail")).toMatchObject({ state: "accepted" });
});

test("one that fails says why, one that may yet arrive is tried again under its id", async () => {
  await site.advance(11 * minute);
  provider.answer({ status: 404 });
  await sendTest("webhook");
  expect(await testPage("webhook")).toMatchObject({
    ...{ state: "failed", why: "Signed webhook: it refused the page (404)." },
  });
  // The newest is told: two of the same moment have no order.
  await site.advance(1_000);
  provider.answer({ status: 503 });
  const id = await sendTest("webhook");
  expect(await testPage("webhook")).toMatchObject({
    state: "waiting",
    tries: 1,
    why: "Signed webhook: it answered 503.",
  });
  provider.answer({ status: 204 });
  await site.advance(5_000);
  expect(await testPage("webhook")).toMatchObject({ id, state: "accepted", tries: 2 });
  expect(provider.received.slice(-2).map(({ headers }) => headers["webhook-id"])).toEqual([id, id]);
  mails.answer({ recipient: 550 });
  await sendTest("mail");
  expect(await testPage("mail")).toMatchObject({ state: "failed", why: "The mail server refused the mail (550)." });
  mails.answer(null);
});

test("five in ten minutes are enough; they are one's own", async () => {
  await site.advance(11 * minute);
  const ben = await site.person("Ben Oncall", ["on-call"]);
  for (let n = 0; n < 5; n += 1) await sendTest("mail");
  const sixth = await ada.call("alerts.sendTestPage", { channel: "webhook" });
  expect([sixth.status, sixth.body.error.message]).toEqual([
    429,
    "5 test pages in ten minutes are enough. Wait 600 seconds, then try again.",
  ]);
  expect(await testPages(ben)).toEqual([]);
  await sendTest("webhook", ben);
  expect(await testPages(ben)).toMatchObject([
    { state: "failed", why: "There is no webhook of theirs that takes pages." },
  ]);
  await site.advance(10 * minute);
  dataOf(await ada.call("alerts.sendTestPage", { channel: "mail" }));
  await site.settle();
  const { rows } = await site.database.pool.query(
    "select actor_id as by, detail from audit_row where deed = 'test_page.sent' and actor_id = $1",
    [ben.id],
  );
  expect(rows).toEqual([{ by: ben.id, detail: { channel: "webhook" } }]);
});

test("whoever is suspended gets no mail", async () => {
  const cleo = await site.person("Cleo Oncall", ["on-call"]);
  expect(dataOf<OwnChannels>(await cleo.call("oncall.channels")).channels[2]).toEqual({
    ...{ channel: "mail", reaches: true, words: "cleo.oncall@watchfloor.example" },
  });
  dataOf(await root.call("people.suspend", { personId: cleo.id }));
  expect(await site.app.identity.readAddress(cleo.id)).toBe(null);
  expect(await site.app.identity.readAddress("nobody")).toBe(null);
});

test("neither passwords nor the provider's address or secret stand in what was logged or written down", async () => {
  const { rows } = await site.database.pool.query<{ text: string }>(`
    select to_jsonb(a)::text as text from audit_row a union all select to_jsonb(d)::text from delivery d
    union all select to_jsonb(e)::text from alert_event e`);
  const told = [...rows.map(({ text }) => text), ...site.logged()].join("\n");
  expect(told).toContain("refused the page");
  for (const hidden of [mailPassword, encodeURIComponent(mailPassword), secret, "hidden-path", "@watchfloor.example"]) {
    expect(told, hidden).not.toContain(hidden);
  }
});
