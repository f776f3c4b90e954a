import ICAL from "ical.js";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Feed, IssuedFeed } from "../../server/oncall/feed/contract.ts";
import type { Schedule } from "../../server/oncall/schedule/contract.ts";
import { type Person, startWatchfloor, type Watchfloor } from "../support/watchfloor.ts";

const start = Date.parse("2026-11-23T11:00:00Z");
const hour = 3_600_000;

let site: Watchfloor;
let ada: Person;
let ben: Person;
let root: Person;
let vera: Person;
let schedule: Schedule;

beforeAll(async () => {
  site = await startWatchfloor({ startAt: start });
  ada = await site.person("Ada Oncall", ["on-call"]);
  ben = await site.person("Ben Oncall", ["on-call"]);
  root = await site.person("Root Admin", ["admin"]);
  vera = await site.person("Vera Viewer", ["viewer"]);
  const rotation = {
    ...{ name: "Days", people: [ada.id, ben.id], startDate: "2026-11-23", handOff: "09:00", hours: [] },
    every: { unit: "day", count: 1 },
  };
  const created = await root.call("oncall.createSchedule", { name: "Primary", zone: "UTC", rotations: [rotation] });
  schedule = created.body.result.data;
});
afterAll(() => site[Symbol.asyncDispose]());

const issue = async (by: Person, scheduleId: number | null): Promise<IssuedFeed> => {
  const answer = await by.call("oncall.issueFeed", { scheduleId });
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  return answer.body.result.data;
};
/** As a calendar asks: no cookie. */
const ask = (link: string, method = "GET") => fetch(link, { method, redirect: "manual" });
async function eventsAt(link: string) {
  const answer = await ask(link);
  expect(answer.status).toBe(200);
  const calendar = new ICAL.Component(ICAL.parse(await answer.text()));
  return calendar.getAllSubcomponents("vevent").map((component) => {
    const { uid, summary, startDate } = new ICAL.Event(component);
    return { uid, summary, from: startDate.toJSDate().getTime() };
  });
}

test("a calendar reads a schedule by its link alone: names, UTC times, the next 90 days", async () => {
  const { link } = await issue(vera, schedule.id);
  expect(link).toMatch(/\/api\/v1\/on-call\/[\w-]{43}\.ics$/);
  const answer = await ask(link);
  expect(answer.headers.get("content-type")).toBe("text/calendar; charset=utf-8");
  expect(answer.headers.get("cache-control")).toBe("no-store");
  const text = await answer.text();
  expect(text).not.toMatch(/watchfloor\.example|@(?!watchfloor\r)/);
  for (const { id } of [ada, ben, vera]) expect(text).not.toContain(id);

  const events = await eventsAt(link);
  expect(events).toHaveLength(91);
  expect(events.slice(0, 2)).toMatchObject([
    { summary: "Ada Oncall on call: Primary", from: Date.parse("2026-11-23T09:00Z") },
    { summary: "Ben Oncall on call: Primary", from: Date.parse("2026-11-24T09:00Z") },
  ]);
  const head = await ask(link, "HEAD");
  expect([head.status, await head.text()]).toEqual([200, ""]);
  expect((await ask(link, "POST")).status).toBe(405);
});

test("a shift keeps its id while its time and person stay, also after an override beside it has ended", async () => {
  const { link } = await issue(ada, schedule.id);
  const before = await eventsAt(link);
  const override = { scheduleId: schedule.id, personId: ben.id, agreed: false };
  const made = await ben.call("oncall.createOverride", { ...override, from: start + hour, to: start + 2 * hour });
  expect(made.status).toBe(200);
  const during = await eventsAt(link);
  const now = during.slice(0, 3);
  expect(now.map(({ summary }) => summary.slice(0, 3))).toEqual(["Ada", "Ben", "Ada"]);
  expect(during.slice(3)).toEqual(before.slice(1));
  site.clock.advance(3 * hour);
  expect((await eventsAt(link))[0]).toEqual(now[2]);
  site.clock.advance(-3 * hour);
});

test("the own link holds the own shifts only", async () => {
  const { link } = await issue(ben, null);
  const events = await eventsAt(link);
  expect(new Set(events.map(({ summary }) => summary))).toEqual(new Set(["Ben Oncall on call: Primary"]));
  expect(events.length).toBeGreaterThan(40);
});

test("a link is shown once, and dead when it is revoked by its owner or an administrator", async () => {
  const first = await issue(vera, schedule.id);
  const second = await issue(vera, null);
  const list = async (by: Person): Promise<Feed[]> => (await by.call("oncall.feeds")).body.result.data;
  const listed = await list(vera);
  expect(listed.map(({ owner }) => owner)).toContain("Vera Viewer");
  expect(listed.every(({ owner }) => owner === "Vera Viewer")).toBe(true);
  expect((await list(root)).map(({ owner }) => owner)).toContain("Ben Oncall");
  const secret = /[\w-]{43}(?=\.ics)/.exec(first.link)?.[0] ?? "none";
  expect(JSON.stringify([listed, await list(root)])).not.toContain(secret);

  expect((await ben.call("oncall.revokeFeed", { id: first.id })).status, "not his").toBe(404);
  expect((await vera.call("oncall.revokeFeed", { id: first.id })).status).toBe(200);
  expect((await root.call("oncall.revokeFeed", { id: second.id })).status).toBe(200);
  for (const { link } of [first, second]) expect((await ask(link)).status).toBe(404);

  const { rows } = await site.database.pool.query("select * from audit_row where deed like 'calendar_link.%'");
  expect(rows.filter(({ subject }) => subject === first.id).map(({ deed }) => deed)).toEqual([
    ...["calendar_link.issued", "calendar_link.revoked"],
  ]);
  expect(JSON.stringify(rows)).not.toContain(secret);
  expect(site.logged().join("\n")).not.toContain(secret);
});

test("a link dies with its owner's right to read, comes back with it, and goes with its schedule", async () => {
  const eve = await site.person("Eve Viewer", ["viewer"]);
  const { link } = await issue(eve, schedule.id);
  expect((await ask(link)).status).toBe(200);
  await root.call("people.suspend", { personId: eve.id });
  expect((await ask(link)).status).toBe(404);
  await root.call("people.resume", { personId: eve.id });
  expect((await ask(link)).status).toBe(200);
  await root.call("people.changeRoles", { personId: eve.id, roles: ["partner"], before: ["viewer"] });
  expect((await ask(link)).status).toBe(404);
  await root.call("people.delete", { personId: eve.id });
  expect((await ask(link)).status).toBe(404);
});

test("nobody has more than 20 links", async () => {
  const sam = await site.person("Sam Viewer", ["viewer"]);
  const answers = await Promise.all(
    Array.from({ length: 24 }, () => sam.call("oncall.issueFeed", { scheduleId: null })),
  );
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(20);
  expect(answers.filter(({ status }) => status === 409)).toHaveLength(4);
});

test("whoever guesses links has to wait, whatever they send", async () => {
  const dead = ["", ".ics", "x.ics", `${"A".repeat(43)}.ics`, `${"A".repeat(43)}`, "a/b.ics", "%00.ics"];
  const statuses = [];
  for (let n = 0; n < 40; n++) statuses.push((await ask(`${site.url}/api/v1/on-call/${dead[n % dead.length]}`)).status);
  expect(new Set(statuses.slice(0, 7))).toEqual(new Set([404]));
  const limited = await ask(`${site.url}/api/v1/on-call/${"B".repeat(43)}.ics`);
  expect(limited.status).toBe(429);
  expect(Number(limited.headers.get("retry-after"))).toBeGreaterThan(0);
});
