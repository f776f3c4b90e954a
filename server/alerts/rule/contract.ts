/** Rules over what is counted. Runs in browsers: no imports from Node. */
import { z } from "zod";
import { checkLive, dimensions, filterSchema, liveMeasures } from "../../counting/series/contract.ts";
import { severities } from "../contract.ts";

/**
 * `above`, `below`: of a minute's count, or of users in total at its end; `absent`: nothing was counted, or users were not
 * measured. Each for all of the rule's minutes in a row.
 */
export const ruleComparisons = ["above", "below", "absent"] as const;
export type RuleComparison = (typeof ruleComparisons)[number];

const longestRuleMinutes = 120;
/** Users in total may be measured once a day: their absence may take as long as this. */
const longestSilenceMinutes = 2 * 24 * 60;
/** A value of a breakdown is missed when something was counted of it in so many minutes before: live views show it then. */
export const missedMinutes = 120;
/** So many values of a breakdown are watched, the largest. */
export const mostSeries = 1_000;
/** So many firings a preview names. */
export const mostFirings = 500;
/** So many rules there may be. */
export const mostRules = 200;

const line = (longest: number) =>
  z
    .string()
    .trim()
    .regex(new RegExp(`^[^\\p{Cc}\\p{Cs}]{1,${longest}}$`, "u"), `1 to ${longest} characters without line breaks`);

const fields = {
  name: line(80),
  measure: z.enum(liveMeasures),
  /** Each value of these, or pair of two, is watched for itself and calls by itself; the rule's alerts are one cause. */
  breakdowns: z.array(z.enum(dimensions)).max(2).default([]),
  /** Every rule counts what is live, and nothing else: what is filled in later cannot look like an attack. */
  filter: filterSchema.omit({ timing: true }),
  comparison: z.enum(ruleComparisons),
  /** Null where nothing is compared with it. */
  value: z.int().min(0).max(100_000_000_000).nullable(),
  /** So many complete minutes in a row. */
  minutes: z.int().min(1).max(longestSilenceMinutes),
};
type Condition = { [field in keyof typeof fields]: z.output<(typeof fields)[field]> };

function checkCondition(rule: Omit<Condition, "name">, context: z.RefinementCtx): void {
  checkLive({ ...rule, grain: "minute" }, context);
  const refuse = (message: string, field = "value") => context.addIssue({ code: "custom", path: [field], message });
  if (rule.breakdowns.includes("timing")) refuse("rules count what is live", "breakdowns");
  if (rule.minutes > longestMinutes(rule)) refuse(`at most ${longestMinutes(rule)} minutes`, "minutes");
  if (rule.comparison === "absent" && rule.value !== null) refuse("absence is compared with no value");
  if (rule.comparison !== "absent" && rule.value === null) refuse("say with which value");
  if (rule.comparison === "below" && rule.value === 0) refuse("nothing is below 0: ask for absence");
}

/** How many minutes a rule may look for. */
export function longestMinutes({ measure, comparison }: Pick<Condition, "measure" | "comparison">): number {
  return measure === "total_users" && comparison === "absent" ? longestSilenceMinutes : longestRuleMinutes;
}

const definition = {
  ...fields,
  severity: z.enum(severities),
  /** What to do when it fires. */
  runbook: z
    .url({ protocol: /^https$/, error: "an address that begins with https://" })
    .max(2048)
    .nullable(),
  /** Who knows about it: a person or a team, in words. */
  owner: line(100),
  enabled: z.boolean(),
};

export const ruleDefinitionSchema = z.strictObject(definition).superRefine(checkCondition);
export type RuleDefinition = z.output<typeof ruleDefinitionSchema>;

const { name: _, ...condition } = fields;
export const previewRuleSchema = z.strictObject(condition).superRefine(checkCondition);
export type RuleCondition = z.output<typeof previewRuleSchema>;

const at = { id: z.int().min(1).max(2_147_483_647), version: z.int().min(1).max(2_147_483_647) };
export const changeRuleSchema = z.strictObject({ ...at, ...definition }).superRefine(checkCondition);
export const deleteRuleSchema = z.strictObject(at);

/** A value of a breakdown that fires ("all" without breakdowns): since when (epoch ms), and the newest minute of it. */
export interface FiringSeries {
  key: string;
  since: number;
  seen: number | null;
}

/** A rule as its page shows it. Times in epoch ms. */
export interface Rule extends RuleDefinition {
  id: number;
  version: number;
  changedAt: number;
  changedBy: string;
  firing: boolean;
  /** Since when it fires, or does not; null before it was looked at. */
  since: number | null;
  /** What of it fires, longest first; without breakdowns at most one. */
  firings: FiringSeries[];
  /** The newest complete minute that was looked at, and what was in it; null: not known. */
  minute: number | null;
  seen: number | null;
  /** Of which value of a breakdown that is: the largest, or the smallest where little is looked for; null: of none. */
  seenKey: string | null;
}

/** What a rule counted around the moment at which it fired. Times in epoch ms. */
export interface Watched extends Pick<RuleCondition, "measure" | "breakdowns" | "filter" | "comparison" | "value"> {
  /** Begin of the first minute. */
  from: number;
  /** Each a minute's count, or users in total at its end; null: not known. */
  minutes: (number | null)[];
  firedAt: number;
}

/** When a rule would have fired. */
export interface RulePreview {
  from: number;
  to: number;
  /** The newest, oldest of them first; `to` is null where it would be firing now. */
  firings: { key: string; from: number; to: number | null }[];
  /** How often it would have fired in all, and for how many values of its breakdowns. */
  fired: number;
  values: number;
  /** Of a minute; null where none is known. */
  least: number | null;
  most: number | null;
  /** Minutes of which nothing is known, and which therefore neither fire nor end anything. */
  unknown: number;
}
