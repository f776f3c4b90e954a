import { spawnSync } from "node:child_process";
import path from "node:path";
import { sql } from "kysely";
import { describe, expect, test } from "vitest";
import type { Alert } from "../../server/alerts/contract.ts";
import { alertsOn, person, signal } from "../support/alerts.ts";
import { type TestDatabase, testDatabase } from "../support/database.ts";

const ada = person("Ada", "on-call");
const ben = person("Ben", "on-call");
const operator = { kind: "operator" } as const;
const unknown = "00000000-0000-4000-8000-000000000000";

const isAlert = (alert: Alert | null): Alert => {
  if (alert === null) throw new Error("there is no alert");
  return alert;
};

describe("triggering", () => {
  test("opens an alert with a short number; what follows of its key joins it, and says why", async () => {
    await using database = await testDatabase();
    const { alerts, clock, integration, wakes } = await alertsOn(database);
    const opened = await alerts.trigger(integration, signal("db", { repairs: ["the source was missing"] }));
    expect(opened).toMatchObject({
      outcome: "triggered",
      alert: { number: "A-1", integration: "Uptime", state: "open", severity: "error", events: 1, version: 1 },
    });
    clock.advance(60_000);
    const again = signal("db", { severity: "critical", summary: "db is gone", details: { component: "primary" } });
    const joined = await alerts.trigger(integration, again);
    expect(joined).toMatchObject({
      outcome: "joined",
      alert: { number: "A-1", summary: "db is down", severity: "critical", events: 2, version: 2 },
    });
    expect(joined.alert?.lastEventAt).toBe(clock.now());
    const page = await alerts.readAlert(ada, { alertId: opened.alert?.id });
    expect(page.details).toEqual({ component: "primary" });
    expect(page.timeline).toMatchObject([
      {
        sequence: 2,
        kind: "joined",
        by: { kind: "integration", name: "Uptime" },
        detail: { why: "the alert of its key is open", severity: "critical", summary: "db is gone" },
      },
      { sequence: 1, kind: "triggered", detail: { repairs: ["the source was missing"] } },
    ]);
    expect(wakes()).toBe(2);
  });

  test("200 at once of one key are one alert of 200 events, in a timeline and a stream without gaps", async () => {
    await using database = await testDatabase();
    const { alerts, integration } = await alertsOn(database);
    const answers = await Promise.all(Array.from({ length: 200 }, () => alerts.trigger(integration, signal("storm"))));
    expect(answers.filter(({ outcome }) => outcome === "triggered")).toHaveLength(1);
    expect(new Set(answers.map(({ alert }) => alert?.id)).size).toBe(1);
    const inbox = await alerts.readInbox(ada);
    expect(inbox.alerts).toMatchObject([{ events: 200, version: 200 }]);
    const events = await alerts.readEvents(0, 1000);
    const counted = Array.from({ length: 200 }, (_, index) => index + 1);
    expect(events.map(({ cursor }) => cursor)).toEqual(counted);
    expect(events.map(({ entry }) => entry.sequence)).toEqual(counted);
    expect(inbox.cursor).toBe(200);
  });

  test("after the end of an alert its key opens another; of another integration it is another alert", async () => {
    await using database = await testDatabase();
    const { alerts, integration } = await alertsOn(database);
    const first = isAlert((await alerts.trigger(integration, signal("db"))).alert);
    expect(await alerts.resolveByKey(integration, { dedupKey: "db", repairs: [] })).toMatchObject({
      outcome: "resolved",
      alert: { state: "resolved", resolved: { by: "Uptime" } },
    });
    const second = isAlert((await alerts.trigger(integration, signal("db"))).alert);
    expect(second.id).not.toBe(first.id);
    expect(second.state).toBe("open");
    const other = await alerts.createIntegration(operator, { kind: "generic", name: "Other" });
    const stranger = await alerts.authenticateIntegration("generic", other.key);
    expect(await alerts.resolveByKey(stranger, { dedupKey: "db", repairs: [] })).toEqual({
      outcome: "dropped",
      alert: null,
    });
    expect((await alerts.trigger(stranger, signal("db"))).outcome).toBe("triggered");
  });

  test("an acknowledgement of an integration takes its open alert; again, or of none, it is dropped", async () => {
    await using database = await testDatabase();
    const { alerts, integration } = await alertsOn(database);
    const said = { dedupKey: "db", repairs: [] };
    expect(await alerts.acknowledgeByKey(integration, said)).toEqual({ outcome: "dropped", alert: null });
    await alerts.trigger(integration, signal("db"));
    expect((await alerts.acknowledgeByKey(integration, said)).outcome).toBe("acknowledged");
    expect((await alerts.acknowledgeByKey(integration, said)).outcome).toBe("dropped");
    const joined = await alerts.trigger(integration, signal("db"));
    expect(joined).toMatchObject({ outcome: "joined", alert: { state: "acknowledged", events: 2 } });
    const { timeline } = await alerts.readAlert(ada, { alertId: joined.alert?.id });
    expect(timeline[0]?.detail.why).toBe("the alert of its key is acknowledged");
  });

  test("is for integrations only", async () => {
    await using database = await testDatabase();
    const { alerts } = await alertsOn(database);
    for (const actor of [ada, operator]) {
      await expect(alerts.trigger(actor, signal("db"))).rejects.toMatchObject({ code: "forbidden" });
      await expect(alerts.resolveByKey(actor, { dedupKey: "db", repairs: [] })).rejects.toMatchObject({
        code: "forbidden",
      });
    }
  });
});

describe("acting on an alert", () => {
  test("two who acknowledge at once: one wins, the other is told who and when", async () => {
    await using database = await testDatabase();
    const { alerts, clock, integration } = await alertsOn(database);
    for (let round = 0; round < 10; round++) {
      const { id } = isAlert((await alerts.trigger(integration, signal(`db ${round}`))).alert);
      const settled = await Promise.allSettled([ada, ben].map((one) => alerts.acknowledge(one, { alertId: id })));
      const [won] = settled.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
      const lost = settled.flatMap((one) => (one.status === "rejected" ? [one.reason as unknown] : []));
      expect(won).toMatchObject({ state: "acknowledged", acknowledged: { at: clock.now() } });
      expect(lost).toMatchObject([
        {
          code: "conflict",
          message: `Already acknowledged by ${won?.acknowledged?.by} at 21:40:05 UTC on 2026-11-23.`,
        },
      ]);
    }
    const { rows } = await sql`select 1 from audit_row where deed = 'alert.acknowledged'`.execute(database.query);
    expect(rows).toHaveLength(10);
  });

  test("resolve is final: whoever comes later is told, and a note can still be written", async () => {
    await using database = await testDatabase();
    const { alerts, clock, integration } = await alertsOn(database);
    const { id: alertId } = isAlert((await alerts.trigger(integration, signal("db"))).alert);
    await alerts.resolve(ada, { alertId });
    const late = { code: "conflict", message: "Already resolved by Ada at 21:40:05 UTC on 2026-11-23." };
    await expect(alerts.resolve(ben, { alertId })).rejects.toMatchObject(late);
    await expect(alerts.acknowledge(ben, { alertId })).rejects.toMatchObject(late);
    await expect(alerts.snooze(ben, { alertId, until: clock.now() + 1000 })).rejects.toMatchObject(late);
    await expect(alerts.assign(ben, { alertId, personId: null })).rejects.toMatchObject(late);
    expect(await alerts.note(ben, { alertId, note: " It was the\nfirewall. " })).toMatchObject({ version: 3 });
    const { timeline } = await alerts.readAlert(ben, { alertId });
    expect(timeline[0]).toMatchObject({ sequence: 3, kind: "noted", detail: { note: "It was the\nfirewall." } });
    const { rows } = await sql<{ detail: object }>`
      select detail from audit_row where deed = 'alert.noted'`.execute(database.query);
    expect(rows).toEqual([{ detail: { number: "A-1" } }]);
  });

  test("snoozes for 7 days at most, and assigns to people on call only", async () => {
    await using database = await testDatabase();
    const responders = [{ personId: ben.personId, name: "Ben" }];
    const { alerts, clock, integration } = await alertsOn(database, { responders });
    const { id: alertId } = isAlert((await alerts.trigger(integration, signal("db"))).alert);
    const until = clock.now() + 3_600_000;
    expect(await alerts.snooze(ada, { alertId, until })).toMatchObject({ state: "open", snoozedUntil: until });
    for (const wrong of [clock.now(), clock.now() + 8 * 24 * 3_600_000]) {
      await expect(alerts.snooze(ada, { alertId, until: wrong })).rejects.toMatchObject({ code: "invalid" });
    }
    expect(await alerts.assign(ada, { alertId, personId: ben.personId })).toMatchObject({ assignee: responders[0] });
    await expect(alerts.assign(ada, { alertId, personId: "Eve" })).rejects.toMatchObject({ code: "not_found" });
    expect(await alerts.assign(ben, { alertId, personId: null })).toMatchObject({ assignee: null });
  });

  test("is for people on call; administrators and auditors read", async () => {
    await using database = await testDatabase();
    const { alerts, integration, clock } = await alertsOn(database);
    const { id: alertId } = isAlert((await alerts.trigger(integration, signal("db"))).alert);
    for (const role of ["viewer", "analyst", "legal", "signer", "admin", "auditor", "partner"] as const) {
      const eve = person("Eve", role);
      const deeds = [
        () => alerts.acknowledge(eve, { alertId }),
        () => alerts.resolve(eve, { alertId }),
        () => alerts.note(eve, { alertId, note: "x" }),
        () => alerts.snooze(eve, { alertId, until: clock.now() + 1 }),
        () => alerts.assign(eve, { alertId, personId: null }),
      ];
      for (const deed of deeds) await expect(deed()).rejects.toMatchObject({ code: "forbidden" });
      const mayRead = role === "admin" || role === "auditor";
      const reading = alerts.readInbox(eve);
      if (mayRead) expect((await reading).alerts).toHaveLength(1);
      else await expect(reading).rejects.toMatchObject({ code: "forbidden" });
    }
  });

  test("an unknown or malformed id is refused", async () => {
    await using database = await testDatabase();
    const { alerts } = await alertsOn(database);
    await expect(alerts.acknowledge(ada, { alertId: unknown })).rejects.toMatchObject({ code: "not_found" });
    await expect(alerts.note(ada, { alertId: unknown, note: "x" })).rejects.toMatchObject({ code: "not_found" });
    await expect(alerts.readAlert(ada, { alertId: unknown })).rejects.toMatchObject({ code: "not_found" });
    await expect(alerts.resolve(ada, { alertId: "A-1" })).rejects.toMatchObject({ code: "invalid" });
  });
});

describe("the stream", () => {
  test("has no gap where some of 60 at once roll back, and each alert's timeline has none", async () => {
    await using database = await testDatabase();
    const { alerts, integration } = await alertsOn(database);
    await sql`
      create function fail_some() returns trigger language plpgsql as $$
      begin
        if new.detail->>'summary' like 'fails%' then raise exception 'rolled back'; end if;
        return null;
      end $$`.execute(database.query);
    await sql`
      create constraint trigger fail_some after insert on alert_event deferrable initially deferred
      for each row execute function fail_some()`.execute(database.query);
    for (const key of ["a", "b", "c"]) await alerts.trigger(integration, signal(key));
    const settled = await Promise.allSettled(
      Array.from({ length: 60 }, (_, n) =>
        alerts.trigger(
          integration,
          signal("abc"[n % 3] ?? "a", { summary: n % 4 === 0 ? `fails ${n}` : `holds ${n}` }),
        ),
      ),
    );
    expect(settled.filter(({ status }) => status === "fulfilled")).toHaveLength(45);
    const events = await alerts.readEvents(0, 1000);
    expect(events.map(({ cursor }) => cursor)).toEqual(Array.from({ length: 48 }, (_, index) => index + 1));
    expect(await gapsIn(database)).toEqual([]);
  });

  test("a reader who starts from the inbox and follows its cursor ends at the database's state", async () => {
    await using database = await testDatabase();
    const { alerts, integration } = await alertsOn(database);
    const writing = (async () => {
      for (let n = 0; n < 40; n++) {
        const { id: alertId } = isAlert((await alerts.trigger(integration, signal(`key ${n % 13}`))).alert);
        if (n % 3 === 0) await alerts.acknowledge(ada, { alertId }).catch(() => {});
        if (n % 7 === 0) await alerts.resolve(ada, { alertId });
      }
    })();
    const inboxes = [];
    for (let n = 0; n < 8; n++) inboxes.push(await alerts.readInbox(ada));
    await writing;
    const truth = new Map((await alerts.readInbox(ada)).alerts.map((one) => [one.id, one]));
    for (const inbox of inboxes) {
      const seen = new Map(inbox.alerts.map((one) => [one.id, one]));
      for (const { alert } of await alerts.readEvents(inbox.cursor, 1000)) {
        if ((seen.get(alert.id)?.version ?? 0) < alert.version) seen.set(alert.id, alert);
      }
      expect(seen).toEqual(truth);
    }
  });
});

describe("the rule of an alert's life", () => {
  test("SQL cannot change or remove what was", async () => {
    const attempts = [
      ["number", sql`update alert set number = 99`],
      ["key", sql`update alert set dedup_key = 'other'`],
      ["time", sql`update alert set triggered_at = triggered_at - interval '1 hour'`],
      ["alert", sql`delete from alert`],
      ["alerts", sql`truncate alert cascade`],
      ["entry", sql`update alert_event set detail = '{}'`],
      ["timeline", sql`delete from alert_event`],
      ["stream", sql`truncate alert_event`],
    ] as const;
    await using database = await testDatabase();
    const { alerts, integration } = await alertsOn(database);
    await alerts.trigger(integration, signal("db"));
    const before = await alerts.readInbox(ada);
    for (const [what, statement] of attempts) {
      await expect(statement.execute(database.query), what).rejects.toMatchObject({ code: "23000" });
    }
    expect((await alerts.readInbox(ada)).alerts).toEqual(before.alerts);
  });

  test("what has ended never lives again, and a key has at most one alert that has not", async () => {
    await using database = await testDatabase();
    const { alerts, integration } = await alertsOn(database);
    const { id: alertId } = isAlert((await alerts.trigger(integration, signal("db"))).alert);
    await alerts.resolve(ada, { alertId });
    await expect(
      sql`update alert set state = 'open', resolved_at = null`.execute(database.query),
    ).rejects.toMatchObject({ code: "23000" });
    await alerts.trigger(integration, signal("db"));
    await expect(
      sql`
        insert into alert (alert_id, number, integration_id, dedup_key, state, severity, summary, source, details, events,
                           triggered_at, last_event_at, version)
        select gen_random_uuid(), 77, integration_id, dedup_key, 'open', severity, summary, source, details, 1,
               triggered_at, last_event_at, 1
        from alert where state = 'open'`.execute(database.query),
    ).rejects.toMatchObject({ code: "23505", constraint: "alert_open_key" });
  });
});

describe("integrations", () => {
  test("a key is shown once, stored as a hash, of its kind only, and dead once it is revoked", async () => {
    await using database = await testDatabase();
    const { alerts } = await alertsOn(database);
    const made = await alerts.createIntegration(operator, { kind: "pagerduty", name: "Pager" });
    expect(made.key).toMatch(/^[0-9a-f]{32}$/);
    expect(await alerts.authenticateIntegration("pagerduty", made.key)).toMatchObject({ integrationId: made.id });
    const wrong = { code: "unauthenticated" };
    await expect(alerts.authenticateIntegration("generic", made.key)).rejects.toMatchObject(wrong);
    await expect(alerts.authenticateIntegration("pagerduty", undefined)).rejects.toMatchObject(wrong);
    const { rows } = await sql<{ row: string }>`select i::text as row from integration i`.execute(database.query);
    expect(rows.map(({ row }) => row).join()).not.toContain(made.key);
    expect(await alerts.revokeIntegration(operator, { id: made.id })).toEqual({ id: made.id, name: "Pager" });
    await expect(alerts.authenticateIntegration("pagerduty", made.key)).rejects.toMatchObject(wrong);
    await expect(alerts.revokeIntegration(operator, { id: made.id })).rejects.toMatchObject({
      code: "conflict",
      message: "command line revoked this integration at 21:40:05 UTC on 2026-11-23. Create a new one.",
    });
    await expect(alerts.revokeIntegration(operator, { id: 999 })).rejects.toMatchObject({ code: "not_found" });
  });

  test("are made by administrators and the command line; a name is taken once", async () => {
    await using database = await testDatabase();
    const { alerts } = await alertsOn(database);
    const wanted = { kind: "generic", name: "Probe" } as const;
    await expect(alerts.createIntegration(ada, wanted)).rejects.toMatchObject({ code: "forbidden" });
    await alerts.createIntegration(person("Root", "admin"), wanted);
    await expect(alerts.createIntegration(operator, { ...wanted, name: "PROBE" })).rejects.toMatchObject({
      code: "conflict",
    });
    const { rows } = await sql<{ deed: string; detail: object }>`
      select deed, detail from audit_row where actor_name = 'Root'`.execute(database.query);
    expect(rows).toEqual([{ deed: "integration.created", detail: { name: "Probe", kind: "generic", policyId: null } }]);
  });
});

test("the command line makes and revokes them, with one JSON object as its last line", async () => {
  await using database = await testDatabase();
  const { alerts } = await alertsOn(database);
  const { address } = database;
  const url =
    "connectionString" in address
      ? address.connectionString
      : `postgres://${address.user}:${encodeURIComponent(address.password)}@localhost/${address.database}` +
        `?host=${encodeURIComponent(address.host)}&port=${address.port}`;
  const cli = (...args: string[]) => {
    const { stdout, status } = spawnSync(process.execPath, ["server/cli/main.ts", ...args], {
      cwd: path.join(import.meta.dirname, "../.."),
      env: { ...process.env, DATABASE_URL: url },
      encoding: "utf8",
    });
    return { status, answer: JSON.parse(stdout.trim().split("\n").at(-1) ?? "") };
  };
  const made = cli("integration", "create", "--kind", "pagerduty", "--name", "From the line");
  expect(made).toEqual({
    status: 0,
    answer: { id: expect.any(Number), key: expect.stringMatching(/^[0-9a-f]{32}$/) },
  });
  expect(await alerts.authenticateIntegration("pagerduty", made.answer.key)).toMatchObject({
    integrationName: "From the line",
  });
  expect(cli("integration", "create", "--kind", "fax", "--name", "X").status).not.toBe(0);
  const id = String(made.answer.id);
  expect(cli("integration", "revoke", "--id", id)).toMatchObject({ status: 0, answer: { name: "From the line" } });
});

/** Alerts whose entries do not run from 1 to their version. */
async function gapsIn(database: TestDatabase): Promise<unknown[]> {
  const { rows } = await sql`
    select a.number from alert a join alert_event e using (alert_id)
    group by a.alert_id having count(*) <> a.version or min(e.sequence) <> 1 or max(e.sequence) <> a.version`.execute(
    database.query,
  );
  return rows;
}
