/** What can be measured, and by what it can be broken down: one vocabulary for live rooms, history, rules and files. */
import { z } from "zod";
import { countries } from "../../kernel/countries.ts";
import {
  autoDecisions,
  autoDetections,
  categories,
  effects,
  type Kind,
  keywordClasses,
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
