import fc from "fast-check";
import { expect, test } from "vitest";
import type { ResponseFigures, Spread } from "../../server/alerts/response/contract.ts";
import { alertsOn, person, signal } from "../support/alerts.ts";
import { testDatabase } from "../support/database.ts";

const ada = person("Ada", "on-call");
const minute = 60_000;
const day = 24 * 60 * minute;

/** What happened to one alert: minutes after its trigger, null where it did not. */
interface Fate {
  integration: number;
  before: number;
  acknowledged: number | null;
  resolved: number | null;
}

function spreadOf(times: readonly number[]): Spread {
  const sorted = [...times].sort((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  const [low = 0, high = 0] = [sorted[Math.floor(middle)], sorted[Math.ceil(middle)]];
  if (sorted.length === 0) return { count: 0, meanMs: null, medianMs: null };
  return {
    count: sorted.length,
    meanMs: sorted.reduce((sum, one) => sum + one, 0) / sorted.length,
    medianMs: (low + high) / 2,
  };
}

function modelOf(fates: readonly Fate[], { id, name }: { id: number | null; name: string | null }) {
  const of = (pick: (fate: Fate) => number | null) => spreadOf(fates.flatMap((fate) => pick(fate) ?? []));
  const inMs = (after: number | null) => (after === null ? null : after * minute);
  return {
    ...{ integrationId: id, integration: name },
    alerts: fates.length,
    acknowledged: of((fate) => inMs(fate.acknowledged)),
    resolved: of((fate) => inMs(fate.resolved)),
    neverAcknowledged: fates.filter((fate) => fate.acknowledged === null && fate.resolved !== null).length,
    waiting: fates.filter((fate) => fate.acknowledged === null && fate.resolved === null).length,
  };
}

const fates: fc.Arbitrary<Fate> = fc.record({
  integration: fc.integer({ min: 0, max: 2 }),
  before: fc.integer({ min: 200, max: 40 * 24 * 60 }),
  acknowledged: fc.option(fc.integer({ min: 0, max: 90 })),
  resolved: fc.option(fc.integer({ min: 90, max: 180 })),
});

test("mean, median and counts by integration are those of a model that adds up one by one", async () => {
  await using database = await testDatabase();
  const { alerts, clock, integration } = await alertsOn(database);
  const others = [];
  for (const name of ["Alpha", "Zeta"]) {
    const { key } = await alerts.createIntegration({ kind: "operator" }, { kind: "generic", name });
    others.push(await alerts.authenticateIntegration("generic", key));
  }
  const integrations = [integration, ...others];
  const names = ["Uptime", "Alpha", "Zeta"];
  const happened = fc.sample(fates, { numRuns: 120, seed: 7 }).sort((a, b) => b.before - a.before);
  const end = clock.now() + 41 * day;
  for (const [index, fate] of happened.entries()) {
    const actor = integrations[fate.integration] ?? integration;
    // The model's minutes are of its own trigger: the clock stands there, and is moved for what follows.
    clock.advance(end - fate.before * minute - clock.now());
    const { alert } = await alerts.trigger(actor, signal(`key ${index}`));
    const alertId = alert?.id;
    clock.advance((fate.acknowledged ?? 0) * minute);
    if (fate.acknowledged !== null) await alerts.acknowledge(ada, { alertId });
    clock.advance(((fate.resolved ?? 0) - (fate.acknowledged ?? 0)) * minute);
    if (fate.resolved !== null) await alerts.resolve(ada, { alertId });
  }
  clock.advance(end - clock.now());
  for (const days of [7, 30] as const) {
    const figures: ResponseFigures = await alerts.measureResponseTimes(ada, { days });
    const within = happened.filter(({ before }) => before * minute <= days * day);
    expect(within.length).toBeGreaterThan(10);
    const closely = (value: unknown) =>
      JSON.parse(JSON.stringify(value), (_, one) => (typeof one === "number" ? Math.round(one) : one));
    expect(closely(figures.all)).toEqual(closely(modelOf(within, { id: null, name: null })));
    const expected = [1, 0, 2].flatMap((which) => {
      const of = within.filter((fate) => fate.integration === which);
      return of.length === 0
        ? []
        : [modelOf(of, { id: integrations[which]?.integrationId ?? null, name: names[which] ?? null })];
    });
    expected.sort((a, b) => ((a.integration ?? "") < (b.integration ?? "") ? -1 : 1));
    expect(closely(figures.integrations)).toEqual(closely(expected));
  }
});

test("without alerts there is no mean, and no zero that looks like one; a viewer reads none", async () => {
  await using database = await testDatabase();
  const { alerts } = await alertsOn(database);
  const figures = await alerts.measureResponseTimes(ada, { days: 7 });
  expect(figures).toMatchObject({
    integrations: [],
    all: { alerts: 0, acknowledged: { count: 0, meanMs: null, medianMs: null }, neverAcknowledged: 0 },
  });
  const viewer = person("Vera", "viewer");
  await expect(alerts.measureResponseTimes(viewer, { days: 7 })).rejects.toMatchObject({ code: "forbidden" });
  await expect(alerts.measureResponseTimes(ada, { days: 8 })).rejects.toMatchObject({ code: "invalid" });
});
