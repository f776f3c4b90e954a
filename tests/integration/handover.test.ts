import { afterAll, beforeAll, expect, test } from "vitest";
import type { HandOver } from "../../server/oncall/handover/contract.ts";
import type { OnCallNow, ScheduleOnBoard } from "../../server/oncall/schedule/contract.ts";
import { dataOf, type Person, startWatchfloor, type Watchfloor } from "../support/watchfloor.ts";

// Monday, 12:00 in Paris: Ada is on call until 09:00, then Ben, then Cleo.
const start = Date.parse("2027-03-08T11:00:00Z");
const hour = 3_600_000;

let site: Watchfloor;
let ada: Person;
let ben: Person;
let cleo: Person;
let vera: Person;
let root: Person;
let scheduleId: number;

const read = async (person: Person) => dataOf<HandOver[]>(await person.call("oncall.handOvers"));

beforeAll(async () => {
  site = await startWatchfloor({ startAt: start });
  ada = await site.person("Ada Oncall", ["on-call"]);
  ben = await site.person("Ben Oncall", ["on-call"]);
  cleo = await site.person("Cleo Oncall", ["on-call"]);
  vera = await site.person("Vera Viewer", ["viewer"]);
  root = await site.person("Root Admin", ["admin"]);
  const rotation = {
    ...{ name: "Days", people: [ada, ben, cleo].map(({ id }) => id), startDate: "2027-03-08", handOff: "09:00" },
    ...{ every: { unit: "day", count: 1 }, hours: [] },
  };
  const created = await root.call("oncall.createSchedule", {
    ...{ name: "Primary", zone: "Europe/Paris", rotations: [rotation] },
  });
  scheduleId = dataOf<{ id: number }>(created).id;
});
afterAll(() => site[Symbol.asyncDispose]());

test("the head of every page knows who is on call and who comes next", async () => {
  const now = dataOf<OnCallNow[]>(await vera.call("oncall.now"));
  expect(now).toEqual([
    {
      ...{ scheduleId, schedule: "Primary" },
      now: { personId: ada.id, person: "Ada Oncall", reach: "open_page" },
      next: { at: Date.parse("2027-03-09T08:00:00Z"), personId: ben.id, person: "Ben Oncall", reach: "open_page" },
      own: null,
    },
  ]);
});

test("whoever sees schedules sees of whom a call would not come through, and the person is told a day before their shift", async () => {
  const on = async (person: Person) => dataOf<OnCallNow[]>(await person.call("oncall.now"))[0];
  const next = Date.parse("2027-03-09T08:00:00Z");
  expect((await on(ada))?.own, "of the shift that is on").toMatchObject({ reach: "open_page" });
  expect((await on(ben))?.own, "of one that begins within a day").toEqual({ from: next, reach: "open_page" });
  expect((await on(cleo))?.own, "hers begins later").toBeNull();
  const schedules = dataOf<ScheduleOnBoard[]>(await vera.call("oncall.schedules"));
  expect(schedules).toMatchObject([
    { now: { person: "Ada Oncall", reach: "open_page" }, next: { person: "Ben Oncall", reach: "open_page" } },
  ]);

  // Ben names a webhook and has none; Ada names one, and has it.
  const steps = [{ delayMinutes: 0, channel: "webhook" }];
  for (const person of [ada, ben]) {
    dataOf(await person.call("oncall.changeNotificationRules", { high: steps, low: steps, quiet: null }));
  }
  await site.database.pool.query(
    `insert into oncall_contact (contact_id, person_id, kind, host, sealed, created_at)
     values (gen_random_uuid(), $1, 'standard', 'pager.example', 'sealed', now())`,
    [ada.id],
  );
  expect(await on(vera)).toMatchObject({ now: { reach: "channels" }, next: { reach: "nothing" }, own: null });
  expect((await on(ada))?.own).toMatchObject({ reach: "channels" });
  const told = JSON.stringify([await vera.call("oncall.now"), await vera.call("oncall.schedules")]);
  expect(told, "no address, and no channel by its name").not.toMatch(/pager\.example|webhook|@watchfloor/);
  await site.database.pool.query("delete from oncall_contact");
  const usual = [{ delayMinutes: 0, channel: "browser" }];
  for (const person of [ada, ben]) {
    dataOf(await person.call("oncall.changeNotificationRules", { high: usual, low: usual, quiet: null }));
  }
});

test("a note waits for the next one from the begin of their shift until they take it over", async () => {
  const police = await site.source("Police", ["hotline"]);
  await police.hotlineCase({ reference: "1", urgency: "urgent", threat: "terrorism" });
  const { key } = await site.app.alerts.createIntegration({ kind: "operator" }, { kind: "generic", name: "Uptime" });
  const uptime = await site.app.alerts.authenticateIntegration("generic", key);
  for (const dedupKey of ["a", "b"]) {
    const content = { summary: "down", severity: "error", source: "probe", details: {}, repairs: [] };
    await site.app.alerts.trigger(uptime, { dedupKey, ...content });
  }
  const silence = { matcher: { severity: "info" }, from: null, to: start + hour, reason: "works" };
  dataOf(await ada.call("alerts.createSilence", silence));

  const note = "The <b>probe</b> of Paris lies.\nCall Dan.";
  const written = dataOf<HandOver>(await ada.call("oncall.handOver", { scheduleId, note }));
  expect(written).toMatchObject({
    ...{ note, schedule: "Primary", accepted: null, awaitsMe: false },
    written: { by: "Ada Oncall", at: start },
    matters: { open: 3, acknowledged: 0, cases: 1, silences: 1 },
  });
  for (const person of [ada, ben, cleo]) expect((await read(person))[0]?.awaitsMe).toBe(false);
  const early = await ben.call("oncall.acceptHandOver", { id: written.id });
  expect([early.status, early.body.error.message]).toEqual([
    409,
    "It is for whoever is on call for Primary after Ada Oncall.",
  ]);

  site.clock.advance(22 * hour);
  expect((await read(ben))[0]).toMatchObject({ id: written.id, awaitsMe: true });
  for (const person of [ada, cleo, root]) expect((await read(person))[0]?.awaitsMe).toBe(false);
  expect((await vera.call("oncall.handOvers")).status).toBe(403);

  const taken = dataOf<HandOver>(await ben.call("oncall.acceptHandOver", { id: written.id }));
  expect(taken).toMatchObject({ accepted: { by: "Ben Oncall", at: site.clock.now() }, awaitsMe: false });
  expect((await read(ben))[0]).toMatchObject({ awaitsMe: false, accepted: { by: "Ben Oncall" } });
  const again = await ben.call("oncall.acceptHandOver", { id: written.id });
  expect([again.status, again.body.error.message]).toEqual([
    409,
    "Already taken over by Ben Oncall at 2027-03-09 09:00 UTC.",
  ]);
  const { rows } = await site.database.pool.query(
    "select deed, actor_name as by, detail from audit_row where deed like 'shift.%' order by audit_id",
  );
  expect(rows).toEqual([
    {
      ...{ deed: "shift.handed_over", by: "Ada Oncall" },
      detail: { scheduleId, open: 3, acknowledged: 0, cases: 1, silences: 1 },
    },
    { deed: "shift.taken_over", by: "Ben Oncall", detail: { scheduleId } },
  ]);
});

test("what nobody took over within a week waits no more; there is no note without words or schedule", async () => {
  const { id } = dataOf<HandOver>(await ben.call("oncall.handOver", { scheduleId, note: "Nothing." }));
  site.clock.advance(24 * hour);
  expect((await read(cleo)).find((one) => one.id === id)?.awaitsMe).toBe(true);
  site.clock.advance(6 * 24 * hour);
  for (const person of [ada, ben, cleo]) {
    expect((await read(person)).find((one) => one.id === id)?.awaitsMe).toBe(false);
  }
  expect((await ada.call("oncall.handOver", { scheduleId, note: "  " })).status).toBe(400);
  expect((await ada.call("oncall.handOver", { scheduleId: 99, note: "Hello" })).status).toBe(404);
  expect((await ada.call("oncall.acceptHandOver", { id: 99 })).status).toBe(404);
  expect((await root.call("oncall.handOver", { scheduleId, note: "Hello" })).status).toBe(403);
});
