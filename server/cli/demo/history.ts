import type { DemoEvent } from "./demo-event.ts";
import type { HistoryKeys, HistorySource } from "./demo-keys.ts";
import { accountsOfDay, netUsers, saidUsers, saidUsersEvents } from "./growth-history.ts";
import { eventsOfDay } from "./history-events.ts";
import { createIntake } from "./intake.ts";
import { createPoster, type DemoTarget } from "./poster.ts";
import { continuedDays, daySeconds, publishedDays } from "./published-days.ts";

const eventsARound = 5_000;

/**
 * Posts the days up to `until` (epoch seconds, whole days only), newest first: what Telegram published, then what is
 * simulated since, and the users of those days; answers how many users that makes at their end. Known events are answered as duplicates, so it may be told again.
 */
export async function tellHistory(told: {
  target: DemoTarget;
  keys: HistoryKeys;
  seed: number;
  until: number;
  signal: AbortSignal;
}): Promise<{ days: number; events: number; users: number }> {
  const { target, keys, seed, signal } = told;
  const until = Math.floor(told.until / daySeconds) * daySeconds;
  const { postEvents } = createIntake(createPoster(target, signal));
  const published = publishedDays();
  const days = [
    ...published
      .filter(({ at }) => at + daySeconds <= until)
      .map((day) => ({ series: "telegram-history" as const, day })),
    ...continuedDays(published, until).map((day) => ({ series: "days-since" as const, day })),
  ];
  const waiting: Record<HistorySource, DemoEvent[]> = {
    "telegram-history": [],
    "days-since": [],
    "growth-history": [],
  };
  const said = saidUsers.findLast(({ at }) => at < until);
  let events = 0;
  let users = said?.value ?? 0;
  const post = async (source: HistorySource) => {
    const batch = waiting[source].splice(0);
    events += batch.length;
    await postEvents(keys[source], batch);
  };
  await postEvents(keys["growth-history"], saidUsersEvents(until));
  for (const { series, day } of days.reverse()) {
    waiting[series].push(...eventsOfDay(series, seed, day));
    const accounts = accountsOfDay(seed, day.at);
    if (said && day.at >= said.at) users += netUsers(accounts);
    waiting["growth-history"].push(...accounts);
    for (const source of [series, "growth-history"] as const)
      if (waiting[source].length >= eventsARound) await post(source);
  }
  for (const source of Object.keys(waiting) as HistorySource[]) await post(source);
  return { days: days.length, events, users };
}
