import { PgBoss } from "pg-boss";
import { expect, test } from "vitest";
import { person } from "../support/alerts.ts";
import { startWatchfloor, type Watchfloor } from "../support/watchfloor.ts";

/** What of this installation needs a person reaches one, by the way that everything else goes, and ends by itself. */
const lead = person("Lead", "on-call");
const root = person("Root", "admin");

/** The newest run of a chore, as PgBoss keeps it. */
async function stateOf({ database }: Watchfloor, name: string): Promise<string | undefined> {
  const { rows } = await database.pool.query<{ state: string }>(
    "select state from chores.job where name = $1 order by created_on desc limit 1",
    [name],
  );
  return rows[0]?.state;
}

/** Whom alerts of the installation call. */
async function callFor(site: Watchfloor, name: string): Promise<void> {
  const { id } = await site.person(name, ["on-call"]);
  const webhook = [{ channel: "webhook", delayMinutes: 0 }];
  const self = { kind: "person", personId: id, name, roles: ["on-call"] } as const;
  await site.app.oncall.changeNotificationRules(self, { high: webhook, low: webhook, quiet: null });
  const levels = [{ delayMinutes: 30, targets: [{ kind: "person", personId: id }] }];
  const policy = await site.app.oncall.createPolicy(root, { name: "Operators", repeats: 0, levels });
  const own = (await site.app.alerts.readIntegrations(root)).find(({ kind }) => kind === "system");
  const routing = { policyId: policy.id, grouping: "cause", groupingMinutes: 10 };
  await site.app.alerts.changeRouting(root, { integrationId: own?.id, ...routing });
}

test("a chore that fails calls its people once, and is over when it is done again", async () => {
  await using site = await startWatchfloor({ chorePace: { poll: 0.5 }, environment: { DISK_LIMIT_GB: "1000" } });
  await callFor(site, "Olga");
  const { pool } = site.database;
  await using boss = await queue(site);
  const alerts = async () => (await site.app.alerts.readInbox(lead)).alerts;
  // Two processes look, and each twice: what goes on says nothing.
  const look = async () => {
    for (let looks = 0; looks < 2; looks++) await Promise.all([site.app.system.watch(), site.app.system.watch()]);
  };
  await expect.poll(() => stateOf(site, "measure-disk"), { timeout: 30_000 }).toBe("completed");
  await look();
  expect(await alerts()).toEqual([]);

  site.expectLogged("a chore failed");
  await pool.query("alter table disk_measurement rename to disk_measurement_away");
  await boss.send("measure-disk");
  await expect.poll(() => stateOf(site, "measure-disk"), { timeout: 30_000 }).toBe("failed");
  await look();
  const [alert, ...others] = await alerts();
  expect(others).toEqual([]);
  expect(alert).toMatchObject({
    integration: "Watchfloor itself",
    dedupKey: "upkeep/chore-measure-disk",
    state: "open",
    severity: "error",
    summary: "The chore measure-disk keeps failing",
    events: 1,
  });
  const { details } = await site.app.alerts.readAlert(lead, { alertId: alert?.id });
  expect(details.links).toEqual([{ href: `${site.url}/admin/system`, text: "How this installation runs" }]);
  expect(await site.expectPage("Olga", "webhook")).toMatchObject({ alert: { number: alert?.number } });

  await pool.query("alter table disk_measurement_away rename to disk_measurement");
  await boss.send("measure-disk");
  await expect.poll(() => stateOf(site, "measure-disk"), { timeout: 30_000 }).toBe("completed");
  await look();
  expect(await alerts()).toMatchObject([{ number: alert?.number, state: "resolved", events: 1 }]);
  await site.settle();
}, 120_000);

/** The chores' own queue, as cron puts something there. */
async function queue({ database }: Watchfloor) {
  const boss = new PgBoss({
    db: { executeSql: (text, values) => database.pool.query(text, values) },
    ...{ schema: "chores", supervise: false, schedule: false, migrate: false, registerInstance: false },
  });
  await boss.start();
  return {
    /** Once: it is not tried again. */
    send: (name: string) => boss.send(name, null, { retryLimit: 0 }),
    [Symbol.asyncDispose]: () => boss.stop({ close: false }),
  };
}
