import fc from "fast-check";
import { values } from "../../server/takedowns/statement/contract.ts";

/** Noon of a day in 2026: `today` and its neighbours are fixed for tests of the rules. */
export const noon = Date.UTC(2026, 4, 20, 12);
const dayOf = (time: number) => new Date(time).toISOString().slice(0, 10);

/** The smallest statement that the contract takes. */
export function minimalStatement(over: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    decision_account: "DECISION_ACCOUNT_SUSPENDED",
    decision_ground: "DECISION_GROUND_INCOMPATIBLE_CONTENT",
    incompatible_content_ground: "Terms, part 4",
    incompatible_content_explanation: "Sold what the terms forbid",
    content_type: ["CONTENT_TYPE_TEXT"],
    category: "STATEMENT_CATEGORY_SCAMS_AND_FRAUD",
    content_date: "2026-05-01",
    application_date: "2026-05-20",
    decision_facts: "Reported by a user and looked at",
    source_type: "SOURCE_VOLUNTARY",
    automated_detection: "No",
    automated_decision: "AUTOMATED_DECISION_NOT_AUTOMATED",
    puid: "p-1",
    ...over,
  };
}

const oneOf = (allowed: ReadonlySet<string>) => fc.constantFrom(...allowed);
const someOf = (allowed: ReadonlySet<string>, minLength = 0) => fc.array(oneOf(allowed), { minLength, maxLength: 5 });
const words = (limit: number) =>
  fc.string({ unit: "grapheme", minLength: 1, maxLength: limit }).map((text) => `w${text.replaceAll("\u0000", "")}w`);
const dates = (from: string, to: string) =>
  fc
    .date({ min: new Date(`${from}T00:00:00Z`), max: new Date(`${to}T00:00:00Z`), noInvalidDate: true })
    .map((date) => dayOf(date.getTime()));

/** Statements that the contract takes on the day of `noon`, with any of the optional fields. */
export const validStatement: fc.Arbitrary<Record<string, unknown>> = fc
  .record(
    {
      decision_visibility: someOf(values.decision_visibility, 1),
      decision_visibility_other: words(40),
      end_date_visibility_restriction: dates("2026-05-20", "2038-01-01"),
      decision_monetary: oneOf(values.decision_monetary),
      decision_monetary_other: words(40),
      end_date_monetary_restriction: fc.constant(null),
      decision_provision: oneOf(values.decision_provision),
      decision_account: oneOf(values.decision_account),
      account_type: oneOf(values.account_type),
      decision_ground: oneOf(values.decision_ground),
      decision_ground_reference_url: fc.webUrl({ size: "small" }),
      illegal_content_legal_ground: words(40),
      illegal_content_explanation: words(40),
      incompatible_content_ground: words(40),
      incompatible_content_explanation: words(40),
      incompatible_content_illegal: oneOf(values.incompatible_content_illegal),
      content_type: someOf(values.content_type, 1),
      content_type_other: words(40),
      category: oneOf(values.category),
      category_addition: someOf(values.category),
      category_specification: someOf(values.category_specification),
      category_specification_other: words(40),
      content_language: oneOf(values.content_language),
      content_date: dates("2000-01-01", "2026-05-20"),
      content_id: fc.record({ "EAN-13": fc.stringMatching(/^\d{13}$/) }),
      territorial_scope: someOf(values.territorial_scope),
      application_date: dates("2020-01-01", "2026-05-20"),
      decision_facts: words(60),
      source_type: oneOf(values.source_type),
      source_identity: words(40),
      automated_detection: oneOf(values.automated_detection),
      automated_decision: oneOf(values.automated_decision),
      puid: fc.oneof(fc.stringMatching(/^[A-Za-z0-9_-]{1,40}$/), fc.nat()),
      subject: oneOf(values.subject),
      country: oneOf(values.country),
    },
    {
      requiredKeys: [
        "decision_account",
        "decision_ground",
        "illegal_content_legal_ground",
        "illegal_content_explanation",
        "incompatible_content_ground",
        "incompatible_content_explanation",
        "decision_visibility_other",
        "decision_monetary_other",
        "content_type",
        "content_type_other",
        "category",
        "content_date",
        "application_date",
        "decision_facts",
        "source_type",
        "automated_detection",
        "automated_decision",
        "puid",
      ],
    },
  )
  .map((statement) => ({ ...statement }));

/** Strings that have broken parsers, databases and prototypes before. */
export const hostile = fc.oneof(
  fc.constantFrom<unknown>(
    "\u0000",
    "a\u0000b",
    "\ud800",
    "x\udc00y",
    "__proto__",
    "constructor",
    "'; drop table statement; --",
    "null",
    "",
    "   ",
    "\ufeff",
    "2026-02-30",
    "2026-5-1",
    "2039-01-01",
    "9".repeat(13),
    "p".repeat(501),
    "é".repeat(5001),
    "😀".repeat(501),
    Number.MAX_SAFE_INTEGER,
    1e300,
    -0,
    1.5,
    [],
    [null],
    [[]],
    {},
    { "EAN-13": 1 },
    null,
    true,
    false,
  ),
  fc.string({ unit: "binary", maxLength: 60 }),
  fc.jsonValue({ maxDepth: 3 }),
);

/** Bodies of every kind: valid, mutated at random fields, arbitrary JSON, and objects of hostile keys. */
export const anyBody: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 2, arbitrary: validStatement },
  {
    weight: 6,
    arbitrary: fc
      .tuple(
        validStatement,
        fc.array(fc.tuple(fc.nat(), fc.oneof(hostile, fc.constant(undefined))), { minLength: 1, maxLength: 4 }),
      )
      .map(([statement, mutations]) => {
        const names = [...Object.keys(statement), "content_id", "content_id_ean", "end_date_account_restriction"];
        for (const [n, value] of mutations) statement[names[n % names.length] ?? "puid"] = value;
        return statement;
      }),
  },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 4 }) },
  {
    weight: 1,
    arbitrary: fc.dictionary(fc.oneof(fc.constantFrom("__proto__", "puid", "content_id"), fc.string()), hostile),
  },
);
