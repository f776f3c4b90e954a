import fc from "fast-check";
import { expect, test } from "vitest";
import { type AlertsContext, verifyPages } from "../../server/alerts/alerts.ts";
import { type Severity, severities } from "../../server/alerts/contract.ts";
import type { PolicySnapshot } from "../../server/oncall/policy/contract.ts";
import { alertsOn, person, signal } from "../support/alerts.ts";
import { testDatabase } from "../support/database.ts";

/** Whatever people and monitors do, in whatever order and at whatever time. */
const people = ["Ada", "Ben", "Cleo"] as const;
const idOf = (at: number) => `id-${people[at] ?? "Ada"}`;
type Deed =
  | { kind: "trigger"; key: number; severity: Severity; group: string | undefined }
  | { kind: "resolve by key"; key: number }
  | { kind: "acknowledge" | "resolve" | "escalate"; by: number; alert: number }
  | { kind: "snooze"; alert: number; minutes: number }
  | { kind: "join"; by: number; alert: number; person: number }
  | { kind: "shown"; delivery: number }
  | { kind: "absent"; person: number; absent: boolean }
  | { kind: "advance"; minutes: number }
  | { kind: "channel"; fails: boolean };

const index = fc.nat({ max: 7 });
const who = fc.nat({ max: people.length - 1 });
const deed: fc.Arbitrary<Deed> = fc.oneof(
  fc.record({
    kind: fc.constant("trigger" as const),
    key: index,
    severity: fc.constantFrom(...severities),
    group: fc.constantFrom("rack 1", "rack 2", undefined),
  }),
  fc.record({ kind: fc.constant("resolve by key" as const), key: index }),
  fc.record({ kind: fc.constantFrom("acknowledge" as const, "resolve", "escalate"), by: who, alert: index }),
  fc.record({ kind: fc.constant("snooze" as const), alert: index, minutes: fc.integer({ min: 1, max: 90 }) }),
  fc.record({ kind: fc.constant("join" as const), by: who, alert: index, person: who }),
  fc.record({ kind: fc.constant("shown" as const), delivery: index }),
  fc.record({ kind: fc.constant("absent" as const), person: who, absent: fc.boolean() }),
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant("advance" as const), minutes: fc.constantFrom(0.2, 1, 5, 31) }),
  },
  fc.record({ kind: fc.constant("channel" as const), fails: fc.boolean() }),
);
const policy = fc.record({
  repeats: fc.nat({ max: 2 }),
  levels: fc.array(
    fc.record({
      delayMinutes: fc.integer({ min: 1, max: 20 }),
      people: fc.uniqueArray(who, { minLength: 1, maxLength: 2 }),
    }),
    { minLength: 1, maxLength: 3 },
  ),
});

test("an open alert always has a next step or says why not, and its timeline has no gap", async () => {
  await using database = await testDatabase();
  await database.pool.query(`
    insert into oncall_policy (policy_id, name, levels, repeats, changed_at, changed_by)
    overriding system value values (1, 'Any', '[]', 0, now(), 'a test')`);
  let absent = new Set<string>();
  let current: PolicySnapshot | null = null;
  const oncall: AlertsContext["oncall"] = {
    readPolicySnapshot: async () => current,
    readResponders: async (_query, targets) =>
      targets.flatMap((target) =>
        target.kind === "person" && !absent.has(target.personId)
          ? [{ personId: target.personId, person: target.personId, by: target }]
          : [],
      ),
    readNotificationPlan: async (_query, _person, urgency, at) =>
      urgency === "high"
        ? [
            { at, channel: "push" },
            { at: at + 3 * 60_000, channel: "mail" },
          ]
        : [{ at: at + 30 * 60_000, channel: "mail" }],
  };
  const responders = people.map((name, at) => ({ personId: idOf(at), name }));
  const { alerts, clock } = await alertsOn(database, { responders, oncall });
  let run = 0;

  const property = fc.asyncProperty(policy, fc.array(deed, { minLength: 5, maxLength: 25 }), async (given, deeds) => {
    run += 1;
    absent = new Set();
    current = {
      ...{ policyId: 1, version: 1, takenAt: 0, name: "Any", repeats: given.repeats },
      levels: given.levels.map((level) => ({
        delayMinutes: level.delayMinutes,
        targets: level.people.map((at) => ({ kind: "person" as const, personId: idOf(at) })),
      })),
    };
    const { key } = await alerts.createIntegration(
      { kind: "operator" },
      { kind: "generic", name: `Monitor of run ${run}`, policyId: 1 },
    );
    const integration = await alerts.authenticateIntegration("generic", key);
    const made: string[] = [];
    let fails = false;
    const nobody = new AbortController().signal;
    const engine = async () => {
      for (let round = 0; round < 60; round++) {
        const escalated = await alerts.escalateDue(nobody, 20);
        const unseen = await alerts.recordUnseen();
        const claimed = await alerts.claimDeliveries({ limit: 20, leaseMs: 15_000, here: [] });
        for (const one of claimed) {
          await alerts.recordResult(one, fails ? { outcome: "failed", why: "dead" } : { outcome: "accepted" });
        }
        if (escalated + unseen + claimed.length === 0) return;
      }
      throw new Error("the engine finds no end");
    };
    /** A refusal is a right answer; anything else is not. */
    const attempt = async (work: Promise<unknown>) => {
      await work.catch((error: unknown) => {
        if (
          !(
            error instanceof Error &&
            "code" in error &&
            ["conflict", "not_found", "invalid"].includes(String(error.code))
          )
        )
          throw error;
      });
    };
    const actor = (at: number) => ({ ...person(people[at] ?? "Ada", "on-call"), personId: idOf(at) });
    for (const one of deeds) {
      const alertId = "alert" in one ? (made[one.alert % Math.max(made.length, 1)] ?? crypto.randomUUID()) : "";
      switch (one.kind) {
        case "trigger": {
          const details = one.group === undefined ? {} : { group: one.group };
          const sent = signal(`${run}-${one.key}`, { severity: one.severity, details });
          const { alert, outcome } = await alerts.trigger(integration, sent);
          if (outcome === "triggered" && alert) made.push(alert.id);
          break;
        }
        case "resolve by key":
          await alerts.resolveByKey(integration, { dedupKey: `${run}-${one.key}`, repairs: [] });
          break;
        case "acknowledge":
        case "resolve":
        case "escalate":
          await attempt(alerts[one.kind](actor(one.by), { alertId }));
          break;
        case "snooze":
          await attempt(alerts.snooze(actor(0), { alertId, until: clock.now() + one.minutes * 60_000 }));
          break;
        case "join":
          await attempt(alerts.addResponder(actor(one.by), { alertId, personId: idOf(one.person) }));
          break;
        case "shown": {
          const { rows } = await database.pool.query(
            "select delivery_id as id, person_id as who from delivery where state in ('accepted', 'unseen') order by 1",
          );
          const row = rows[one.delivery % Math.max(rows.length, 1)];
          const seer = { ...actor(0), personId: row?.who };
          if (row) await alerts.recordShown(seer, { deliveryId: row.id });
          break;
        }
        case "absent":
          if (one.absent) absent.add(idOf(one.person));
          else absent.delete(idOf(one.person));
          break;
        case "advance":
          clock.advance(one.minutes * 60_000);
          break;
        case "channel":
          fails = one.fails;
          break;
      }
      await engine();
      const { differences } = await verifyPages({ database, clock });
      expect(differences, one.kind).toEqual([]);
    }
    const { rows: gaps } = await database.pool.query(`
      select alert_id from alert_event group by alert_id
      having count(*) <> max(sequence) or min(sequence) <> 1
        or max(sequence) <> (select version from alert a where a.alert_id = alert_event.alert_id)`);
    expect(gaps, "timelines without gaps").toEqual([]);
    for (const alertId of made) await attempt(alerts.resolve(actor(0), { alertId }));
    await engine();
    clock.advance(24 * 3_600_000);
    await engine();
    const { rows: left } = await database.pool.query(
      "select state from delivery where state in ('waiting', 'sending') and kind = 'alert'",
    );
    expect(left, "nothing leaves for what is over").toEqual([]);
  });
  await fc.assert(property, { numRuns: 40 });
}, 300_000);
