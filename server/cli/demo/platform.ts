import { randomOf, weighted } from "./random.ts";

export interface CategoryShare {
  category: string;
  keyword?: string;
  /** Percent of all decisions. */
  share: number;
  /** Percent that we found ourselves, and percent that no person looked at. */
  detected: number;
  decided: number;
  /** Percent of the decisions that are appealed, and of the appeals those that undo the decision. */
  appealed: number;
  reversed: number;
  /** The smaller, the burstier: spam comes in floods. */
  dispersion: number;
  /** How much the hour of the day where people are moves it, 0 to 1: programs send around the clock, people do not. */
  daily: number;
}

const row = (
  [category, keyword]: readonly [string, string?],
  [share, detected, decided, appealed, reversed]: readonly [number, number, number, number, number],
  { dispersion = 25, daily = 0.5 }: { dispersion?: number; daily?: number } = {},
): CategoryShare => ({
  category,
  ...(keyword ? { keyword } : {}),
  share,
  detected,
  decided,
  appealed,
  reversed,
  dispersion,
  daily,
});

const machines = { daily: 0.15 };

/** Made up, in the proportions of what large platforms published for 2024 and 2025. */
export const categoryShares: readonly CategoryShare[] = [
  row(["OTHER_VIOLATION_TC"], [62, 98, 94, 0.3, 6], { dispersion: 8, ...machines }),
  row(["SCAMS_AND_FRAUD", "PHISHING"], [15, 92, 60, 0.8, 5], machines),
  row(["OTHER_VIOLATION_TC", "ADULT_SEXUAL_MATERIAL"], [9, 97, 90, 1.5, 8]),
  row(["ILLEGAL_OR_HARMFUL_SPEECH", "HATE_SPEECH"], [5, 88, 45, 3, 14], { daily: 0.7 }),
  row(["VIOLENCE"], [3, 93, 55, 2, 9], { daily: 0.7 }),
  row(["UNSAFE_AND_PROHIBITED_PRODUCTS", "PROHIBITED_PRODUCTS"], [3, 85, 40, 1, 6]),
  row(["PROTECTION_OF_MINORS", "CHILD_SEXUAL_ABUSE_MATERIAL"], [1.6, 98, 35, 0.1, 1]),
  row(["RISK_FOR_PUBLIC_SECURITY", "TERRORIST_CONTENT"], [0.9, 96, 50, 0.4, 3]),
  row(["SELF_HARM"], [0.2, 80, 20, 0.5, 7], { daily: 0.7 }),
  row(["DATA_PROTECTION_AND_PRIVACY_VIOLATIONS", "NON_CONSENSUAL_IMAGE_SHARING"], [0.15, 40, 5, 4, 12]),
  row(["INTELLECTUAL_PROPERTY_INFRINGEMENTS", "COPYRIGHT_INFRINGEMENT"], [0.15, 40, 5, 4, 12]),
];

/** Where each category stands among the shares. */
export const places = { spam: 0, scams: 1, adult: 2, hate: 3, violence: 4, terrorism: 7 } as const;

/** What happens a minute on average at ×1: takedowns, and the share of decisions that restrict and take nothing down. */
export const takedownsAMinute = 3_000;
export const restrictionPercent = 6;
/** 1.1 million user reports a day; 1.55 million accounts come and 1.35 million go: as many more as since 2024. */
export const aSecond = { reports: 12.7, created: 18, deleted: 15.6 };

/** Weight and hours ahead of UTC. Platforms publish no users by country: made up, after downloads and new users by region. */
const countries: readonly [code: string, weight: number, ahead: number][] = [
  ["IN", 20, 5.5],
  ["RU", 10, 3],
  ["ID", 9, 7],
  ["BR", 9, -3],
  ["US", 5, -6],
  ["MX", 4, -6],
  ["UZ", 4, 5],
  ["IR", 4, 3.5],
  ["EG", 4, 2],
  ["UA", 3, 2],
  ["TR", 3, 3],
  ["PH", 3, 8],
  ["VN", 3, 7],
  ["NG", 3, 1],
  ["KZ", 3, 5],
  ["CO", 2, -5],
  ["PK", 2, 5],
  ["BD", 2, 6],
  ["AR", 1.5, -3],
  ["SA", 1.5, 3],
  ["IQ", 1.5, 3],
  ["GB", 1.2, 0],
  ["DE", 1, 1],
  ["FR", 0.9, 1],
  ["IT", 0.9, 1],
  ["ES", 0.8, 1],
  ["KR", 0.5, 9],
  ["JP", 0.5, 9],
  ["PL", 0.4, 1],
  ["NL", 0.3, 1],
  ["ZZ", 4, 0],
];
/** The region whose automatic decisions come from a source of its own. */
export const latinAmerica: ReadonlySet<string> = new Set(["BR", "MX", "CO", "AR"]);
export const countryWeights: readonly (readonly [code: string, weight: number])[] = countries.map(([code, weight]) => [
  code,
  weight,
]);

/** People are most active around 13 o'clock where they are. */
const awake = (hour: number, ahead: number, daily: number) =>
  1 + daily * Math.cos((2 * Math.PI * (hour + ahead - 13)) / 24);

const choosers = new Map<string, (random: () => number) => string>();

/** Draws a country by how many are awake there in this hour of the UTC day. */
export function countryAt(second: number, daily: number, random: () => number): string {
  const hour = Math.floor((second % 86_400) / 3_600);
  const name = `${hour} ${daily}`;
  let choose = choosers.get(name);
  if (choose === undefined) {
    choose = weighted(countries.map(([code, weight, ahead]) => `${code} ${weight * awake(hour, ahead, daily)}`).join());
    choosers.set(name, choose);
  }
  return choose(random);
}

const weightOfAll = countries.reduce((sum, [, weight]) => sum + weight, 0);
/** Monday first. People's week, softened: abuse follows it only in part. */
const weekdays = [0.97, 0.98, 1.12, 1.1, 1.02, 0.87, 0.94];

/** How much more or less there is in this second than on average, by the hours and the days of the week: 1 on average. */
export function rhythmOf(second: number, daily: number): number {
  const hour = (second % 86_400) / 3_600;
  const people = countries.reduce((sum, [, weight, ahead]) => sum + weight * awake(hour, ahead, daily), 0);
  // 1 January 1970 was a Thursday.
  const weekday = weekdays[(Math.floor(second / 86_400) + 3) % 7] ?? 1;
  return (people / weightOfAll) * weekday;
}

const floodWindowSeconds = 1_500;
/** What is left for the time without a flood, so that a day comes out at the average. */
const betweenFloods = 0.94;
/** Which category a flood is of, by its place among the shares: spam, scams, adult content. */
const flooded = weighted("0 3, 1 2, 2 1");

/** How much more or less of a category there is in this second than on average: hour and weekday, a slow swell, a flood. */
export function waveOf(seed: number, second: number, place: number): number {
  const swell = 1 + 0.12 * Math.sin((2 * Math.PI * second) / (420 + 97 * place) + seed + place);
  return rhythmOf(second, categoryShares[place]?.daily ?? 0) * swell * floodAt(seed, second, place);
}

/** One flood of 90 to 210 seconds in every 25 minutes, up to 2.8 times the usual. */
function floodAt(seed: number, second: number, place: number): number {
  const random = randomOf(seed, Math.floor(second / floodWindowSeconds));
  const category = Number(flooded(random));
  const begins = random() * (floodWindowSeconds - 210);
  const lasts = 90 + random() * 120;
  const strength = 1.6 + random() * 1.2;
  const at = second % floodWindowSeconds;
  return category === place && at >= begins && at < begins + lasts ? strength : betweenFloods;
}
