import { categoryOf } from "./decision.ts";
import { type DemoEvent, eventAt } from "./demo-event.ts";
import { places, rhythmOf } from "./platform.ts";
import type { PublishedDay } from "./published-days.ts";
import { randomOf, split } from "./random.ts";

const mostAnEvent = 1_000_000;
/** Telegram publishes groups and channels as one number: this share of channels is ours. */
const channelShare = 0.56;
const childAbusePlace = 6;

/**
 * One day as aggregate events by the hour, class and subject: the hours, and how groups and channels share them, are
 * simulated; all of a class together is exactly the figure. `series` names it, in ids and as the events' source.
 */
export function eventsOfDay(series: string, seed: number, day: PublishedDay): DemoEvent[] {
  const childAbuse = day.childAbuse ?? 0;
  const terrorism = day.terrorism ?? 0;
  const classes = [
    { name: "child-abuse", place: childAbusePlace, count: childAbuse, subjects: 1 },
    { name: "terrorism", place: places.terrorism, count: terrorism, subjects: 1 },
    { name: "other", place: places.spam, count: day.total - childAbuse - terrorism, subjects: 2 },
  ];
  return classes.flatMap(({ name, place, count, subjects }, at) => {
    const random = randomOf(seed, day.at, at);
    return hoursOf(count, day.at, random).flatMap((ofHour, hour) => {
      const channel = random() < channelShare ? 1 : 0;
      const parts = subjects === 1 ? [channel, 1 - channel] : [channelShare, 1 - channelShare];
      return split(ofHour, parts).flatMap((all, subject) =>
        portions(all).map((part, n) => {
          const data = {
            ...categoryOf(place),
            subject: subject === 0 ? "channel" : "group",
            decision_provision: "DECISION_PROVISION_TOTAL_TERMINATION",
            count: part,
          };
          const second = day.at + hour * 3_600 + 1_800;
          return eventAt("decision.made", second, series, `${day.at}-${hour}-${name}-${subject}-${n}`, data);
        }),
      );
    });
  });
}

/** A figure of a day by its 24 hours, exactly; the shape is the platform's, a little uneven. */
function hoursOf(count: number, day: number, random: () => number): number[] {
  const weights = Array.from(
    { length: 24 },
    (_, hour) => rhythmOf(day + hour * 3_600 + 1_800, 0.5) * (0.85 + 0.3 * random()),
  );
  return split(count, weights);
}

/** So many as events that may stand for a million each. */
function portions(count: number): number[] {
  const whole = Math.floor(count / mostAnEvent);
  const rest = count % mostAnEvent;
  return [...Array<number>(whole).fill(mostAnEvent), ...(rest > 0 ? [rest] : [])];
}
