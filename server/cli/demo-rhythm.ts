import { randomOf, weighted } from "./demo-random.ts";

export interface CategoryShare {
  category: string;
  keyword?: string;
  /** Percent of all decisions. */
  share: number;
  /** Percent that we found ourselves, and percent that no person looked at. */
  detected: number;
  decided: number;
  /** The smaller, the burstier: spam comes in floods. */
  dispersion: number;
}

const row = (
  [category, keyword]: readonly [string, string?],
  [share, detected, decided]: readonly [number, number, number],
  dispersion = 25,
): CategoryShare => ({ category, ...(keyword ? { keyword } : {}), share, detected, decided, dispersion });

/** Made up, in the proportions of what large platforms published for 2024 and 2025. */
export const categoryShares: readonly CategoryShare[] = [
  row(["OTHER_VIOLATION_TC"], [62, 98, 94], 8),
  row(["SCAMS_AND_FRAUD", "PHISHING"], [15, 92, 60]),
  row(["OTHER_VIOLATION_TC", "ADULT_SEXUAL_MATERIAL"], [9, 97, 90]),
  row(["ILLEGAL_OR_HARMFUL_SPEECH", "HATE_SPEECH"], [5, 88, 45]),
  row(["VIOLENCE"], [3, 93, 55]),
  row(["UNSAFE_AND_PROHIBITED_PRODUCTS", "PROHIBITED_PRODUCTS"], [3, 85, 40]),
  row(["PROTECTION_OF_MINORS", "CHILD_SEXUAL_ABUSE_MATERIAL"], [1.6, 98, 35]),
  row(["RISK_FOR_PUBLIC_SECURITY", "TERRORIST_CONTENT"], [0.9, 96, 50]),
  row(["SELF_HARM"], [0.2, 80, 20]),
  row(["DATA_PROTECTION_AND_PRIVACY_VIOLATIONS", "NON_CONSENSUAL_IMAGE_SHARING"], [0.15, 40, 5]),
  row(["INTELLECTUAL_PROPERTY_INFRINGEMENTS", "COPYRIGHT_INFRINGEMENT"], [0.15, 40, 5]),
];

const floodWindowSeconds = 1_500;
/** What is left for the time without a flood, so that a day comes out at the average. */
const betweenFloods = 0.94;
/** Which category a flood is of, by its place among the shares: spam, scams, adult content. */
const flooded = weighted("0 3, 1 2, 2 1");

/** How much more or less of a category there is in this second than on average: the hour, a slow swell, a flood. */
export function waveOf(seed: number, second: number, place: number): number {
  const hour = (second % 86_400) / 3600;
  const day = 1 + 0.2 * Math.cos((2 * Math.PI * (hour - 15)) / 24);
  const swell = 1 + 0.12 * Math.sin((2 * Math.PI * second) / (420 + 97 * place) + seed + place);
  return day * swell * floodAt(seed, second, place);
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
