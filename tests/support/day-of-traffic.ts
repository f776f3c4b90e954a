import { type DemoEvent, type EventSource, eventSources, eventsOfSecond } from "../../server/cli/demo/live-events.ts";
import { randomOf } from "../../server/cli/demo/random.ts";
import { minimalStatement } from "./statements.ts";

/** An event as it is posted; the generator's four kinds and those that are about a decision. */
export type SentEvent = Omit<DemoEvent, "type"> & { type: string };

/** One request of the day: when it leaves, seconds after the day's start, and what it holds. */
export type Sending = { at: number } & (
  | { from: EventSource; events: SentEvent[] }
  | { from: "platform"; statements: Record<string, unknown>[] }
);

export const daySeconds = 86_400;
/** A day of a platform, thinned by this: every 40th second of it, with all that happens in that second. */
const thinning = 40;
const rhythm = { seed: 24, rate: 3_000 };
const hour = 3_600;
/** The moderation tool is cut off in the seventh and eighth hour and sends all of it afterwards, in any order. */
const outage = { from: 6 * hour, to: 8 * hour };
/** From here on for ten minutes the classifier decides wrongly. */
export const faulty = { from: 15 * hour, to: 15 * hour + 600 };

/**
 * A platform's day as its systems send it, in the order of sending and the same each time: at-least-once (every ninth
 * request comes twice, some an hour later), an outage with its back-fill, a classifier that goes wrong for ten minutes,
 * what is about decisions, aggregates, measurements, statements of today, yesterday and last month, refused items.
 * @param start epoch ms, a whole second
 */
export function dayOfTraffic(start: number): Sending[] {
  const random = randomOf(7, 1);
  const day: Sending[] = [];
  const held: SentEvent[] = [];
  const send = (sending: Sending) => {
    day.push(sending);
    const chance = random();
    if (chance < 1 / 9) day.push({ ...sending, at: sending.at + (chance < 1 / 40 ? hour : 1) });
  };
  for (let at = 0; at < daySeconds; at += thinning) {
    const events = eventsOfSecond(rhythm, start / 1000 + at);
    for (const from of eventSources) {
      const sent: SentEvent[] = [...events[from]];
      if (from === "moderation-tool") {
        sent.push(...aboutDecisions(events["moderation-tool"], at), ...measurements(start, at));
        if (at >= outage.from && at < outage.to) {
          held.push(...sent);
          continue;
        }
      }
      if (at % 400 === 0) sent.push(...refused(start, at));
      if (sent.length > 0) send({ at, from, events: sent });
    }
    if (at % 1_200 === 0) send({ at, from: "platform", statements: statementsOf(start, at) });
  }
  const backFill = held
    .map((event) => ({ event, place: random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ event }) => event);
  for (let from = 0, at = outage.to; from < backFill.length; from += 2_000, at += 10) {
    send({ at, from: "moderation-tool", events: backFill.slice(from, from + 2_000) });
  }
  return day.sort((a, b) => a.at - b.at);
}

/** Of every eighth decision an appeal is opened and decided a second later, half of them with a reversal. */
function aboutDecisions(decisions: readonly SentEvent[], at: number): SentEvent[] {
  return decisions
    .filter((_, i) => i % 8 === 0)
    .flatMap((made, i) => {
      const { source, id, time } = made;
      const data = { ...made.data, decision: { source, id }, decided_on: time.slice(0, 10) };
      const about = (type: string): SentEvent => ({ ...made, id: `${id}-${type}`, type, data });
      const kinds = ["appeal.opened", "appeal.decided", ...((at + i) % 2 === 0 ? ["decision.reversed"] : [])];
      return kinds.map(about);
    });
}

/** User reports in aggregate, how long the queue is, and once an hour how many users there are. */
function measurements(start: number, at: number): SentEvent[] {
  const about = (type: string, data: Record<string, unknown>): SentEvent => ({
    specversion: "1.0",
    id: `${type}-${at}`,
    source: "/moderation",
    type,
    time: new Date(start + at * 1000).toISOString(),
    data,
  });
  const reports = about("user_report.received", { subject: "post", country: "IN", count: 1 + (at % 900) });
  const queue = about("queue.measured", { queue: "violence", waiting: at % 5_000 });
  const users = about("audience.measured", { gauge: "total_users", value: 950_000_000 + at });
  return at % hour === 0 ? [reports, queue, users] : [reports, queue];
}

/** Ahead of time, of no kind, of no category: each is answered by its rule and counts nothing. */
function refused(start: number, at: number): SentEvent[] {
  const wrong = (n: number, over: Partial<SentEvent>): SentEvent => ({
    specversion: "1.0",
    id: `refused-${at}-${n}`,
    source: "/refused",
    type: "decision.made",
    time: new Date(start + at * 1000).toISOString(),
    data: { category: "STATEMENT_CATEGORY_VIOLENCE", decision_account: "DECISION_ACCOUNT_TERMINATED" },
    ...over,
  });
  return [
    wrong(1, { time: new Date(start + (at + 30 * hour) * 1000).toISOString() }),
    wrong(2, { type: "decision.unheard" }),
    wrong(3, { data: { category: "NONE", decision_account: "DECISION_ACCOUNT_TERMINATED" } }),
  ];
}

/** A batch of the EU's statements; every fifth batch repeats a puid of the one before, which keeps it out as a whole. */
function statementsOf(start: number, at: number): Record<string, unknown>[] {
  const day = (before: number) => new Date(start + at * 1000 - before * daySeconds * 1000).toISOString().slice(0, 10);
  return Array.from({ length: 60 }, (_, n) => {
    const repeats = n === 0 && at % 6_000 === 0 && at > 0;
    return minimalStatement({
      puid: repeats ? `day-${at - 1_200}-1` : `day-${at}-${n}`,
      application_date: day([0, 0, 1, 30][n % 4] ?? 0),
      territorial_scope: n % 3 === 0 ? ["FR", "DE"] : [],
    });
  });
}
