import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import type { AlertPage, Inbox } from "../../server/alerts/contract.ts";
import type { ResponseFigures } from "../../server/alerts/response/contract.ts";
import type { Rule } from "../../server/alerts/rule/contract.ts";
import { forVisitor } from "../../server/cli/demo/alert-story.ts";
import { openCallDesk } from "../../server/cli/demo/call-desk.ts";
import { type DemoSession, signIn } from "../../server/cli/demo/session.ts";
import { setUpDemo } from "../../server/cli/demo/setup.ts";
import type { DatabaseAddress } from "../../server/database/database.ts";
import type { HotlineQueue } from "../../server/hotline/contract.ts";
import type { PolicyOnBoard } from "../../server/oncall/policy/contract.ts";
import type { ScheduleOnBoard } from "../../server/oncall/schedule/contract.ts";
import { dataOf, startWatchfloor, type Watchfloor } from "../support/watchfloor.ts";

const minuteMs = 60_000;

/** The call desk of a demo on this server, whose own clock stands in for the doors of the past. */
async function openDesk(site: Watchfloor, folder: string) {
  const { address } = site.database;
  const databaseUrl = "connectionString" in address ? address.connectionString : urlOf(address);
  const { people, staff, record } = await setUpDemo({ databaseUrl, dataFolder: folder, postgresUser: "nobody" });
  const target = { host: "127.0.0.1", port: Number(new URL(site.url).port), publicUrl: site.url };
  const { signal } = new AbortController();
  const start = site.clock.now();
  const stand = async (at: number) => site.clock.advance(at - site.clock.now());
  const doors = { target, stand, [Symbol.asyncDispose]: async () => {} };
  const desk = await openCallDesk({ target, doors, people, staff, record, clock: site.clock, signal });
  await stand(start);
  await desk.stage(1);
  const sessions = await Promise.all(people.map((person) => signIn(target, person, signal)));
  const [lead, , admin] = sessions;
  if (!lead || !admin) throw new Error("nobody to sign in as");
  /** Time passes by the second, as the demo's does. */
  const pass = async (seconds: number) => {
    for (let second = 0; second < seconds; second++) {
      site.clock.advance(1_000);
      await site.settle();
      await desk.act();
    }
  };
  return { desk, lead, admin, people, pass };
}

function urlOf({
  host,
  port,
  user,
  password,
  database,
}: Exclude<DatabaseAddress, { connectionString: string }>): string {
  const query = `host=${encodeURIComponent(host)}&port=${port}`;
  return `postgres://${user}:${encodeURIComponent(password)}@/${database}?${query}`;
}

const inboxOf = async (of: DemoSession) => (await of.read("alerts.inbox")) as Inbox;
const openAlert = async (of: DemoSession, key: string) =>
  (await inboxOf(of)).alerts.find(({ dedupKey, state }) => dedupKey === key && state !== "resolved");
const pageOf = async (of: DemoSession, alertId: string) => (await of.read("alerts.read", { alertId })) as AlertPage;

test("a team is on call, takes what comes and leaves one alert, which calls whoever signed in, once, minutes later", async () => {
  const folder = await mkdtemp(path.join(tmpdir(), "watchfloor-demo-"));
  await using _ = { [Symbol.asyncDispose]: () => rm(folder, { recursive: true }) };
  await using site = await startWatchfloor({ realChannels: true, environment: { WATCHFLOOR_DEMO: "1" } });
  const { desk, lead, admin, people, pass } = await openDesk(site, folder);
  await using _desk = { [Symbol.asyncDispose]: async () => desk.close() };

  const schedules = (await lead.read("oncall.schedules")) as ScheduleOnBoard[];
  expect(new Set(schedules.map(({ zone }) => zone)).size).toBe(2);
  expect(schedules.find(({ zone }) => zone === "Europe/Paris")?.now?.person).toMatch(/\(simulated\)$/);
  const integrations = (await admin.read("integrations.list")) as { kind: string; policyId: number | null }[];
  expect(integrations.map(({ policyId }) => policyId)).not.toContain(null);
  expect(integrations).toHaveLength(6);
  const rules = (await lead.read("rules.list")) as Rule[];
  expect(rules.map(({ comparison }) => comparison).sort()).toEqual(["above", "above", "absent"]);

  const times = (await lead.read("alerts.responseTimes", { days: 7 })) as ResponseFigures;
  expect(times.all.acknowledged).toMatchObject({ count: 5, medianMs: 5 * minuteMs });
  expect(times.all.resolved).toMatchObject({ count: 6 });
  expect(times.all.neverAcknowledged).toBe(1);

  const source = await site.source("Partner police IT (simulated)", ["hotline"]);
  const raised = { reference: "DEMO 1", urgency: "threat_to_life", threat: "violence" };
  expect((await source.hotlineCase(raised)).status).toBe(201);
  await pass(60);
  const { counts, alerts } = await inboxOf(lead);
  expect(counts).toEqual({ open: 6, acknowledged: 3, resolved: 6 });
  for (const key of ["media-ams-3", "classifier-gpu-2"]) {
    const page = await pageOf(lead, (await openAlert(lead, key))?.id ?? "");
    expect(page.alert.acknowledged?.by).toMatch(/\(simulated\)$/);
    expect(page.deliveries.map(({ state }) => state)).toEqual(["shown"]);
    expect(page.timeline.map(({ kind }) => kind)).toContain("noted");
  }
  expect((await pageOf(lead, (await openAlert(lead, "media-ams-4"))?.id ?? "")).escalation?.ledBy).toMatch(/^A-/);
  expect(alerts.every(({ source }) => /\(simulated\)/.test(source) || source === "hotline")).toBe(true);

  const left = (await openAlert(lead, forVisitor.dedup_key))?.id ?? "";
  const calledOf = async () => (await pageOf(lead, left)).timeline.flatMap(({ detail }) => detail.people ?? []);
  expect(await calledOf()).not.toContain(people[0]?.name);
  await pass(4 * 60);
  expect(await calledOf()).toContain(people[0]?.name);
  const { rows } = await site.database.pool.query<{ n: number }>(
    "select count(*)::int as n from delivery where person_name = $1 and channel = 'browser'",
    [people[0]?.name],
  );
  expect(rows).toEqual([{ n: 1 }]);

  const { cases } = (await lead.read("hotline.queue")) as HotlineQueue;
  expect(cases.map(({ closed, messages }) => [closed?.outcome, messages])).toEqual([["removed", 1]]);
  // Nobody sees it on an open page: after the last level one who takes all has it.
  await pass(2 * 60);
  expect((await pageOf(lead, left)).alert.acknowledged?.by).toBe("Aiko Tanaka (simulated)");
});

test("started again, the team stays as it is and calls the people of this start; what stood from before is over", async () => {
  const folder = await mkdtemp(path.join(tmpdir(), "watchfloor-demo-"));
  await using _ = { [Symbol.asyncDispose]: () => rm(folder, { recursive: true }) };
  await using site = await startWatchfloor({ realChannels: true, environment: { WATCHFLOOR_DEMO: "1" } });
  const first = await openDesk(site, folder);
  await first.pass(3);
  first.desk.close();
  const { desk, lead, people } = await openDesk(site, folder);
  desk.close();
  expect((await lead.read("oncall.schedules")) as object[]).toHaveLength(2);
  const [policy, ...others] = (await lead.read("oncall.policies")) as PolicyOnBoard[];
  expect(others).toEqual([]);
  const named = policy?.levels[1]?.targets.map((target) => target.kind === "person" && target.personId);
  expect(named).toEqual(people.slice(0, 2).map(({ id }) => id));
  expect((await inboxOf(lead)).counts).toMatchObject({ open: 8, acknowledged: 0 });
  const admin = await site.person("Other Admin", ["admin"]);
  expect(dataOf<object[]>(await admin.call("rules.list"))).toHaveLength(3);
});
