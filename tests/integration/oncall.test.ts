import { afterAll, beforeAll, expect, test } from "vitest";
import type { Override } from "../../server/oncall/override/contract.ts";
import { type Policy, type PolicyOnBoard, policySnapshotSchema } from "../../server/oncall/policy/contract.ts";
import type { Schedule, ScheduleOnBoard } from "../../server/oncall/schedule/contract.ts";
import { type Answer, dataOf, type Person, startWatchfloor, type Watchfloor } from "../support/watchfloor.ts";

// Monday, 12:00 in Paris.
const start = Date.parse("2027-03-08T11:00:00Z");
const hour = 3_600_000;
const at = (text: string) => Date.parse(text);

let site: Watchfloor;
let ada: Person;
let ben: Person;
let cleo: Person;
let root: Person;
let vera: Person;

beforeAll(async () => {
  site = await startWatchfloor({ startAt: start });
  ada = await site.person("Ada Oncall", ["on-call"]);
  ben = await site.person("Ben Oncall", ["on-call"]);
  cleo = await site.person("Cleo Oncall", ["on-call"]);
  root = await site.person("Root Admin", ["admin"]);
  vera = await site.person("Vera Viewer", ["viewer"]);
});
afterAll(() => site[Symbol.asyncDispose]());

const rotation = (people: Person[], over: object = {}) => ({
  ...{ name: "Days", people: people.map(({ id }) => id), startDate: "2027-03-08", handOff: "09:00" },
  ...{ every: { unit: "day", count: 1 }, hours: [] },
  ...over,
});
const definition = (name: string, rotations: object[], zone = "Europe/Paris") => ({ name, zone, rotations });
const refusal = ({ status, body }: Answer) => [status, body.error?.message];
const createSchedule = async (name: string, rotations: object[], zone?: string): Promise<Schedule> =>
  dataOf(await root.call("oncall.createSchedule", definition(name, rotations, zone)));
const createPolicy = async (name: string, targets: object[][], repeats = 0): Promise<Policy> =>
  dataOf(
    await root.call("oncall.createPolicy", {
      ...{ name, repeats },
      levels: targets.map((level) => ({ delayMinutes: 5, targets: level })),
    }),
  );
async function board(name: string, as = vera): Promise<ScheduleOnBoard> {
  const all = dataOf<ScheduleOnBoard[]>(await as.call("oncall.schedules"));
  const found = all.find((one) => one.name === name);
  if (!found) throw new Error(`${name} is not on the board`);
  return found;
}
const who = async (name: string) => (await board(name)).now?.person ?? null;
const query = (procedure: string, input: object) => `${procedure}?input=${encodeURIComponent(JSON.stringify(input))}`;
const deedsOf = async (subject: number, like: string) => {
  const { rows } = await site.database.pool.query(
    "select deed, actor_name as by, detail from audit_row where subject = $1 and deed like $2 order by audit_id",
    [String(subject), like],
  );
  return rows as { deed: string; by: string; detail: Record<string, unknown> }[];
};

test("everybody who reads Now sees who is on call, and at which moment the next takes over", async () => {
  const { id, version } = await createSchedule("Primary", [rotation([ada, ben])]);
  expect(version).toBe(1);
  const shown = await board("Primary");
  expect(shown).toMatchObject({
    now: { person: "Ada Oncall", from: at("2027-03-08T09:00+01:00"), to: at("2027-03-09T09:00+01:00") },
    next: { person: "Ben Oncall", at: at("2027-03-09T09:00+01:00") },
    outlook: { zone: "Europe/Paris", gaps: [], moved: [], absent: [] },
  });
  expect(shown.outlook.shifts).toHaveLength(15);

  site.clock.advance(22 * hour);
  expect(await who("Primary")).toBe("Ben Oncall");
  site.clock.advance(-22 * hour);
  const stretch = { scheduleId: id, from: at("2027-03-16T00:00Z"), to: at("2027-03-17T00:00Z") };
  expect(dataOf(await vera.call(query("oncall.shifts", stretch)))).toMatchObject({
    shifts: [{ person: "Ben Oncall" }, { person: "Ada Oncall" }],
  });
  const century = { ...stretch, to: at("2027-12-01T00:00Z") };
  expect(refusal(await vera.call(query("oncall.shifts", century)))).toEqual([400, "to: at most 100 days"]);
  expect(await deedsOf(id, "schedule.%")).toEqual([
    {
      ...{ deed: "schedule.created", by: "Root Admin" },
      detail: { name: "Primary", zone: "Europe/Paris", rotations: 1, version: 1 },
    },
  ]);
});

test("a change shows before it is saved what it will do: gaps, and times that the clocks skip", async () => {
  const { id, version } = await createSchedule("Nights", [rotation([ada])], "America/Chicago");
  const nights = rotation([ben], {
    handOff: "02:30",
    hours: [{ weekdays: [1, 2, 3, 4, 5, 6, 7], from: "22:00", to: "06:00" }],
  });
  const preview = dataOf<{ gaps: object[]; moved: object[] }>(
    await root.call("oncall.checkSchedule", { id, ...definition("Nights", [nights], "America/Chicago") }),
  );
  expect(preview.moved).toEqual([
    { rotation: 0, wall: "2027-03-14T02:30", kind: "skipped", at: at("2027-03-14T03:00-05:00") },
  ]);
  expect(preview.gaps).toContainEqual({ from: at("2027-03-14T06:00-05:00"), to: at("2027-03-14T22:00-05:00") });
  expect((await board("Nights")).rotations, "nothing is saved yet").toMatchObject([{ name: "Days", hours: [] }]);

  dataOf(
    await root.call("oncall.changeSchedule", { id, version, ...definition("Nights", [nights], "America/Chicago") }),
  );
  const { outlook } = await board("Nights");
  expect(outlook).toMatchObject({ gaps: preview.gaps, moved: preview.moved });
  expect(refusal(await root.call("oncall.changeSchedule", { id, version, ...definition("Nights", [nights]) }))).toEqual(
    [409, "Changed by Root Admin at 2027-03-08 11:00 UTC. Look at it again first."],
  );
  expect(refusal(await root.call("oncall.createSchedule", definition("NIGHTS", [nights])))[0], "a name once").toBe(409);
  const lost = definition("Lost", [rotation([vera])]);
  expect(refusal(await root.call("oncall.createSchedule", lost))).toEqual([
    400,
    "Vera Viewer does not have the role on-call. Choose another person, or let an administrator give it.",
  ]);
  expect((await ada.call("oncall.createSchedule", definition("Mine", [rotation([ada])]))).status).toBe(403);
});

test("of two who change one schedule at the same moment one is told who was first", async () => {
  const { id, version } = await createSchedule("Contended", [rotation([ada])]);
  const names = ["One", "Two", "Three", "Four"];
  const answers = await Promise.all(
    names.map((name) => root.call("oncall.changeSchedule", { id, version, ...definition(name, [rotation([ben])]) })),
  );
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409]);
});

test("somebody on call puts themselves in, another only with their word, and an administrator anybody", async () => {
  const { id: scheduleId } = await createSchedule("Covered", [rotation([ada])]);
  const tonight = { from: start + hour, to: start + 5 * hour };
  const put = (by: Person, person: Person, over: object = {}) =>
    by.call("oncall.createOverride", { scheduleId, personId: person.id, ...tonight, agreed: false, ...over });

  const preview = await ben.call(
    query("oncall.checkOverride", { scheduleId, personId: ben.id, ...tonight, agreed: false }),
  );
  expect(dataOf<ScheduleOnBoard["outlook"]>(preview).shifts.map(({ person }) => person)).toEqual([
    ...["Ada Oncall", "Ben Oncall", "Ada Oncall"],
  ]);
  expect(await who("Covered"), "a preview changes nothing").toBe("Ada Oncall");
  const own = dataOf<Override>(await put(ben, ben));
  site.clock.advance(2 * hour);
  expect(await who("Covered")).toBe("Ben Oncall");
  site.clock.advance(-2 * hour);

  expect(refusal(await put(ben, cleo))).toEqual([403, "Ask Cleo Oncall first, then say here that they agreed."]);
  const agreed = dataOf<Override>(await put(ben, cleo, { agreed: true }));
  expect(await deedsOf(agreed.id, "override.%")).toMatchObject([
    { deed: "override.created", by: "Ben Oncall", detail: { personId: cleo.id, agreed: true } },
  ]);
  const byRoot = dataOf<Override>(await put(root, ada));
  expect((await put(vera, vera)).status).toBe(403);
  expect(refusal(await put(root, vera))[0], "she cannot be called").toBe(400);
  expect(refusal(await put(ben, ben, { from: start - 5 * hour, to: start }))).toEqual([400, "to: is past already"]);
  expect(refusal(await put(ben, ben, { to: start + 2400 * hour }))).toEqual([400, "to: at most 92 days"]);
  expect(refusal(await put(ben, ben, { from: tonight.to, to: tonight.from }))).toEqual([
    400,
    "to: must be after its start",
  ]);
  const begun = dataOf<Override>(await put(ben, ben, { from: start - 5 * hour }));
  expect(begun.from, "nothing is put into the past").toBe(start);

  // Whom it puts on call may change it, and whoever made it; nobody else but an administrator.
  const change = (by: Person, { id, version, personId, from, to }: Override, over: object = {}) =>
    by.call("oncall.changeOverride", { id, version, personId, from, to, agreed: false, ...over });
  expect((await change(ada, own, { to: own.to + hour })).status).toBe(403);
  const longer = dataOf<Override>(await change(cleo, agreed, { to: agreed.to + hour }));
  expect(longer).toMatchObject({ to: agreed.to + hour, version: 2 });
  expect(refusal(await change(ben, agreed))).toEqual([
    409,
    "Changed by Cleo Oncall at 2027-03-08 11:00 UTC. Look at it again first.",
  ]);
  site.clock.advance(hour * 1.5);
  expect(refusal(await change(ben, own, { personId: cleo.id, agreed: true }))[0], "it has begun").toBe(409);

  // One that has begun ends, one that lies ahead goes, one that is over stays.
  const remove = (by: Person, { id, version }: Override) => by.call("oncall.deleteOverride", { id, version });
  expect((await remove(ada, longer)).status).toBe(403);
  for (const { by, override } of [
    { by: cleo, override: longer },
    { by: root, override: byRoot },
    { by: ben, override: begun },
    { by: ben, override: own },
  ]) {
    expect(dataOf(await remove(by, override))).toEqual({ id: override.id, ended: true });
    expect(await deedsOf(override.id, "override.ended")).toHaveLength(1);
  }
  expect(await who("Covered")).toBe("Ada Oncall");
  expect(refusal(await remove(ben, { ...own, version: 2 }))).toEqual([409, "This override is over. Make a new one."]);
  const later = dataOf<Override>(await put(ben, ben, { from: start + 50 * hour, to: start + 60 * hour }));
  expect(dataOf(await remove(ben, later))).toEqual({ id: later.id, ended: false });
  site.clock.advance(-hour * 1.5);
});

test("a policy that would end with nobody is refused, also by way of the schedule that it rests on", async () => {
  const { id, version } = await createSchedule("Thin", [rotation([ada])]);
  const schedule = { kind: "schedule", scheduleId: id };
  const later = rotation([ada], { startDate: "2027-06-01" });
  const { id: emptyId } = await createSchedule("Begins in June", [later]);
  const empty = { kind: "schedule", scheduleId: emptyId };

  const unheard = { name: "Unheard", repeats: 0, levels: [{ delayMinutes: 5, targets: [empty] }] };
  const sentence =
    "The last level reaches nobody in the next 14 days: an alert would end there unheard. Name a person in it.";
  expect(refusal(await root.call("oncall.createPolicy", unheard))).toEqual([400, sentence]);
  expect(dataOf(await root.call("oncall.checkPolicy", unheard))).toMatchObject({
    refusal: sentence,
    reach: [{ reachesNobody: true }],
  });

  const policy = await createPolicy("Hotline", [[empty], [schedule]], 2);
  const [listed] = dataOf<PolicyOnBoard[]>(await vera.call("oncall.policies"));
  expect(listed).toMatchObject({
    ...{ name: "Hotline", repeats: 2 },
    reach: [{ reachesNobody: true }, { reachesNobody: false, unreached: [] }],
  });

  const emptied = { id, version, ...definition("Thin", [later]) };
  const { version: _, ...written } = emptied;
  expect(dataOf(await root.call("oncall.checkSchedule", written))).toMatchObject({ emptiedPolicies: ["Hotline"] });
  expect(refusal(await root.call("oncall.changeSchedule", emptied))).toEqual([
    409,
    'The last level of the policy "Hotline" would reach nobody. Give it somebody else first.',
  ]);
  expect(await who("Thin"), "nothing of it was kept").toBe("Ada Oncall");
  expect(refusal(await root.call("oncall.deleteSchedule", { id, version }))).toEqual([
    409,
    'The policy "Hotline" names this schedule. Take it out there first.',
  ]);

  // An escalation keeps what it began with, and asks who is on call when a level is reached.
  const sql = site.database.query;
  const snapshot = await site.app.oncall.readPolicySnapshot(sql, policy.id, start);
  expect(policySnapshotSchema.parse(snapshot)).toMatchObject({
    policyId: policy.id,
    version: 1,
    takenAt: start,
    repeats: 2,
  });
  const levels = [{ delayMinutes: 1, targets: [{ kind: "person", personId: ben.id }] }];
  const change = { id: policy.id, version: 1, name: "Hotline", repeats: 0, levels };
  expect(dataOf(await root.call("oncall.changePolicy", change))).toMatchObject({ version: 2 });
  expect(refusal(await root.call("oncall.changePolicy", change))[0]).toBe(409);
  expect(snapshot?.levels).toHaveLength(2);
  const responders = (level: number) =>
    site.app.oncall.readResponders(sql, snapshot?.levels[level]?.targets ?? [], start);
  expect(await responders(0)).toEqual([]);
  expect(await responders(1)).toEqual([{ personId: ada.id, person: "Ada Oncall", by: schedule }]);

  expect(dataOf(await root.call("oncall.deletePolicy", { id: policy.id, version: 2 }))).toEqual({ id: policy.id });
  expect(await site.app.oncall.readPolicySnapshot(sql, policy.id, start)).toBe(null);
  expect(dataOf(await root.call("oncall.deleteSchedule", { id, version }))).toEqual({ id });
  expect((await deedsOf(policy.id, "policy.%")).map(({ deed }) => deed)).toEqual([
    ...["policy.created", "policy.changed", "policy.deleted"],
  ]);
});

test("whoever is suspended or deleted leaves a gap that is named; nobody else's turn moves", async () => {
  const dan = await site.person("Dan Oncall", ["on-call"]);
  const schedule = await createSchedule("Leavers", [rotation([dan, ada])]);
  const policy = await createPolicy("Leaving", [
    [{ kind: "person", personId: dan.id }],
    [{ kind: "person", personId: ada.id }],
  ]);
  expect(await who("Leavers")).toBe("Dan Oncall");
  dataOf(await root.call("people.suspend", { personId: dan.id }));
  const gap = { from: start, to: at("2027-03-09T09:00+01:00") };
  const suspended = await board("Leavers");
  expect(suspended).toMatchObject({ now: null, next: { at: gap.to, person: "Ada Oncall" } });
  expect(suspended.outlook.gaps[0]).toEqual(gap);
  expect(suspended.outlook.absent).toEqual([{ personId: dan.id, person: "Dan Oncall", why: "suspended" }]);
  const reach = async () => {
    const all = dataOf<PolicyOnBoard[]>(await vera.call("oncall.policies"));
    return all.find(({ id }) => id === policy.id)?.reach.map(({ reachesNobody }) => reachesNobody);
  };
  expect(await reach()).toEqual([true, false]);

  dataOf(await root.call("people.delete", { personId: dan.id }));
  const deleted = await board("Leavers");
  expect(deleted.outlook.absent).toEqual([{ personId: dan.id, person: null, why: "deleted" }]);
  expect(deleted.outlook.gaps).toEqual(suspended.outlook.gaps);

  // Renaming it is no reason to refuse whoever was in it before.
  const { id, version, zone, rotations } = schedule;
  expect(
    dataOf(await root.call("oncall.changeSchedule", { id, version, name: "Left", zone, rotations })),
  ).toMatchObject({
    name: "Left",
  });
});

test("everybody on call sets how they are notified, and nobody another's", async () => {
  expect(dataOf(await ada.call("oncall.notificationRules"))).toMatchObject({ changedAt: null, quiet: null });
  const rules = {
    high: [{ delayMinutes: 0, channel: "push" }],
    low: [{ delayMinutes: 10, channel: "mail" }],
    quiet: { zone: "Asia/Kolkata", from: "22:00", to: "07:00" },
  };
  expect(dataOf(await ada.call("oncall.changeNotificationRules", rules))).toEqual({ ...rules, changedAt: start });
  expect(dataOf(await ada.call("oncall.notificationRules"))).toEqual({ ...rules, changedAt: start });
  expect(dataOf(await ben.call("oncall.notificationRules"))).toMatchObject({ changedAt: null });
  // Noon in Paris is half past four in the afternoon in Kolkata; six hours later it is quiet there.
  const evening = start + 6 * hour;
  const plan = (urgency: "high" | "low") =>
    site.app.oncall.readNotificationPlan(site.database.query, ada.id, urgency, evening);
  expect(await plan("high")).toEqual([{ at: evening, channel: "push" }]);
  expect(await plan("low")).toEqual([{ at: at("2027-03-09T07:10+05:30"), channel: "mail" }]);
  expect((await ada.call("oncall.changeNotificationRules", { ...rules, personId: ben.id })).status).toBe(400);
  const { rows } = await site.database.pool.query(
    "select subject, detail from audit_row where deed = 'notification_rules.changed'",
  );
  expect(rows).toEqual([{ subject: ada.id, detail: { high: 1, low: 1, quiet: true } }]);
});
