import { type Subject, subjects } from "../counting/contract.ts";
import type { Decision } from "./contract.ts";
import { values } from "./statement/contract.ts";

/** The decision, or the first field of `data` at fault and why. */
type DecisionRead = { ok: true; decision: Decision } | { ok: false; field: keyof Decision; error: string };

/**
 * Reads `data` of a `decision.made` event: the same answers as `decisionSchema`, by hand because it runs tens of
 * thousands of times a second. Never throws.
 */
export function readDecision(data: object): DecisionRead {
  const given = data as Partial<Record<keyof Decision, unknown>>;
  const { category, count, subject } = given;
  if (typeof category !== "string" || !values.category.has(category)) return notAllowed("category");
  for (const field of lists) {
    const value = given[field];
    if (value === undefined || value === null) continue;
    if (!Array.isArray(value)) return { ok: false, field, error: "must be an array" };
    for (const item of value) {
      if (typeof item !== "string" || !values[field].has(item)) return notAllowed(field);
    }
  }
  for (const field of scalars) {
    const value = given[field];
    if (value === undefined || value === null) continue;
    if (typeof value !== "string" || !values[field].has(value)) return notAllowed(field);
  }
  if (subject !== undefined && subject !== null && !subjects.includes(subject as Subject)) return notAllowed("subject");
  if (count !== undefined && count !== null && !isCount(count)) {
    return { ok: false, field: "count", error: "must be a whole number from 1 to 1,000,000" };
  }
  const decision = data as Decision;
  const { decision_visibility, decision_monetary, decision_provision, decision_account } = decision;
  if (!decision_visibility?.length && !decision_monetary && !decision_provision && !decision_account) {
    return { ok: false, field: "decision_visibility", error: "at least one decision is required" };
  }
  return { ok: true, decision };
}

const lists = ["decision_visibility", "category_specification", "content_type"] as const;
const scalars = [
  "decision_monetary",
  "decision_provision",
  "decision_account",
  "source_type",
  "automated_detection",
  "automated_decision",
  "country",
] as const;

const notAllowed = (field: keyof Decision): DecisionRead => ({
  ok: false,
  field,
  error: "is missing or not one of the allowed values",
});

/** True for what `count` may be: a whole number from 1 to 1,000,000. */
function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= 1 && value <= 1_000_000;
}
