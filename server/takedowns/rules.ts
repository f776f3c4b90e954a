import {
  type AutoDecided,
  type AutoDetected,
  type Category,
  categories,
  type Effect,
  type KeywordClass,
  type None,
  none,
  type Origin,
  type Subject,
} from "../counting/contract.ts";
import type { Decision } from "./contract.ts";

/** The words of a decision that its effect and its subject follow from; a statement of reasons has them too. */
export type Restrictions = Pick<
  Decision,
  "decision_visibility" | "decision_monetary" | "decision_provision" | "decision_account"
>;

/** What each restriction does (DESIGN 3): what takes content, service or account away is a takedown. */
export const effectOfValue: ReadonlyMap<string, Exclude<Effect, "other">> = new Map([
  ["DECISION_VISIBILITY_CONTENT_REMOVED", "takedown"],
  ["DECISION_VISIBILITY_CONTENT_DISABLED", "takedown"],
  ["DECISION_VISIBILITY_CONTENT_DEMOTED", "restriction"],
  ["DECISION_VISIBILITY_CONTENT_AGE_RESTRICTED", "restriction"],
  ["DECISION_VISIBILITY_CONTENT_INTERACTION_RESTRICTED", "restriction"],
  ["DECISION_VISIBILITY_CONTENT_LABELLED", "restriction"],
  ["DECISION_VISIBILITY_OTHER", "restriction"],
  ["DECISION_MONETARY_SUSPENSION", "restriction"],
  ["DECISION_MONETARY_TERMINATION", "restriction"],
  ["DECISION_MONETARY_OTHER", "restriction"],
  ["DECISION_PROVISION_PARTIAL_SUSPENSION", "restriction"],
  ["DECISION_PROVISION_TOTAL_SUSPENSION", "takedown"],
  ["DECISION_PROVISION_PARTIAL_TERMINATION", "restriction"],
  ["DECISION_PROVISION_TOTAL_TERMINATION", "takedown"],
  ["DECISION_ACCOUNT_SUSPENDED", "takedown"],
  ["DECISION_ACCOUNT_TERMINATED", "takedown"],
]);

/** The strongest of the decision's restrictions: takedown, then restriction; `other` where it names none. */
export function effectOf(decision: Restrictions): Effect {
  let effect: Effect = "other";
  const { decision_visibility, decision_monetary, decision_provision, decision_account } = decision;
  for (const value of decision_visibility ?? []) {
    if (effectOfValue.get(value) === "takedown") return "takedown";
    effect = "restriction";
  }
  for (const value of [decision_monetary, decision_provision, decision_account]) {
    if (!value) continue;
    if (effectOfValue.get(value) === "takedown") return "takedown";
    effect = "restriction";
  }
  return effect;
}

const otherContent: ReadonlySet<string> = new Set(["CONTENT_TYPE_PRODUCT", "CONTENT_TYPE_OTHER"]);

/** The subject as stated; absent: an account decision is about an account, only product or other content is other, else post. */
export function subjectOf(decision: Pick<Decision, "subject" | "decision_account" | "content_type">): Subject {
  if (decision.subject) return decision.subject;
  if (decision.decision_account) return "account";
  const types = decision.content_type ?? [];
  return types.length > 0 && types.every((type) => otherContent.has(type)) ? "other" : "post";
}

/** The EU has no category for terrorism or child abuse: they are keywords under other categories. */
export const keywordClassOfValue: ReadonlyMap<string, "terrorism" | "child_abuse"> = new Map([
  ["KEYWORD_TERRORIST_CONTENT", "terrorism"],
  ["KEYWORD_CHILD_SEXUAL_ABUSE_MATERIAL", "child_abuse"],
  ["KEYWORD_CHILD_SEXUAL_ABUSE_MATERIAL_DEEPFAKE", "child_abuse"],
]);

export function keywordClassOf(keywords: readonly string[] | null | undefined): KeywordClass {
  let found: KeywordClass = none;
  for (const keyword of keywords ?? []) {
    const one = keywordClassOfValue.get(keyword);
    if (one === undefined || one === found) continue;
    if (found !== none) return "both";
    found = one;
  }
  return found;
}

/** EU value to ours. A value outside the table, or none, is `none`: the doors have refused it before. */
export const categoryOfValue: ReadonlyMap<string, Category> = new Map(
  categories.map((category) => [`STATEMENT_CATEGORY_${category.toUpperCase()}`, category]),
);
export const originOfValue: ReadonlyMap<string, Origin> = new Map([
  ["SOURCE_ARTICLE_16", "article_16"],
  ["SOURCE_TRUSTED_FLAGGER", "trusted_flagger"],
  ["SOURCE_TYPE_OTHER_NOTIFICATION", "other_notification"],
  ["SOURCE_VOLUNTARY", "own_initiative"],
]);
export const autoDetectedOfValue: ReadonlyMap<string, AutoDetected> = new Map([
  ["Yes", "yes"],
  ["No", "no"],
]);
export const autoDecidedOfValue: ReadonlyMap<string, AutoDecided> = new Map([
  ["AUTOMATED_DECISION_FULLY", "fully"],
  ["AUTOMATED_DECISION_PARTIALLY", "partially"],
  ["AUTOMATED_DECISION_NOT_AUTOMATED", "not"],
]);

/** Looks an EU value up in one of the tables above; nothing given is `none`. */
export function looked<T>(table: ReadonlyMap<string, T>, value: string | null | undefined): T | None {
  return (value ? table.get(value) : undefined) ?? none;
}
