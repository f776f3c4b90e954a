import { categoryOf, decide, subjectShares } from "./decision.ts";
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
import { lateness } from "./live-events.ts";
import { aSecond, categoryShares, countryAt, restrictionPercent, rhythmOf, takedownsAMinute } from "./platform.ts";
import { countNear, randomOf, split } from "./random.ts";

/** A step is many seconds: together they are steadier than one. */
const steadiness = 150;

/** A stretch whose events are told in aggregates, epoch seconds; they happen in its last `within` seconds. */
export interface Step {
  from: number;
  seconds: number;
  within: number;
}

/** What happens in a step at ×1, as aggregate events: the same for the same seed, whenever asked. */
export function eventsOfStep(seed: number, step: Step, played: readonly PlayedEpisode[]): BySource {
  const middle = step.from + Math.floor(step.seconds / 2);
  const conditions = conditionsAt(played, middle);
  const events = noEvents();
  const at = (random: () => number) => step.from + step.seconds - random() * step.within;
  const name = `${seed}-${step.from}-${step.seconds}`;
  // By the hour many countries; in a step of minutes few, which are others in the next.
  const mostCountries = step.seconds >= 3_600 ? 8 : 2;
  for (const [place, share] of categoryShares.entries()) {
    const random = randomOf(seed, step.from, step.seconds, place);
    const usual = (takedownsAMinute / 60 / (1 - restrictionPercent / 100)) * (share.share / 100) * step.seconds;
    const mean = usual * rhythmOf(middle, share.daily) * conditions.rate(place);
    const decisions = countNear(mean, steadiness, random);
    for (const [n, { about, count }] of partsOf(decisions, mostCountries, random).entries()) {
      const { source, data } = decide(place, middle, conditions, random, about);
      const event = eventAt("decision.made", at(random), source, `${name}-${place}-${n}`, { ...data, count });
      events[source].push(event);
      if (!conditions.silent.has(source))
        reversals(events, event, source, { place, conditions, random, at: at(random) });
    }
    const late = countNear(usual * conditions.late, steadiness, random);
    for (const [n, count] of aggregates(late, mostCountries, random).entries()) {
      const { data } = decide(place, middle, conditions, random);
      const then = at(random) - lateness(random);
      const id = `${name}-${place}-late-${n}`;
      events["moderation-tool"].push(eventAt("decision.made", then, "moderation-tool", id, { ...data, count }));
    }
    const said = countNear(
      aSecond.reports * (share.share / 100) * step.seconds * rhythmOf(middle, 0.6),
      steadiness,
      random,
    );
    for (const [n, count] of aggregates(said, 1, random).entries()) {
      const where = countryAt(middle, 0.6, random);
      const data = { ...categoryOf(place), subject: "post", ...stated(where), count };
      const id = `${name}-${place}-report-${n}`;
      events["report-desk"].push(eventAt("user_report.received", at(random), "report-desk", id, data));
    }
  }
  accounts(events["sign-up-service"], name, step, { middle, conditions, at, random: randomOf(seed, step.from, 7) });
  for (const source of eventSources) if (conditions.silent.has(source)) events[source] = [];
  return events;
}

/** Some of what the aggregate stands for is undone. Appeals, which are many more, are told only live. */
function reversals(
  events: BySource,
  about: DemoEvent,
  source: EventSource,
  { place, conditions, random, at }: { place: number; conditions: Conditions; random: () => number; at: number },
): void {
  const { appealed = 0, reversed = 0 } = categoryShares[place] ?? {};
  const { count, ...words } = about.data;
  const mean = Number(count) * (appealed / 100) * (reversed / 100) * conditions.reversals;
  const decision = { source: about.source, id: about.id };
  const data = { ...words, decision, decided_on: about.time.slice(0, 10) };
  // The day of the decision may not lie after the reversal's own.
  const undone = Math.max(at, Date.parse(about.time) / 1000);
  for (let n = countNear(mean, 25, random); n > 0; n--) {
    events["report-desk"].push(eventAt("decision.reversed", undone, "report-desk", `${source}-${about.id}-${n}`, data));
  }
}

function accounts(
  into: DemoEvent[],
  name: string,
  step: Step,
  told: { middle: number; conditions: Conditions; at: (random: () => number) => number; random: () => number },
): void {
  const { middle, conditions, at, random } = told;
  for (const change of ["created", "deleted"] as const) {
    const flood = change === "created" ? conditions.signUps : 1;
    const mean = aSecond[change] * step.seconds * rhythmOf(middle, 0.5) * flood;
    for (const [n, count] of aggregates(
      countNear(mean, steadiness, random),
      step.seconds >= 3_600 ? 12 : 4,
      random,
    ).entries()) {
      const data = { count, ...stated(countryAt(middle, 0.5, random)) };
      into.push(eventAt(`accounts.${change}`, at(random), "sign-up-service", `${name}-${change}-${n}`, data));
    }
  }
}

/** So many decisions by subject, in proportion; the posts by a few countries. */
function partsOf(count: number, most: number, random: () => number): { about: Subject; count: number }[] {
  const weights = subjectShares.map(([, share]) => share * (0.9 + 0.2 * random()));
  return split(count, weights).flatMap((ofSubject, at) => {
    const about = subjectShares[at]?.[0] ?? "post";
    return aggregates(ofSubject, about === "post" ? most : 1, random).map((part) => ({ about, count: part }));
  });
}
type Subject = (typeof subjectShares)[number][0];

const mostAnEvent = 1_000_000;

/** So many things as a few events of uneven size, none of 0 and none beyond what one may stand for. */
function aggregates(count: number, most: number, random: () => number): number[] {
  const parts = Math.max(Math.min(most, Math.ceil(Math.log2(count + 1))), Math.ceil((2 * count) / mostAnEvent));
  if (parts === 0) return [];
  return split(
    count,
    Array.from({ length: parts }, () => 0.5 + random()),
  ).filter((part) => part > 0);
}
