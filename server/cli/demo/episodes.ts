import type { Threat, Urgency } from "../../hotline/contract.ts";
import { places } from "./platform.ts";

/** The nine episodes, in the order of the help. */
export const episodeNames = [
  "spam-wave",
  "attack-aftermath",
  "clean-up-day",
  "late-back-fill",
  "classifier-regression",
  "silent-region",
  "registration-flood",
  "jurisdiction-conflict",
  "inverted-flag",
] as const;
export type EpisodeName = (typeof episodeNames)[number];

/** A case that one of three authorities raises so many hours after the beginning. */
export interface EpisodeCase {
  hour: number;
  authority: "police-fr" | "police-de" | "police-kz";
  urgency: Urgency;
  threat: Threat;
}

/** What happens to the platform, by hours since it began; what an episode leaves out stays as it is. */
export interface Episode {
  title: string;
  /** What happens, and what a screen must show. */
  words: string;
  /** Where to look: an address of the dashboard. */
  look: string;
  /** How long it lasts in truth. */
  hours: number;
  /** It stands in the history, so many hours before the first start. */
  hoursBefore?: number;
  /** Times the usual rate of the category at this place among the shares. */
  rate?: (place: number, hour: number) => number;
  /** What comes on top of the usual comes from here. */
  country?: string;
  /** Times the usual sign-ups. */
  signUps?: (hour: number) => number;
  /** Times the usual part of appeals that undo a decision. */
  reversals?: (hour: number) => number;
  /** Sends nothing. */
  silent?: "classifier-latam";
  /** So many times the usual decisions are sent on top, about earlier weeks. */
  late?: number;
  cases?: readonly EpisodeCase[];
  /** Decisions about one channel: disabled in one country, then given back for everybody. */
  conflict?: { disabled: number; restored: number; country: string };
  /** Automatic detection is told the wrong way round up to this hour; then it is voided and sent again. */
  invertedUntil?: number;
}

const { spam, scams, hate, violence, terrorism } = places;
/** Up within the first tenth, then down to nothing: what is left after so many hours of an outburst. */
const outburst = (hour: number, fades: number) => Math.min(1, hour * 2) * Math.exp(-hour / fades);

export const episodes: Record<EpisodeName, Episode> = {
  "spam-wave": {
    title: "Spam wave",
    words: "Six times the usual spam for three hours, all that is new from one country.",
    look: "/explore?category=other_violation_tc&by=country&range=7d",
    hours: 3,
    hoursBefore: 4 * 24,
    country: "ID",
    rate: (place, hour) => (place === spam ? 1 + 5 * Math.min(1, hour * 6, (3 - hour) * 3) : 1),
  },
  "attack-aftermath": {
    title: "After a terror attack",
    words: "Five times the takedowns, terrorism, violence and hate first; three authorities raise emergencies.",
    look: "/explore?keyword_class=terrorism&by=subject&range=7d&compare=last_week",
    hours: 24,
    hoursBefore: 6 * 24 + 9,
    rate: (place, hour) => {
      const strength = place === terrorism ? 30 : place === violence || place === hate ? 12 : 4.4;
      return 1 + (strength - 1) * outburst(hour, 8);
    },
    cases: [
      { hour: 0.5, authority: "police-fr", urgency: "threat_to_life", threat: "terrorism" },
      { hour: 1, authority: "police-de", urgency: "urgent", threat: "terrorism" },
      { hour: 2, authority: "police-kz", urgency: "urgent", threat: "violence" },
    ],
  },
  "clean-up-day": {
    title: "Clean-up day",
    words: "2.9 times the usual of everything for a day, as on 1 January 2026; no category stands out.",
    look: "/explore?by=category&range=24h&compare=last_week",
    hours: 24,
    rate: (_, hour) => 1 + 1.9 * Math.min(1, hour, 24 - hour),
  },
  "late-back-fill": {
    title: "Late back-fill",
    words: "Decisions of the last weeks are sent late: the days that they are of grow, and no live chart moves.",
    look: "/explore?timing=late&by=category&range=90d&per=day",
    hours: 4,
    hoursBefore: 30,
    late: 2,
  },
  "classifier-regression": {
    title: "Classifier regression",
    words: "As many decisions as ever; from two hours on 19 appeals in 100 undo one, not 6.",
    look: "/explore?show=reversals&by=category&range=7d",
    hours: 10,
    hoursBefore: 2 * 24 + 10,
    reversals: (hour) => (hour < 2 ? 1 : 19 / 6),
  },
  "silent-region": {
    title: "Silent region",
    words: "The classifier of Latin America sends nothing: a gap in the data, not fewer takedowns.",
    look: "/sources",
    hours: 4,
    hoursBefore: 3 * 24 + 4,
    silent: "classifier-latam",
  },
  "registration-flood": {
    title: "Registration flood",
    words: "25 million sign-ups in 72 hours; abuse by 1,000 of them rises a day later.",
    look: "/growth?range=90d",
    hours: 96,
    hoursBefore: 13 * 24,
    signUps: (hour) => (hour < 72 ? 5.36 : 1.2),
    rate: (place, hour) =>
      hour >= 24 && (place === spam || place === scams) ? 1 + 1.6 * Math.min(1, (hour - 24) / 12) : 1,
  },
  "jurisdiction-conflict": {
    title: "Jurisdiction conflict",
    words: "One channel is ordered down in one country, protected in the EU, and a third order is to preserve it.",
    look: "/#hotline",
    hours: 48,
    cases: [
      { hour: 2, authority: "police-kz", urgency: "urgent", threat: "other" },
      { hour: 20, authority: "police-de", urgency: "urgent", threat: "other" },
      { hour: 30, authority: "police-fr", urgency: "standard", threat: "other" },
    ],
    conflict: { disabled: 6, restored: 22, country: "KZ" },
  },
  "inverted-flag": {
    title: "Inverted flag",
    words: "A source tells automatic detection the wrong way round; found out, it is voided and sent again.",
    look: "/explore?by=auto_detected&range=15m",
    hours: 6,
    invertedUntil: 4,
  },
};

/** An episode that is played: from when (epoch seconds), and how many seconds stand for one of its hours. */
export interface PlayedEpisode {
  name: EpisodeName;
  from: number;
  secondsAnHour: number;
}

export const endOf = ({ name, from, secondsAnHour }: PlayedEpisode) => from + episodes[name].hours * secondsAnHour;

/** The six that stand in the history before a start (epoch seconds), each at its true length. */
export function standingEpisodes(start: number): PlayedEpisode[] {
  const hour = Math.floor(start / 3_600) * 3_600;
  return episodeNames.flatMap((name) => {
    const { hoursBefore } = episodes[name];
    return hoursBefore === undefined ? [] : [{ name, from: hour - hoursBefore * 3_600, secondsAnHour: 3_600 }];
  });
}

/** What is unlike the usual in a second. */
export interface Conditions {
  rate(place: number): number;
  /** Where a part of the decisions of a category comes from: that share of them, 0 to 1. */
  from(place: number): { country: string; share: number } | null;
  signUps: number;
  reversals: number;
  late: number;
  silent: ReadonlySet<string>;
}

export function conditionsAt(played: readonly PlayedEpisode[], second: number): Conditions {
  const going = played
    .filter((one) => second >= one.from && second < endOf(one))
    .map(({ name, from, secondsAnHour }) => ({ ...episodes[name], hour: (second - from) / secondsAnHour }));
  const product = (factor: (one: (typeof going)[number]) => number | undefined) =>
    going.reduce((all, one) => all * (factor(one) ?? 1), 1);
  return {
    rate: (place) => product(({ rate, hour }) => rate?.(place, hour)),
    from(place) {
      const one = going.find(({ country }) => country !== undefined);
      const rate = one?.rate?.(place, one.hour) ?? 1;
      return one?.country === undefined || rate <= 1 ? null : { country: one.country, share: 1 - 1 / rate };
    },
    signUps: product(({ signUps, hour }) => signUps?.(hour)),
    reversals: product(({ reversals, hour }) => reversals?.(hour)),
    late: going.reduce((sum, { late = 0 }) => sum + late, 0),
    silent: new Set(going.flatMap(({ silent }) => silent ?? [])),
  };
}
