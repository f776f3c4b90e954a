/** What can be measured, and by what it can be broken down: one vocabulary for live rooms, history, rules and files. */
import { z } from "zod";
import { countries } from "../../kernel/countries.ts";
import { type Grain, grains } from "../../kernel/grains.ts";
import {
  autoDecisions,
  autoDetections,
  type CubeName,
  categories,
  cubeDimensions,
  effects,
  type Kind,
  keywordClasses,
  type LiveLayer,
  liveLayers,
  none,
  origins,
  subjects,
  timings,
  unstatedCountry,
} from "../contract.ts";

/** Measures that add up: sums of counts of one kind of event. */
export const measures = [
  "takedowns",
  "restrictions",
  "decisions",
  "reversals",
  "user_reports",
  "appeals_opened",
  "appeals_decided",
  "sign_ups",
  "deletions",
] as const;
export type Measure = (typeof measures)[number];

/** The events that a measure counts: of one kind, and of decisions those with one effect where it names one. */
export const countedBy: Record<Measure, { kind: Kind; effect?: "takedown" | "restriction" }> = {
  takedowns: { kind: "decision", effect: "takedown" },
  restrictions: { kind: "decision", effect: "restriction" },
  decisions: { kind: "decision" },
  reversals: { kind: "reversal" },
  user_reports: { kind: "user_report" },
  appeals_opened: { kind: "appeal_opened" },
  appeals_decided: { kind: "appeal_decided" },
  sign_ups: { kind: "accounts_created" },
  deletions: { kind: "accounts_deleted" },
};

/** What a measure can be broken down and filtered by. `source` is the number of a source. */
export const dimensions = [
  "source",
  "timing",
  "category",
  "subject",
  "effect",
  "keyword_class",
  "origin",
  "auto_detected",
  "auto_decided",
  "country",
] as const;
export type Dimension = (typeof dimensions)[number];

/** The dimensions that events of a measure have; sign-ups know neither category nor subject. */
export function dimensionsOf(measure: Measure): readonly Dimension[] {
  if (measure === "sign_ups" || measure === "deletions") return ["source", "timing", "country"];
  if (measure === "user_reports") return ["source", "timing", "category", "subject", "keyword_class", "country"];
  if (measure === "takedowns" || measure === "restrictions") return dimensions.filter((by) => by !== "effect");
  return dimensions;
}

/** Every value that a dimension can have; sources come and go and are not listed. */
export const valuesOfDimension: Record<Exclude<Dimension, "source">, readonly string[]> = {
  timing: timings,
  category: [none, ...categories],
  subject: [none, ...subjects],
  effect: [none, ...effects],
  keyword_class: keywordClasses,
  origin: [none, ...origins],
  auto_detected: [none, ...autoDetections],
  auto_decided: [none, ...autoDecisions],
  country: [unstatedCountry, ...countries],
};

const value = (by: Exclude<Dimension, "source">) => z.enum(valuesOfDimension[by] as [string, ...string[]]).optional();

/** At most one value of each dimension; the values of a source are its number. */
export const filterSchema = z.strictObject({
  source: z.int().min(1).max(2_147_483_647).optional(),
  timing: value("timing"),
  category: value("category"),
  subject: value("subject"),
  effect: value("effect"),
  keyword_class: value("keyword_class"),
  origin: value("origin"),
  auto_detected: value("auto_detected"),
  auto_decided: value("auto_decided"),
  country: value("country"),
});
export type Filter = z.infer<typeof filterSchema>;

export const liveGrains = ["10s", "minute"] as const;
export type LiveGrain = (typeof liveGrains)[number];

/** What history counts, and users in total: a level, which no counts of one minute add up to. */
export const liveMeasures = [...measures, "total_users"] as const;
export type LiveMeasure = (typeof liveMeasures)[number];

/** What a live view can be: one measure, at most two breakdowns and a filter that one cube has at its grain. */
export interface LiveQuestion {
  measure: LiveMeasure;
  breakdowns: readonly Dimension[];
  filter: Filter;
  grain: LiveGrain;
}

/** Refuses what no live view can show: for screens and for rules alike. */
export function checkLive(view: LiveQuestion, context: z.RefinementCtx): void {
  const refuse = (field: string, message: string) => context.addIssue({ code: "custom", path: [field], message });
  const { measure, breakdowns, filter, grain } = view;
  const known = measure === "total_users" ? [] : dimensionsOf(measure);
  const foreign = (by: Dimension) => !known.includes(by);
  if (new Set(breakdowns).size < breakdowns.length) refuse("breakdowns", "names a dimension twice");
  if (breakdowns.some(foreign)) refuse("breakdowns", "the measure has no such one");
  if (filteredBy(filter).some(foreign)) refuse("filter", "the measure has no such one");
  if (measure !== "total_users" && layerOf(view) === null) {
    refuse("breakdowns", `are not counted together every ${grain}: leave one out, or ask by hour or day`);
  }
}

function filteredBy(filter: Filter): Dimension[] {
  return dimensions.filter((by) => filter[by] !== undefined);
}

/** The rows that a view sums up: of the first cube with all that it names at its grain; null when there is none. */
export function layerOf({ measure, breakdowns, filter, grain }: LiveQuestion): LiveLayer | null {
  const named: Dimension[] = [...breakdowns, ...filteredBy(filter)];
  if (measure !== "total_users" && countedBy[measure].effect !== undefined) named.push("effect");
  const holds = (layer: LiveLayer) => {
    const [cube, of] = layer.split(" ") as [CubeName, LiveGrain];
    const has: readonly Dimension[] = cubeDimensions[cube];
    return of === grain && named.every((by) => has.includes(by));
  };
  return liveLayers.find(holds) ?? null;
}

/** With which earlier stretch a window is compared; a year is 364 days, so that weekdays meet. */
export const comparisons = ["previous", "last_week", "last_year"] as const;
export type Comparison = (typeof comparisons)[number];

/** No chart draws more points a series; a longer range has several buckets a point. */
export const pointsASeries = 300;
/** So many keys have a series of their own, the largest; the rest are folded. */
export const keysASeries = 20;

const time = z.int().min(0).max(8_000_000_000_000);
/** What every question about counts holds. */
export const asked = {
  measure: z.enum(measures),
  filter: filterSchema,
  grain: z.enum(grains),
  /** Epoch ms; the window holds the whole buckets from that of `from` up to that before `to`. */
  from: time,
  to: time,
};
type Asked = { measure: Measure; filter: Filter; from: number; to: number; breakdowns?: readonly Dimension[] };

/** Refuses what the measure has no such dimension for, a dimension named twice, and a window that ends before it starts. */
export function checkAsked({ measure, filter, from, to, breakdowns = [] }: Asked, context: z.RefinementCtx): void {
  const refuse = (path: string[], message: string) => context.addIssue({ code: "custom", path, message });
  const known = dimensionsOf(measure);
  const foreign = (by: string) => !known.some((one) => one === by);
  if (from >= to) refuse(["to"], "must lie after from");
  if (breakdowns.some(foreign)) refuse(["breakdowns"], `${measure} can be broken down by ${known.join(", ")}`);
  if (new Set(breakdowns).size < breakdowns.length) refuse(["breakdowns"], "names a dimension twice");
  for (const [by, value] of Object.entries(filter)) {
    if (value !== undefined && foreign(by)) refuse(["filter", by], `${measure} can be filtered by ${known.join(", ")}`);
  }
}

const breakdowns = z.array(z.enum(dimensions)).max(2);
const compare = z.enum(comparisons).optional();

export const readSeriesSchema = z.strictObject({ ...asked, breakdowns, compare }).superRefine(checkAsked);
export type ReadSeries = z.infer<typeof readSeriesSchema>;

/** What came to be counted in each window by one dimension or two: for lists beside a chart of the same grain. */
export const readTotalsSchema = z
  .strictObject({ ...asked, breakdowns: breakdowns.min(1, "names at least one dimension"), compare })
  .superRefine(checkAsked);
export type ReadTotals = z.infer<typeof readTotalsSchema>;

/** A window of whole buckets, epoch ms; `to` is not part of it. */
export interface SeriesWindow {
  from: number;
  to: number;
  /**
   * Counted in the window, but not live, so in none of its values: late ones stand beside views finer than a day. Null
   * where they are in the values: day views, and those that name a timing.
   */
  late: number | null;
  /** Points that are missing (null): before the first event ever counted, no longer kept at this grain, or to come. */
  missing: number;
}

/** One line. Values are in the order of `times`: 0 is "counted nothing", null is "not known". */
export interface OneSeries {
  /** Values of the breakdowns, in their order; empty without breakdowns. A source is its number. */
  values: readonly string[];
  /** The same joined by "|"; "all" without breakdowns. */
  key: string;
  points: readonly (number | null)[];
  /** Sum of the points that are known; null when none is. */
  total: number | null;
  /** The compared window's, point by point; null without a comparison. */
  comparedPoints: readonly (number | null)[] | null;
  comparedTotal: number | null;
}

/** All keys beyond the largest, as one line. */
export interface OtherSeries extends Omit<OneSeries, "key" | "values"> {
  /** How many keys are in it. */
  keys: number;
}

export interface SeriesAnswer extends SeriesWindow {
  grain: Grain;
  /** Length of a point in ms: the grain's, or a multiple where the range is long. */
  step: number;
  /** Start of each point, epoch ms. */
  times: readonly number[];
  /** By their total in the window, largest first. */
  series: readonly OneSeries[];
  other: OtherSeries | null;
  compared: (SeriesWindow & { times: readonly number[] }) | null;
  /** Up to when it was counted, epoch ms: points that end later are still filling. */
  asOf: number;
}

/** One value of a dimension (or pair of two) in two windows. */
export interface RankedTotal {
  key: string;
  values: readonly string[];
  total: number;
  /** Part of the window's sum, 0 to 1; null when that is 0. */
  share: number | null;
  /** In the compared window; null without one, or where nothing is known of it. */
  compared: number | null;
  /** total − compared. */
  change: number | null;
  /** change ÷ compared; null when that is 0. */
  changeRatio: number | null;
}

export interface TotalsAnswer extends SeriesWindow {
  /** Sum over all keys; null when nothing of the window is known. */
  total: number | null;
  comparedTotal: number | null;
  /** Largest first, at most 300. */
  ranked: readonly RankedTotal[];
  /** How many keys there are. */
  keys: number;
  compared: SeriesWindow | null;
  asOf: number;
}
