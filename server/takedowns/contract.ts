/** The shapes of moderation decisions. Runs in browsers: no imports from Node. */
import { z } from "zod";
import { subjects } from "../counting/contract.ts";
import { countries } from "../kernel/countries.ts";
import { values } from "./statement/contract.ts";

const oneOf = (allowed: ReadonlySet<string>) =>
  z.string().refine((value) => allowed.has(value), "not an allowed value");
const listOf = (allowed: ReadonlySet<string>) => z.array(oneOf(allowed)).nullish();

/** A country of ISO 3166-1 alpha-2 in upper case. */
const countrySchema = oneOf(countries);
/** How many things one event stands for. */
const countSchema = z.int().min(1).max(1_000_000);

/**
 * `data` of a CloudEvent `decision.made`, in the words of a statement of reasons. Unknown keys are ignored; null means
 * "not given". The door reads it by hand for speed; a property test holds both to the same answers.
 */
export const decisionSchema = z
  .object({
    category: oneOf(values.category),
    decision_visibility: listOf(values.decision_visibility),
    decision_monetary: oneOf(values.decision_monetary).nullish(),
    decision_provision: oneOf(values.decision_provision).nullish(),
    decision_account: oneOf(values.decision_account).nullish(),
    category_specification: listOf(values.category_specification),
    content_type: listOf(values.content_type),
    source_type: oneOf(values.source_type).nullish(),
    automated_detection: oneOf(values.automated_detection).nullish(),
    automated_decision: oneOf(values.automated_decision).nullish(),
    subject: z.enum(subjects).nullish(),
    country: countrySchema.nullish(),
    count: countSchema.nullish(),
  })
  .refine(
    (decision) =>
      Boolean(
        decision.decision_visibility?.length ||
          decision.decision_monetary ||
          decision.decision_provision ||
          decision.decision_account,
      ),
    { path: ["decision_visibility"], message: "at least one decision is required" },
  );
export type Decision = z.infer<typeof decisionSchema>;
