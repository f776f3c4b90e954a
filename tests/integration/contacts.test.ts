import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createWebhookSender } from "../../server/alerts/alerts.ts";
import { signatureOf } from "../../server/alerts/channel/rules.ts";
import type { Sender, Sent } from "../../server/alerts/delivery/contract.ts";
import { readStandings } from "../../server/identity/identity.ts";
import type { Contact, IssuedContact, OwnChannels } from "../../server/oncall/contact/contract.ts";
import { createOncall, type Oncall } from "../../server/oncall/oncall.ts";
import { parseAllowList } from "../../server/outbound/allow-list.ts";
import { createOutbound } from "../../server/outbound/outbound.ts";
import { type Receiver, startReceiver } from "../support/receiver.ts";
import { pageTo, testPageTo } from "../support/sample-page.ts";
import { type Answer, dataOf, type Person, startWatchfloor, type Watchfloor } from "../support/watchfloor.ts";

const publicUrl = "https://watchfloor.example.org";
const outbound = createOutbound({ allow: parseAllowList("127.0.0.0/8"), timeoutMs: 4_000 });
const noSuch = "00000000-0000-4000-8000-000000000000";

let site: Watchfloor;
let sender: Sender;
let people = 0;
const receivers: Receiver[] = [];
/** What must stand nowhere but in the answer that gave it out, and where it is sealed. */
const secrets: string[] = [];

beforeAll(async () => {
  site = await startWatchfloor({ environment: { OUTBOUND_ALLOW: "127.0.0.0/8" } });
  sender = senderFor(site.app.oncall);
});
afterAll(async () => {
  await Promise.all(receivers.map((one) => one[Symbol.asyncDispose]()));
  await site[Symbol.asyncDispose]();
});

const senderFor = (contacts: Oncall) => createWebhookSender({ contacts, outbound, clock: site.clock, publicUrl });
const newPerson = () => {
  people += 1;
  return site.person(`Ada ${"abcdefghijklmnopqrstuvwxyz"[people]}`, ["on-call"]);
};
async function receiver(): Promise<Receiver> {
  const started = await startReceiver();
  receivers.push(started);
  return started;
}
const refusal = ({ status, body }: Answer) => [status, body.error?.message];
const contactsOf = async (person: Person) => dataOf<Contact[]>(await person.call("oncall.contacts"));
const channelsOf = async (person: Person) => dataOf<OwnChannels>(await person.call("oncall.channels"));
async function endpoint(person: Person, kind: "standard" | "slack", at: Receiver): Promise<IssuedContact> {
  const path = `/services/secret-path-${secrets.length}`;
  secrets.push(path);
  const url = `http://127.0.0.1:${at.port}${path}`;
  const issued = dataOf<IssuedContact>(await person.call("oncall.createContact", { kind, url }));
  if (issued.secret) secrets.push(issued.secret);
  return issued;
}
const send = (page = pageTo("nobody"), by = sender): Promise<Sent> => by.send(page, new AbortController().signal);
const deedsOf = async (contact: string) => {
  const { rows } = await site.database.pool.query(
    "select deed, actor_kind as by, detail from audit_row where subject = $1 order by audit_id",
    [contact],
  );
  return rows as { deed: string; by: string; detail: object }[];
};

test("a page is posted to the person's endpoint, signed so that the standard's library verifies it", async () => {
  const ada = await newPerson();
  const there = await receiver();
  const { contact, secret } = await endpoint(ada, "standard", there);
  expect(secret).toMatch(/^whsec_[\w+/]{43}=$/);
  expect(contact).toMatchObject({ kind: "standard", host: `127.0.0.1:${there.port}`, disabled: null });

  const page = pageTo(ada.id);
  expect(await send(page)).toEqual({ outcome: "accepted" });
  const { headers, body } = await there.next();
  expect(new Webhook(secret ?? "").verify(body, headers as Record<string, string>)).toEqual({
    ...{ type: "page.alert", timestamp: "2026-11-26T03:00:00.000Z" },
    data: { alert: page.alert, alerts: 1, url: `${publicUrl}/alerts?alert=${page.alert?.id}` },
  });
  expect(headers["webhook-id"]).toBe(page.deliveryId);
  expect(await send(testPageTo(ada.id))).toEqual({ outcome: "accepted" });
  expect(JSON.parse((await there.next()).body)).toMatchObject({ type: "page.test", data: { alert: null } });
});

test("a rotated secret signs beside the one before for a day, then alone", async () => {
  const ada = await newPerson();
  const there = await receiver();
  const { contact, secret: before } = await endpoint(ada, "standard", there);
  const { secret: after } = dataOf<IssuedContact>(await ada.call("oncall.rotateContact", { id: contact.id }));
  secrets.push(after ?? "");
  expect(after).not.toBe(before);
  const signedBy = async () => {
    await send(pageTo(ada.id));
    const { headers, body } = await there.next();
    const signed = `${headers["webhook-id"]}.${headers["webhook-timestamp"]}.${body}`;
    const signatures = String(headers["webhook-signature"]).split(" ");
    return signatures.map((one) => [before, after].findIndex((secret) => signatureOf(secret ?? "", signed) === one));
  };
  expect(await signedBy()).toEqual([1, 0]);
  site.clock.advance(24 * 3_600_000);
  expect(await signedBy()).toEqual([1]);
  site.clock.advance(-24 * 3_600_000);
  expect((await deedsOf(contact.id)).map(({ deed, detail }) => [deed, detail])).toEqual([
    ["contact.created", { kind: "standard" }],
    ["contact.secret_rotated", { kind: "standard" }],
  ]);
});

test("a Slack-compatible webhook gets a text; nothing of it is signed", async () => {
  const ada = await newPerson();
  const there = await receiver();
  const { contact, secret } = await endpoint(ada, "slack", there);
  expect(secret).toBe(null);
  expect(await send(pageTo(ada.id))).toEqual({ outcome: "accepted" });
  const { headers, body, path } = await there.next();
  expect(JSON.parse(body)).toEqual({ text: expect.stringMatching(/^Critical alert A-12: https:/) });
  expect(Object.keys(headers).filter((name) => name.startsWith("webhook-"))).toEqual([]);
  expect(secrets).toContain(path);
  expect(refusal(await ada.call("oncall.rotateContact", { id: contact.id }))[0]).toBe(409);
});

test("an endpoint is one's own: nobody else sees, rotates or deletes it", async () => {
  const [ada, ben] = [await newPerson(), await newPerson()];
  const there = await receiver();
  const { contact } = await endpoint(ada, "standard", there);
  expect(await contactsOf(ben)).toEqual([]);
  for (const id of [contact.id, noSuch]) {
    for (const verb of ["rotateContact", "deleteContact"]) {
      expect(refusal(await ben.call(`oncall.${verb}`, { id })), verb).toEqual([
        404,
        "You have no such endpoint any more. Look at the list again.",
      ]);
    }
  }
  expect(await send(pageTo(ben.id))).toEqual({
    outcome: "failed",
    why: "There is no webhook of theirs that takes pages.",
  });
  expect(await contactsOf(ada)).toEqual([contact]);
  expect(dataOf(await ada.call("oncall.deleteContact", { id: contact.id }))).toEqual({ id: contact.id });
  expect(await contactsOf(ada)).toEqual([]);
  expect(there.received).toEqual([]);
});

test("an address that nothing may be sent to is refused when it is given, and so is a sixth endpoint", async () => {
  const ada = await newPerson();
  const create = (url: string, kind = "standard") => ada.call("oncall.createContact", { kind, url });
  for (const url of [
    "https://10.0.0.1/",
    "https://[::1]/",
    "http://93.184.215.14/",
    "https://169.254.169.254/latest",
  ]) {
    const answer = await create(url);
    expect(refusal(answer), url).toEqual([
      400,
      expect.stringMatching(/^Pages cannot be sent there: its address is not on/),
    ]);
    expect(answer.body.error.data.field).toBe("url");
  }
  for (const url of ["", "hooks.example", "javascript:alert(1)", `https://a/${"b".repeat(2_000)}`]) {
    expect((await create(url)).status, url).toBe(400);
  }
  expect((await create("https://127.0.0.1/", "sms")).status).toBe(400);
  const there = await receiver();
  for (let n = 0; n < 5; n += 1) await endpoint(ada, "slack", there);
  expect(refusal(await create(there.url))).toEqual([409, "You have 5 endpoints. Delete one that you no longer use."]);
});

test("what a receiver answers decides what becomes of the page", async () => {
  const ada = await newPerson();
  const there = await receiver();
  await endpoint(ada, "standard", there);
  const became: Record<string, Sent> = {};
  for (const status of [500, 503, 404, 301]) {
    there.answer({ status, headers: { location: "http://127.0.0.1:1/" } });
    became[status] = await send(pageTo(ada.id));
  }
  there.answer({ status: 429, headers: { "retry-after": "7" } });
  became.wait = await send(pageTo(ada.id));
  for (const how of ["cut the line", "hang"] as const) {
    there.answer(how);
    became[how] = await send(pageTo(ada.id));
  }
  there.answer("endless body");
  became.endless = await send(pageTo(ada.id));
  expect(became).toEqual({
    500: { outcome: "retry", why: "Signed webhook: it answered 500." },
    503: { outcome: "retry", why: "Signed webhook: it answered 503." },
    404: { outcome: "failed", why: "Signed webhook: it refused the page (404)." },
    301: {
      outcome: "failed",
      why: "Signed webhook: it redirects (301), which is not followed: give its last address.",
    },
    wait: { outcome: "retry", why: "Signed webhook: it answered 429.", afterMs: 7_000 },
    "cut the line": { outcome: "retry", why: "Signed webhook: the connection broke off." },
    hang: { outcome: "retry", why: "Signed webhook: no answer within 4 seconds." },
    endless: { outcome: "accepted" },
  });
});

test("an endpoint that hangs holds sixteen pages, and nobody else's", async () => {
  const [ada, ben] = [await newPerson(), await newPerson()];
  const [hanging, there] = [await receiver(), await receiver()];
  await endpoint(ada, "standard", hanging);
  await endpoint(ben, "standard", there);
  hanging.answer("hang");
  const many = Array.from({ length: 40 }, () => send(pageTo(ada.id)));
  expect(await send(pageTo(ben.id))).toEqual({ outcome: "accepted" });
  const whys = (await Promise.all(many)).map((sent) => (sent.outcome === "retry" ? sent.why : sent.outcome));
  expect(whys.filter((why) => why === "Signed webhook: no answer within 4 seconds.")).toHaveLength(16);
  expect(whys.filter((why) => why === "Signed webhook: too many pages are on their way there.")).toHaveLength(24);
});

test("an endpoint that says it is gone gets nothing any more, and its owner reads why", async () => {
  const ada = await newPerson();
  const there = await receiver();
  const { contact } = await endpoint(ada, "standard", there);
  there.answer({ status: 410 });
  expect(await send(pageTo(ada.id))).toMatchObject({ outcome: "failed", why: expect.stringContaining("gone (410)") });
  there.answer({ status: 204 });
  expect(await send(pageTo(ada.id))).toMatchObject({ outcome: "failed" });
  expect(there.received).toHaveLength(1);
  expect(await contactsOf(ada)).toEqual([
    { ...contact, disabled: { at: site.clock.now(), why: "It answered that it is gone (410)." } },
  ]);
  expect((await deedsOf(contact.id)).at(-1)).toEqual({
    ...{ deed: "contact.disabled", by: "chore", detail: { kind: "standard" } },
  });
});

test("of two endpoints the one that has the page does not get it again while the other is tried", async () => {
  const ada = await newPerson();
  const [pager, chat] = [await receiver(), await receiver()];
  await endpoint(ada, "standard", pager);
  await endpoint(ada, "slack", chat);
  const page = pageTo(ada.id);
  chat.answer({ status: 503 });
  expect(await send(page)).toEqual({ outcome: "retry", why: "Slack-compatible webhook: it answered 503." });
  expect(await send(page)).toMatchObject({ outcome: "retry" });
  chat.answer({ status: 200 });
  expect(await send(page)).toEqual({ outcome: "accepted" });
  expect([pager.received.length, chat.received.length]).toEqual([1, 3]);
  expect(await send(pageTo(ada.id)), "the next page goes to both").toEqual({ outcome: "accepted" });
  expect([pager.received.length, chat.received.length]).toEqual([2, 4]);
});

test("what was sealed under another secret of the installation opens nowhere, and says so", async () => {
  const ada = await newPerson();
  const there = await receiver();
  const { contact } = await endpoint(ada, "standard", there);
  const moved = createOncall({
    ...{ database: site.database, clock: site.clock, publicUrl, outbound, readStandings, reaches: {} },
    secret: "another secret of the installation",
    countOpenMatters: async () => ({ open: 0, acknowledged: 0, cases: 0, silences: 0 }),
  });
  expect(await send(pageTo(ada.id), senderFor(moved))).toMatchObject({
    ...{ outcome: "failed", why: expect.stringContaining("saved under another AUTH_SECRET") },
  });
  const actor = { kind: "person", personId: ada.id, name: "Ada", roles: ["on-call"] } as const;
  await expect(moved.rotateContact(actor, { id: contact.id })).rejects.toMatchObject({ code: "conflict" });
  // Copied to another endpoint it opens nowhere, either.
  const { contact: second } = await endpoint(ada, "standard", there);
  await site.database.pool.query(
    "update oncall_contact set sealed = (select sealed from oncall_contact where contact_id = $1) where contact_id = $2",
    [contact.id, second.id],
  );
  const opened = await site.app.oncall.openContacts(ada.id, "none");
  expect(Object.fromEntries(opened.map(({ id, to }) => [id, to === null]))).toEqual({
    [contact.id]: false,
    [second.id]: true,
  });
});

test("whoever is on call reads which channels reach them, and is warned when only an open page does", async () => {
  const ada = await newPerson();
  const before = await channelsOf(ada);
  expect(before.channels.map(({ channel, reaches }) => [channel, reaches])).toEqual([
    ["browser", true],
    ["push", false],
    ["mail", false],
    ["webhook", false],
  ]);
  expect(before.warning).toMatch(/^Only an open page of Watchfloor reaches you/);
  const there = await receiver();
  await endpoint(ada, "standard", there);
  expect(await channelsOf(ada), "the rules do not name it yet").toMatchObject({
    warning: expect.stringMatching(/^Only an open page/),
  });
  const steps = [
    { delayMinutes: 0, channel: "browser" },
    { delayMinutes: 1, channel: "webhook" },
  ];
  dataOf(await ada.call("oncall.changeNotificationRules", { high: steps, low: steps, quiet: null }));
  expect((await channelsOf(ada)).warning).toBe(null);
  there.answer({ status: 410 });
  await send(pageTo(ada.id));
  const after = await channelsOf(ada);
  expect(after.warning).toMatch(/^Only an open page/);
  expect(after.channels.at(-1)).toEqual({
    ...{ channel: "webhook", reaches: false, words: "off: its endpoint has said that it is gone" },
  });
});

test("no secret and no address of an endpoint stands in a log, in the audit or in the open in the database", async () => {
  const { rows } = await site.database.pool.query<{ text: string }>(`
    select to_jsonb(a)::text as text from audit_row a union all select to_jsonb(c)::text from oncall_contact c`);
  const told = [...rows.map(({ text }) => text), ...site.logged()].join("\n");
  expect(rows.length).toBeGreaterThan(20);
  expect(secrets.length).toBeGreaterThan(10);
  for (const secret of secrets) {
    expect(told, secret).not.toContain(secret);
    expect(told).not.toContain(Buffer.from(secret).toString("hex"));
  }
});
