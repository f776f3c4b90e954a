import { describe, expect, test } from "vitest";
import {
  type NotificationRules,
  notificationRulesSchema,
  usualNotificationRules,
} from "../../server/oncall/notification/contract.ts";
import { planNotifications, quietUntil } from "../../server/oncall/notification/rules.ts";
import { policyDefinitionSchema } from "../../server/oncall/policy/contract.ts";
import { endsWithNobody, type Reachable, reachOf, respondersAt } from "../../server/oncall/policy/rules.ts";
import type { Rotation } from "../../server/oncall/schedule/contract.ts";

const at = (text: string) => Date.parse(text);
const rotation = (people: string[], hours: Rotation["hours"] = []): Rotation => ({
  ...{ name: "Any", people, startDate: "2026-01-01", handOff: "00:00", hours },
  every: { unit: "day", count: 1 },
});
const workingHours = [{ weekdays: [1, 2, 3, 4, 5], from: "09:00", to: "17:00" }];
const nights = [{ weekdays: [1, 2, 3, 4, 5, 6, 7], from: "17:00", to: "09:00" }];
const isAvailable = (person: string) => person !== "gone";
const plans = new Map(
  Object.entries({ 1: rotation(["ada"], workingHours), 2: rotation(["ben"], nights), 3: rotation(["gone"]) }).map(
    ([id, one]) => [Number(id), { zone: "UTC", rotations: [one], overrides: [], isAvailable }],
  ),
);
const reachable: Reachable = { planOf: (id) => plans.get(id), isAvailable };
const person = (personId: string) => ({ kind: "person" as const, personId });
const schedule = (scheduleId: number) => ({ kind: "schedule" as const, scheduleId });
const monday = { from: at("2026-11-23T00:00Z"), to: at("2026-11-24T00:00Z") };

describe("whom a level reaches", () => {
  test("a person always, a schedule where somebody is on call, several what one of them reaches", () => {
    expect(reachOf({ targets: [schedule(1), person("cleo")] }, reachable, monday).unreached).toEqual([]);
    expect(reachOf({ targets: [schedule(1)] }, reachable, monday)).toEqual({
      unreached: [
        { from: monday.from, to: at("2026-11-23T09:00Z") },
        { from: at("2026-11-23T17:00Z"), to: monday.to },
      ],
      reachesNobody: false,
    });
    expect(reachOf({ targets: [schedule(1), schedule(2)] }, reachable, monday).unreached).toEqual([]);
  });

  test("whoever is gone, and a schedule of theirs or one that is gone, reaches nobody", () => {
    for (const target of [person("gone"), schedule(3), schedule(9)]) {
      expect(reachOf({ targets: [target] }, reachable, monday), JSON.stringify(target)).toEqual({
        unreached: [monday],
        reachesNobody: true,
      });
      const level = { delayMinutes: 5, targets: [target] };
      const other = { delayMinutes: 5, targets: [person("ada")] };
      expect(endsWithNobody({ levels: [other, level] }, reachable, monday)).toBe(true);
      expect(endsWithNobody({ levels: [level, other] }, reachable, monday)).toBe(false);
    }
  });

  test("each person is called once, by the first target that names them", () => {
    const targets = [schedule(1), person("ada"), schedule(2), person("gone"), person("ben")];
    expect(respondersAt(targets, reachable, at("2026-11-23T12:00Z"))).toEqual([
      { personId: "ada", by: schedule(1) },
      { personId: "ben", by: person("ben") },
    ]);
    expect(respondersAt([schedule(1)], reachable, at("2026-11-23T20:00Z"))).toEqual([]);
  });

  test("a level names somebody, each once, and waits at least a minute", () => {
    const policy = (level: object) =>
      policyDefinitionSchema.safeParse({
        ...{ name: "Hotline", repeats: 2 },
        levels: [{ delayMinutes: 5, targets: [person("ada")], ...level }],
      }).success;
    expect(policy({})).toBe(true);
    expect(policy({ targets: [] })).toBe(false);
    expect(policy({ targets: [person("ada"), person("ada")] })).toBe(false);
    expect(policy({ delayMinutes: 0 })).toBe(false);
  });
});

describe("how somebody is notified", () => {
  const rules: NotificationRules = {
    high: [
      { delayMinutes: 0, channel: "push" },
      { delayMinutes: 3, channel: "webhook" },
    ],
    low: [{ delayMinutes: 5, channel: "mail" }],
    quiet: { zone: "Europe/Paris", from: "22:00", to: "07:00" },
  };

  test("high urgency passes quiet hours, low urgency waits for their end and is never dropped", () => {
    const night = at("2026-11-24T23:30+01:00");
    expect(planNotifications(rules, "high", night)).toEqual([
      { at: night, channel: "push" },
      { at: night + 180_000, channel: "webhook" },
    ]);
    expect(planNotifications(rules, "low", night)).toEqual([{ at: at("2026-11-25T07:05+01:00"), channel: "mail" }]);
    const noon = at("2026-11-24T12:00+01:00");
    expect(planNotifications(rules, "low", noon)).toEqual([{ at: noon + 300_000, channel: "mail" }]);
    expect(planNotifications({ ...rules, quiet: null }, "low", night)[0]?.at).toBe(night + 300_000);
  });

  test("quiet hours go by the person's own clocks, over midnight and on the days when clocks change", () => {
    expect(quietUntil(rules.quiet, at("2026-11-24T22:00+01:00"))).toBe(at("2026-11-25T07:00+01:00"));
    expect(quietUntil(rules.quiet, at("2026-11-24T21:59+01:00"))).toBe(null);
    expect(quietUntil(rules.quiet, at("2026-11-25T07:00+01:00"))).toBe(null);
    expect(quietUntil(rules.quiet, at("2027-03-27T23:00+01:00")), "a short night").toBe(at("2027-03-28T07:00+02:00"));
    const skipped = { zone: "Europe/Paris", from: "00:00", to: "02:30" };
    expect(quietUntil(skipped, at("2027-03-28T01:00+01:00"))).toBe(at("2027-03-28T03:00+02:00"));
  });

  test("steps stand in order, each once, at least one an urgency; the usual ones are such", () => {
    const valid = (over: object) => notificationRulesSchema.safeParse({ ...rules, ...over }).success;
    expect(notificationRulesSchema.safeParse(usualNotificationRules).success).toBe(true);
    expect(valid({})).toBe(true);
    expect(valid({ low: [] })).toBe(false);
    expect(valid({ high: [...rules.high].reverse() })).toBe(false);
    expect(valid({ low: [rules.low[0], rules.low[0]] })).toBe(false);
    expect(valid({ low: [{ delayMinutes: 0, channel: "telephone" }] })).toBe(false);
    expect(valid({ quiet: { zone: "UTC", from: "22:00", to: "22:00" } })).toBe(false);
  });
});
