import fc from "fast-check";
import { expect, test } from "vitest";
import { readArguments, usage } from "../../server/cli/demo/arguments.ts";
import { type DemoEvent, eventSources } from "../../server/cli/demo/demo-event.ts";
import { historyEnd, stretchesOf } from "../../server/cli/demo/demo-stretches.ts";
import { conditionsAt, episodeNames, episodes, standingEpisodes } from "../../server/cli/demo/episodes.ts";
import { fillRounds, roundSeconds } from "../../server/cli/demo/fill-steps.ts";
import { accountsOfDay, netUsers, saidUsers } from "../../server/cli/demo/growth-history.ts";
import { eventsOfDay } from "../../server/cli/demo/history-events.ts";
import { eventsOfSecond } from "../../server/cli/demo/live-events.ts";
import { aSecond, categoryShares, places, rhythmOf } from "../../server/cli/demo/platform.ts";
import { continuedDays, daySeconds, publishedDays } from "../../server/cli/demo/published-days.ts";
import { randomOf, split } from "../../server/cli/demo/random.ts";
import { eventsOfStep } from "../../server/cli/demo/step-events.ts";

const hour = 3_600;
const start = Date.UTC(2026, 10, 23, 12) / 1000;
const published = publishedDays();
const sum = (events: readonly DemoEvent[]) => events.reduce((all, { data }) => all + Number(data.count ?? 1), 0);
const secondOf = ({ time }: DemoEvent) => Date.parse(time) / 1000;
const keywordOf = ({ data }: DemoEvent) => String((data.category_specification as string[] | undefined)?.[0]);

test("the hours of each of the 930 published days add up to its figures, in total and by class, to the one", () => {
  expect(published).toHaveLength(930);
  for (const day of published) {
    const events = eventsOfDay("telegram-history", 1, day);
    const of = (keyword: string) => sum(events.filter((event) => keywordOf(event) === `KEYWORD_${keyword}`));
    expect(sum(events)).toBe(day.total);
    expect(of("CHILD_SEXUAL_ABUSE_MATERIAL")).toBe(day.childAbuse ?? 0);
    expect(of("TERRORIST_CONTENT")).toBe(day.terrorism ?? 0);
    expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
    expect(events.every((event) => secondOf(event) >= day.at && secondOf(event) < day.at + daySeconds)).toBe(true);
    expect(events.every(({ data }) => data.subject === "channel" || data.subject === "group")).toBe(true);
    expect(events.every(({ data }) => Number(data.count) > 0 && Number(data.count) <= 1_000_000)).toBe(true);
  }
  const record = published.find(({ total }) => total === 542_994);
  expect(record && new Date(record.at * 1000).toISOString().slice(0, 10)).toBe("2026-01-01");
});

test("a day told again is the same, and another seed has other hours of the same sum", () => {
  const [day] = published;
  if (!day) throw new Error("no day was published");
  expect(eventsOfDay("telegram-history", 1, day)).toEqual(eventsOfDay("telegram-history", 1, day));
  expect(eventsOfDay("telegram-history", 2, day)).not.toEqual(eventsOfDay("telegram-history", 1, day));
});

test("parts of a whole add up to it, whatever the weights", () => {
  const weights = fc.array(fc.double({ min: 0.001, max: 1_000, noNaN: true }), { minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(fc.nat(2_000_000), weights, (whole, given) => {
      const parts = split(whole, given);
      expect(parts.reduce((all, part) => all + part, 0)).toBe(whole);
      expect(parts.every((part) => part >= 0)).toBe(true);
    }),
  );
});

test("days after the last published one are each as 364 days before, with no day left out", () => {
  const last = published.at(-1)?.at ?? 0;
  const days = continuedDays(published, last + 500 * daySeconds);
  expect(days.map(({ at }) => at)).toEqual(Array.from({ length: 499 }, (_, n) => last + (n + 1) * daySeconds));
  const figures = new Map([...published, ...days].map((day) => [day.at, day.total]));
  for (const { at, total } of days) expect(total).toBe(figures.get(at - 364 * daySeconds));
});

test("users grow from 950 million to a billion between the days on which that was said", () => {
  const [first, second] = saidUsers;
  let users: number = first.value;
  for (let day = first.at; day < second.at; day += daySeconds) users += netUsers(accountsOfDay(1, day));
  expect(Math.abs(users - second.value)).toBeLessThan(0.05 * (second.value - first.value));
});

const stretches = fc
  .tuple(fc.integer({ min: 1, max: 16 * 24 * 60 }), fc.nat(14 * 24 * 60))
  .map(([minutes, shift]) => ({ from: start - shift * 60, to: start - shift * 60 + minutes * 60 }));

test("a stretch is told once: its steps follow each other without gap or overlap, each received while it is live", () => {
  fc.assert(
    fc.property(stretches, (stretch) => {
      const rounds = fillRounds(stretch);
      const steps = rounds.flatMap((round) => round.steps).sort((a, b) => a.from - b.from);
      let at = stretch.from;
      for (const step of steps) {
        expect(step.from).toBe(at);
        at += step.seconds;
      }
      expect(at).toBe(stretch.to);
      for (const round of rounds) {
        for (const { from, seconds, within } of round.steps) {
          const ends = from + seconds;
          expect(ends).toBeLessThanOrEqual(round.at);
          expect(round.at - (ends - within)).toBeLessThanOrEqual(roundSeconds);
        }
      }
    }),
    { numRuns: 60 },
  );
});

test("the same step is the same events, inside the step, and a day of them comes to about what section it simulates", () => {
  const step = { from: start - hour, seconds: 300, within: 300 };
  const played = standingEpisodes(start);
  expect(eventsOfStep(1, step, played)).toEqual(eventsOfStep(1, step, played));
  expect(eventsOfStep(2, step, played)).not.toEqual(eventsOfStep(1, step, played));
  const quiet = start - 24 * hour;
  let decisions = 0;
  for (let at = quiet; at < start; at += 300) {
    const events = eventsOfStep(1, { from: at, seconds: 300, within: 300 }, []);
    const all = eventSources.flatMap((source) => events[source]);
    for (const event of all) expect(secondOf(event) >= at - 0.001 && secondOf(event) <= at + 300).toBe(true);
    decisions += sum(all.filter(({ type }) => type === "decision.made"));
  }
  expect(decisions).toBeGreaterThan(3_800_000);
  expect(decisions).toBeLessThan(5_400_000);
});

test("starts one after another never play a second twice, wherever each was cut off", () => {
  const starts = fc.array(fc.record({ runs: fc.integer({ min: 1, max: 40_000 }), away: fc.nat(90_000) }), {
    minLength: 1,
    maxLength: 6,
  });
  fc.assert(
    fc.property(starts, (all) => {
      let known = { anchor: null as number | null, fills: [] as { from: number; to: number }[], toldUntil: 0 };
      let now = start;
      const told: { from: number; to: number }[] = [];
      for (const { runs, away } of all) {
        const { anchor, fills, liveFrom } = stretchesOf(known, now, 1);
        told.push(...fills, { from: liveFrom, to: Math.max(liveFrom, now + runs) });
        known = { anchor, fills: [], toldUntil: Math.max(liveFrom, now + runs) + 10 };
        now += runs + away;
      }
      told.sort((a, b) => a.from - b.from);
      for (const [n, { from }] of told.entries()) expect(from).toBeGreaterThanOrEqual(told[n - 1]?.to ?? 0);
      expect(told[0]?.from).toBe(historyEnd(known.anchor ?? 0));
    }),
  );
});

test("six episodes stand in the two weeks before a start, whole and at the same distances", () => {
  const standing = standingEpisodes(start);
  expect(standing.map(({ name }) => name)).toEqual([
    "spam-wave",
    "attack-aftermath",
    "late-back-fill",
    "classifier-regression",
    "silent-region",
    "registration-flood",
  ]);
  for (const { name, from } of standing) {
    expect(from).toBeGreaterThanOrEqual(historyEnd(start));
    expect(from + episodes[name].hours * hour).toBeLessThanOrEqual(start);
  }
});

const middleOf = (name: (typeof episodeNames)[number], part = 0.5) =>
  conditionsAt([{ name, from: start, secondsAnHour: 60 }], start + episodes[name].hours * 60 * part);

test("what each episode does to the platform is what its words say", () => {
  const usual = conditionsAt([], start);
  expect(middleOf("spam-wave").rate(places.spam)).toBe(6);
  expect(middleOf("spam-wave").rate(places.hate)).toBe(1);
  expect(middleOf("spam-wave").from(places.spam)).toEqual({ country: "ID", share: 1 - 1 / 6 });
  const aftermath = middleOf("attack-aftermath", 0.03);
  const takedowns = [...categoryShares.entries()].reduce((all, [at, { share }]) => all + share * aftermath.rate(at), 0);
  expect(takedowns / 100).toBeGreaterThan(4);
  expect(aftermath.rate(places.terrorism)).toBeGreaterThan(aftermath.rate(places.spam) * 3);
  for (const place of categoryShares.keys()) expect(middleOf("clean-up-day").rate(place)).toBeCloseTo(2.9);
  expect(middleOf("late-back-fill")).toMatchObject({ late: 2, signUps: 1 });
  expect(middleOf("late-back-fill").rate(places.spam)).toBe(1);
  expect(middleOf("classifier-regression", 0.1).reversals).toBe(1);
  expect(middleOf("classifier-regression").reversals).toBeCloseTo(19 / 6);
  expect(middleOf("silent-region").silent).toEqual(new Set(["classifier-latam"]));
  expect((middleOf("registration-flood").signUps * aSecond.created * 72 * hour) / 1e6).toBeCloseTo(25, 0);
  expect(middleOf("registration-flood", 0.2).rate(places.scams)).toBe(1);
  expect(middleOf("registration-flood").rate(places.scams)).toBeGreaterThan(2);
  for (const name of ["jurisdiction-conflict", "inverted-flag"] as const) {
    expect(middleOf(name).rate(places.spam)).toBe(usual.rate(places.spam));
  }
});

test("a classifier that regresses decides as much as ever, and more of its decisions are undone", () => {
  const count = (factor: (typeof episodeNames)[number][]) => {
    const played = factor.map((name) => ({ name, from: start - 3 * hour, secondsAnHour: hour }));
    const rhythm = { seed: 9, rate: 6_000, since: start - hour, played };
    const events = Array.from({ length: 400 }, (_, n) => eventsOfSecond(rhythm, start + n)).flatMap((second) =>
      eventSources.flatMap((source) => second[source]),
    );
    return Object.groupBy(events, ({ type }) => type);
  };
  const [usual, regressed] = [count([]), count(["classifier-regression"])];
  expect(regressed["decision.made"]).toHaveLength(usual["decision.made"]?.length ?? 0);
  expect(regressed["appeal.decided"]).toHaveLength(usual["appeal.decided"]?.length ?? 0);
  const undone = usual["decision.reversed"]?.length ?? 0;
  expect(undone).toBeGreaterThan(5);
  expect(regressed["decision.reversed"]?.length).toBeGreaterThan(2 * undone);
});

test("an episode played again with the same seed is the same, event for event", () => {
  for (const name of episodeNames) {
    const rhythm = { seed: 3, rate: 600, played: [{ name, from: start, secondsAnHour: 4 }] };
    for (let second = start; second < start + 12; second++) {
      expect(eventsOfSecond(rhythm, second)).toEqual(eventsOfSecond({ ...rhythm }, second));
    }
  }
});

test("the rhythm of a week averages out, and programs are steadier than people", () => {
  for (const daily of [0, 0.15, 0.7]) {
    const hours = Array.from({ length: 168 }, (_, n) => rhythmOf(start + n * hour, daily));
    expect(hours.reduce((all, one) => all + one, 0) / 168).toBeCloseTo(1, 2);
  }
  expect(randomOf(1, 2)()).toBe(randomOf(1, 2)());
});

test("the help lists the nine episodes; a wrong name is refused with the list, a wrong number with its bounds", () => {
  for (const name of episodeNames) expect(usage()).toContain(`  ${name} `);
  expect(readArguments(["--help"])).toBeNull();
  expect(readArguments([])).toEqual({ seed: 1, times: 1, episode: null });
  expect(readArguments(["--rate", "50", "--episode", "spam-wave"])).toEqual({
    seed: 1,
    times: 50,
    episode: { name: "spam-wave", minutes: 4 },
  });
  expect(() => readArguments(["--episode", "no-such"])).toThrow(/no episode "no-such"[\s\S]*inverted-flag/);
  expect(() => readArguments(["--rate", "51"])).toThrow("--rate takes a number from 0.1 to 50");
  expect(() => readArguments(["--minutes", "3"])).toThrow("name one");
});
