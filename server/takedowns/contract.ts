/** The shapes of moderation decisions. Runs in browsers: no imports from Node. */
import { z } from "zod";
import { subjects } from "../counting/contract.ts";
import { countries } from "../kernel/countries.ts";
import { values } from "./statement/contract.ts";

const oneOf = (allowed: ReadonlySet<string>) => z.enum([...allowed], "not an allowed value");
const listOf = (allowed: ReadonlySet<string>) => z.array(oneOf(allowed)).nullish();

/** A country of ISO 3166-1 alpha-2 in upper case. */
const countrySchema = oneOf(countries);
/** How many things one event stands for. */
const countSchema = z.int().min(1).max(1_000_000);

/** What an event says of a decision, in the words of a statement of reasons. */
const words = {
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
};

interface Restrictions {
  decision_visibility?: readonly string[] | null | undefined;
  decision_monetary?: string | null | undefined;
  decision_provision?: string | null | undefined;
  decision_account?: string | null | undefined;
}

const restricts = (decision: Restrictions) =>
  Boolean(
    decision.decision_visibility?.length ||
      decision.decision_monetary ||
      decision.decision_provision ||
      decision.decision_account,
  );
const restrictionNeeded = { path: ["decision_visibility"], message: "at least one decision is required" };

/**
 * `data` of a CloudEvent `decision.made`. Unknown keys are ignored; null means "not given". The door reads it by hand
 * for speed; a property test holds both to the same answers.
 */
export const decisionSchema = z.object({ ...words, count: countSchema.nullish() }).refine(restricts, restrictionNeeded);
export type Decision = z.infer<typeof decisionSchema>;

// biome-ignore lint/suspicious/noControlCharactersInRegex: names of CloudEvents hold none.
const name = z.string().regex(/^[^\u0000-\u001f\u007f-\u009f]{1,256}$/, "must be 1 to 256 characters");

/** Which decision: by the puid of its statement, or by the `source` and `id` of its `decision.made`. */
const namedDecisionSchema = z
  .object({
    puid: z
      .string()
      .regex(/^[A-Za-z0-9_-]{1,500}$/, "must be a puid")
      .optional(),
    source: name.refine((text) => text.isWellFormed(), "holds half a surrogate pair").optional(),
    id: name.refine((text) => text.isWellFormed(), "holds half a surrogate pair").optional(),
  })
  .refine(({ puid, source, id }) => (puid === undefined ? source && id : source === undefined && id === undefined), {
    message: "must name one decision: its puid, or its source and id",
  });
export type NamedDecision = z.infer<typeof namedDecisionSchema>;

const aboutOneDecision = {
  ...words,
  decision: namedDecisionSchema,
  /** UTC day of the decision; for a statement of reasons its `application_date`. */
  decided_on: z.iso.date().refine((day) => day >= "2000-01-01", "lies before the year 2000"),
  count: z.null({ error: "this event names one decision: leave count out" }).optional(),
};

/** `data` of `decision.reversed`: the decision it undoes, its day, and the words it was made in. */
export const reversalSchema = z.object(aboutOneDecision).refine(restricts, restrictionNeeded);
export type Reversal = z.infer<typeof reversalSchema>;

/** `data` of `appeal.opened` and `appeal.decided`; a decision that does not stand is sent as `decision.reversed`, too. */
export const appealSchema = z.object(aboutOneDecision);
export type Appeal = z.infer<typeof appealSchema>;

/** `data` of `user_report.received`. */
export const userReportSchema = z.object({
  category: words.category.nullish(),
  category_specification: words.category_specification,
  content_type: words.content_type,
  subject: words.subject,
  country: words.country,
  count: countSchema.nullish(),
});
export type UserReport = z.infer<typeof userReportSchema>;

/** `data` of `queue.measured`: how many things wait in a moderation queue; the newest event time wins. */
export const queueSchema = z.object({
  queue: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9 ._:/-]{0,63}$/, "1 to 64 letters, digits, spaces and . _ : / - only"),
  waiting: z.int().min(0).max(100_000_000_000),
});
export type Queue = z.infer<typeof queueSchema>;
