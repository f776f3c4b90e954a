import { categoryOf, decide } from "./decision.ts";
import {
  type BySource,
  type DemoEvent,
  type EventSource,
  eventAt,
  eventSources,
  noEvents,
  stated,
} from "./demo-event.ts";
import { type Conditions, conditionsAt, type PlayedEpisode } from "./episodes.ts";
import {
  aSecond,
  categoryShares,
  countryAt,
  restrictionPercent,
  rhythmOf,
  takedownsAMinute,
  waveOf,
} from "./platform.ts";
import { countAround, randomOf, weighted } from "./random.ts";

export { type DemoEvent, type EventSource, eventSources };

export interface DemoRhythm {
  seed: number;
  /** Takedowns a minute, averaged over a week; everything else in proportion. */
  rate: number;
  /** What is played, besides the usual. */
  played?: readonly PlayedEpisode[];
  /** No second before this was played, so nothing can be appealed that was decided then; epoch seconds. */
  since?: number;
}

const byShare = weighted(categoryShares.map(({ share }, place) => `${place} ${share}`).join());
const daysToLate = { median: 37, longest: 90 };
const appealedAfterSeconds = 600;

/** What happens in one second, given as whole seconds since 1970: the same for the same rhythm, whenever asked. */
export function eventsOfSecond(rhythm: DemoRhythm, second: number): BySource {
  const conditions = conditionsAt(rhythm.played ?? [], second);
  const events = noEvents();
  for (const place of categoryShares.keys()) {
    for (const { source, event } of decisionsOf(rhythm, second, place, conditions)) events[source].push(event);
    const decided = second - appealedAfterSeconds;
    if (decided >= (rhythm.since ?? second)) appeals(events["report-desk"], rhythm, second, place, conditions);
  }
  lateDecisions(events["moderation-tool"], rhythm, second, conditions);
  reports(events["report-desk"], rhythm, second);
  accounts(events["sign-up-service"], rhythm, second, conditions);
  for (const source of eventSources) if (conditions.silent.has(source)) events[source] = [];
  return events;
}

function decisionsOf(rhythm: DemoRhythm, second: number, place: number, conditions: Conditions) {
  const { share = 0, dispersion = 25 } = categoryShares[place] ?? {};
  const random = randomOf(rhythm.seed, second, place);
  const decisionsASecond = rhythm.rate / 60 / (1 - restrictionPercent / 100);
  const mean = decisionsASecond * (share / 100) * waveOf(rhythm.seed, second, place) * conditions.rate(place);
  const decisions: { source: EventSource; event: DemoEvent }[] = [];
  for (let n = countAround(mean, dispersion, random); n > 0; n--) {
    const { data, source } = decide(place, second, conditions, random);
    const id = `${rhythm.seed}-${second}-${place}-${n}`;
    decisions.push({ source, event: eventAt("decision.made", second + random(), source, id, data) });
  }
  return decisions;
}

/** Ten minutes after a decision a few are appealed, and some of those undone, in one go. */
function appeals(into: DemoEvent[], rhythm: DemoRhythm, second: number, place: number, now: Conditions): void {
  const decided = second - appealedAfterSeconds;
  const then = conditionsAt(rhythm.played ?? [], decided);
  const { appealed = 0, reversed = 0 } = categoryShares[place] ?? {};
  const random = randomOf(rhythm.seed, second, place, 5);
  for (const { source, event } of decisionsOf(rhythm, decided, place, then)) {
    const [undone, isAppealed] = [random() * 100 < reversed * now.reversals, random() * 100 < appealed];
    const at = second + random();
    if (!isAppealed || then.silent.has(source)) continue;
    const data = {
      ...event.data,
      decision: { source: event.source, id: event.id },
      decided_on: event.time.slice(0, 10),
    };
    for (const type of [
      "appeal.opened",
      "appeal.decided",
      ...(undone ? (["decision.reversed"] as const) : []),
    ] as const) {
      into.push(eventAt(type, at, "report-desk", `${event.id}-${type}`, data));
    }
  }
}

/** A back-fill: decisions of the last weeks that are only sent now. */
function lateDecisions(into: DemoEvent[], rhythm: DemoRhythm, second: number, conditions: Conditions): void {
  if (conditions.late === 0) return;
  const random = randomOf(rhythm.seed, second, 6);
  for (let n = countAround((rhythm.rate / 60) * conditions.late, 25, random); n > 0; n--) {
    const { data } = decide(Number(byShare(random)), second, conditions, random);
    const id = `${rhythm.seed}-${second}-late-${n}`;
    into.push(eventAt("decision.made", second - lateness(random), "moderation-tool", id, data));
  }
}

/** How late something is sent, in seconds: half of it over five weeks, nothing under a day. */
export function lateness(random: () => number): number {
  const days = daysToLate.median * Math.exp(0.8 * (random() + random() + random() - 1.5) * 2);
  return Math.min(daysToLate.longest, Math.max(1, days)) * 86_400;
}

function reports(into: DemoEvent[], rhythm: DemoRhythm, second: number): void {
  const random = randomOf(rhythm.seed, second, 8);
  const mean = aSecond.reports * (rhythm.rate / takedownsAMinute) * rhythmOf(second, 0.6);
  for (const [name, count] of counted(countAround(mean, 25, random), () => byShare(random))) {
    const data = { ...categoryOf(Number(name)), subject: "post", ...stated(countryAt(second, 0.6, random)), count };
    const id = `${rhythm.seed}-${second}-report-${name}`;
    into.push(eventAt("user_report.received", second + random(), "report-desk", id, data));
  }
}

function accounts(into: DemoEvent[], rhythm: DemoRhythm, second: number, conditions: Conditions): void {
  for (const [change, part] of [["created", 7] as const, ["deleted", 9] as const]) {
    const random = randomOf(rhythm.seed, second, part);
    const flood = change === "created" ? conditions.signUps : 1;
    const mean = aSecond[change] * (rhythm.rate / takedownsAMinute) * rhythmOf(second, 0.5) * flood;
    for (const [where, count] of counted(countAround(mean, 25, random), () => countryAt(second, 0.5, random))) {
      const id = `${rhythm.seed}-${second}-${change}-${where}`;
      const data = { count, ...stated(where) };
      into.push(eventAt(`accounts.${change}`, second + random(), "sign-up-service", id, data));
    }
  }
}

function counted(times: number, draw: () => string): Map<string, number> {
  const counts = new Map<string, number>();
  for (let n = 0; n < times; n++) {
    const name = draw();
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return counts;
}
