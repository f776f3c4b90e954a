/** Rules over what is counted. Runs in browsers: no imports from Node. */
import { z } from "zod";
import { checkAsked, filterSchema, measures } from "../../counting/series/contract.ts";
import { severities } from "../contract.ts";

/** `above`, `below`: of a minute's count; `absent`: nothing was counted. Each for all of the rule's minutes in a row. */
export const ruleComparisons = ["above", "below", "absent"] as const;
export type RuleComparison = (typeof ruleComparisons)[number];

export const longestRuleMinutes = 120;
/** So many rules there may be. */
export const mostRules = 200;

const line = (longest: number) =>
  z
    .string()
    .trim()
    .regex(new RegExp(`^[^\\p{Cc}\\p{Cs}]{1,${longest}}$`, "u"), `1 to ${longest} characters without line breaks`);

const fields = {
  name: line(80),
  measure: z.enum(measures),
  /** Every rule counts what is live, and nothing else: what is filled in later cannot look like an attack. */
  filter: filterSchema.omit({ timing: true }),
  comparison: z.enum(ruleComparisons),
  /** Of a minute; null where nothing is compared with it. */
  value: z.int().min(0).max(1_000_000_000).nullable(),
  /** So many complete minutes in a row. */
  minutes: z.int().min(1).max(longestRuleMinutes),
};
type Condition = { [field in keyof typeof fields]: z.output<(typeof fields)[field]> };

function checkCondition(rule: Omit<Condition, "name">, context: z.RefinementCtx): void {
  checkAsked({ ...rule, from: 0, to: 1 }, context);
  const refuse = (message: string) => context.addIssue({ code: "custom", path: ["value"], message });
  if (rule.comparison === "absent" && rule.value !== null) refuse("absence is compared with no value");
  if (rule.comparison !== "absent" && rule.value === null) refuse("say with which value");
  if (rule.comparison === "below" && rule.value === 0) refuse("nothing is below 0: ask for absence");
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

/** A rule as its page shows it. Times in epoch ms. */
export interface Rule extends RuleDefinition {
  id: number;
  version: number;
  changedAt: number;
  changedBy: string;
  firing: boolean;
  /** Since when it fires, or does not; null before it was looked at. */
  since: number | null;
  /** The newest complete minute that was looked at, and what was counted in it; null: not known. */
  minute: number | null;
  seen: number | null;
}

/** What a rule counted around the moment at which it fired. Times in epoch ms. */
export interface Watched extends Pick<RuleCondition, "measure" | "filter" | "comparison" | "value"> {
  /** Begin of the first minute. */
  from: number;
  /** Each a minute's count; null: not known. */
  minutes: (number | null)[];
  firedAt: number;
}

/** When a rule would have fired. */
export interface RulePreview {
  from: number;
  to: number;
  /** Oldest first; `to` is null where it would be firing now. */
  firings: { from: number; to: number | null }[];
  /** Of a minute; null where none is known. */
  least: number | null;
  most: number | null;
  /** Minutes of which nothing is known, and which therefore neither fire nor end anything. */
  unknown: number;
}
