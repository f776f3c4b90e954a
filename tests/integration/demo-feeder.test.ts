import { expect, test } from "vitest";
import { authorities, type DemoKeys, demoSources } from "../../server/cli/demo/demo-keys.ts";
import { createFeeder, type Fed } from "../../server/cli/demo/feeder.ts";
import { caseOfMinute } from "../../server/cli/demo/hotline-cases.ts";
import { eventSources, eventsOfSecond } from "../../server/cli/demo/live-events.ts";
import type { View } from "../../server/realtime/contract.ts";
import { startWatchfloor, type Watchfloor } from "../support/watchfloor.ts";

const rhythm = { seed: 7, rate: 600 };
const minuteMs = 60_000;
const startAt = Date.UTC(2026, 10, 23, 12, 0, 0);

async function newKeys(watchfloor: Watchfloor): Promise<DemoKeys> {
  const keys: Record<string, string> = {};
  for (const name of [...eventSources, ...authorities])
    keys[name] = (await watchfloor.source(demoSources[name].name)).key;
  return keys as DemoKeys;
}

const countedOf = ({ decisions, reports, appeals, signUps, deletions }: Fed) =>
  decisions + reports + appeals + signUps + deletions;

/** A feeder in the tempo of the server's own clock. */
function feederFor(watchfloor: Watchfloor, keys: DemoKeys, signal = new AbortController().signal) {
  const { port } = new URL(watchfloor.url);
  const target = { host: "127.0.0.1", port: Number(port), publicUrl: watchfloor.url };
  return createFeeder({ ...rhythm, target, keys, clock: watchfloor.clock, signal });
}

const decisions: View = { kind: "takedowns", measure: "decisions", breakdowns: [], filter: {}, grain: "10s" };
const signUps: View = { kind: "growth", measure: "sign_ups", breakdowns: [], filter: {}, grain: "10s" };

test("14 minutes at once and then second by second: the screen and the proof hold what the feeder says it sent", async () => {
  await using watchfloor = await startWatchfloor({ startAt });
  const feeder = feederFor(watchfloor, await newKeys(watchfloor));
  await feeder.catchUp();
  const filled = { ...feeder.fed };
  // The average of 14 minutes of a wave: far from a test of the generator, but not of nothing.
  expect(filled.decisions / 14).toBeGreaterThan(rhythm.rate * 0.6);
  expect(filled.decisions / 14).toBeLessThan(rhythm.rate * 2.2);
  for (let second = 1; second <= 5; second++) {
    watchfloor.clock.advance(1_000);
    await feeder.catchUp();
  }
  const { fed } = feeder;
  expect(fed.decisions).toBeGreaterThan(filled.decisions);
  expect(fed).toMatchObject({ measurements: 0, duplicates: 0, hotlineCases: 1 });

  const person = await watchfloor.person("Lead", ["viewer"]);
  await using screen = await person.live();
  for (const view of [decisions, signUps]) expect(await screen.join(view)).toMatchObject({ ok: true });
  expect(screen.sum(decisions, "all")).toBe(fed.decisions);
  expect(screen.sum(signUps, "all")).toBe(fed.signUps);

  expect(await watchfloor.reconcile()).toMatchObject({
    events: fed.events,
    counted: countedOf(fed),
    differences: [],
  });
});

test("the same seed sends the same events: a second start adds nothing that the first has sent", async () => {
  await using watchfloor = await startWatchfloor({ startAt });
  const keys = await newKeys(watchfloor);
  const first = feederFor(watchfloor, keys);
  await first.catchUp();
  const before = await watchfloor.reconcile();
  const second = feederFor(watchfloor, keys);
  await second.catchUp();
  expect(second.fed).toEqual({ ...first.fed, duplicates: first.fed.events });
  expect(await watchfloor.reconcile()).toEqual(before);

  const at = startAt / 1000;
  expect(eventsOfSecond(rhythm, at)).toEqual(eventsOfSecond({ ...rhythm }, at));
  expect(eventsOfSecond({ ...rhythm, seed: 8 }, at)).not.toEqual(eventsOfSecond(rhythm, at));
});

test("the 50 real statements are stored once, on their own day, and today's chart does not move", async () => {
  await using watchfloor = await startWatchfloor({ startAt });
  const feeder = feederFor(watchfloor, await newKeys(watchfloor));
  expect(await feeder.replayStatements()).toBe(50);
  expect(await feeder.replayStatements()).toBe(0);
  const person = await watchfloor.person("Lead", ["viewer"]);
  await using screen = await person.live();
  expect(await screen.join({ ...decisions, breakdowns: ["timing"] })).toMatchObject({ ok: true, buckets: [] });
  expect(await watchfloor.reconcile()).toMatchObject({ events: 50, counted: 50, differences: [] });
});

test("a server that asks to wait gets the same batches again, and counts each once", async () => {
  await using watchfloor = await startWatchfloor({ startAt, environment: { KEY_REQUESTS_PER_SECOND: "2" } });
  const feeder = feederFor(watchfloor, await newKeys(watchfloor));
  const began = performance.now();
  await feeder.catchUp();
  expect(performance.now() - began, "it waited").toBeGreaterThan(2_000);
  const { fed } = feeder;
  expect(fed.duplicates).toBe(0);
  expect(await watchfloor.reconcile()).toMatchObject({ events: fed.events, counted: countedOf(fed) });
});

test("after an outage longer than the reach the feeder leaves a gap instead of late events", async () => {
  await using watchfloor = await startWatchfloor({ startAt });
  const feeder = feederFor(watchfloor, await newKeys(watchfloor));
  await feeder.catchUp();
  watchfloor.clock.advance(30 * minuteMs);
  await feeder.catchUp();
  const person = await watchfloor.person("Lead", ["viewer"]);
  await using screen = await person.live();
  const byTiming: View = { ...decisions, breakdowns: ["timing"] };
  expect(await screen.join(byTiming)).toMatchObject({ ok: true });
  expect(screen.sum(byTiming, "live")).toBeGreaterThan(0);
  expect(screen.sum(byTiming, "late")).toBe(0);
  expect((await watchfloor.reconcile()).events).toBe(feeder.fed.events);
});

test("every event names itself simulated, and a case comes every few minutes", () => {
  const seconds = Array.from({ length: 60 }, (_, second) => eventsOfSecond(rhythm, startAt / 1000 + second));
  const events = seconds.flatMap((second) => eventSources.flatMap((source) => second[source]));
  expect(new Set(events.map(({ source }) => source))).toEqual(new Set(eventSources.map((source) => `/demo/${source}`)));
  const day = Array.from({ length: 24 * 60 }, (_, minute) => caseOfMinute(1, minute));
  const cases = day.filter((one) => one !== null);
  expect(cases.length).toBeGreaterThan(250);
  expect(cases.length).toBeLessThan(480);
});
