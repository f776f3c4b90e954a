/** The shapes of growth events. Runs in browsers: no imports from Node. */
import { z } from "zod";
import type { Gauge } from "../counting/contract.ts";
import { comparisons } from "../counting/series/contract.ts";
import { countries } from "../kernel/countries.ts";

/** The scope of a gauge that covers everybody. */
export const worldScope = "world";

const country = z.enum([...countries], "not an ISO 3166-1 alpha-2 country");

/** `data` of `accounts.created` and `accounts.deleted`. Unknown keys are ignored; null means "not given". */
export const accountsSchema = z.object({
  count: z.int().min(1).max(1_000_000).nullish(),
  country: country.nullish(),
});
export type Accounts = z.infer<typeof accountsSchema>;

/** What of the audience is measured: users in total, and recipients active in a month (DSA Art. 24(2)) or a day. */
const audienceGauges = [
  "total_users",
  "monthly_active_users",
  "daily_active_users",
] as const satisfies readonly Gauge[];

/** `data` of `audience.measured`: an absolute figure; the newest event time wins. */
export const audienceSchema = z.object({
  gauge: z.enum(audienceGauges),
  value: z.int().min(0).max(100_000_000_000),
  scope: z.union([z.literal(worldScope), country]).nullish(),
});
export type Audience = z.infer<typeof audienceSchema>;

const time = z.int().min(0).max(8_000_000_000_000);
/** Users in total over a window of whole minutes, hours or UTC days, epoch ms. */
export const readUsersHistorySchema = z
  .strictObject({ grain: z.enum(["minute", "hour", "day"]), from: time, to: time })
  .refine(({ from, to }) => from < to, { path: ["to"], message: "must lie after from" });

/** Who came and went by country in a window of whole hours or UTC days, epoch ms. */
export const readCountriesSchema = z
  .strictObject({ grain: z.enum(["hour", "day"]), from: time, to: time, compare: z.enum(comparisons).optional() })
  .refine(({ from, to }) => from < to, { path: ["to"], message: "must lie after from" });

/** Accounts of one country; `ZZ` is those whose country nobody stated. */
export interface CountryGrowth {
  country: string;
  signUps: number;
  deletions: number;
  /** signUps − deletions. */
  net: number;
  /** The same of the compared stretch; null without one, or where it is not known. */
  netBefore: number | null;
}

export interface CountriesAnswer {
  /** By net, largest first. */
  countries: readonly CountryGrowth[];
  /** Of all countries together; null when nothing of the window is known. */
  all: Omit<CountryGrowth, "country"> | null;
  from: number;
  to: number;
  /** Counted in the window, but late, so in no figure; null where they are in the figures (UTC days). */
  late: number | null;
  asOf: number;
}

/** Users in total at the end of each point. */
export interface UsersHistory {
  /** Start of each point, epoch ms, and its length, ms. */
  times: readonly number[];
  step: number;
  to: number;
  /** Newest measurement and created − deleted in the whole points since; null before the first measurement. */
  totals: readonly (number | null)[];
  /** The points that hold a measurement, which counts in place of what came and went in them; by their start. */
  measured: readonly number[];
  asOf: number;
}
