import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { raiseCaseSchema, threats, urgencies } from "../../server/hotline/contract.ts";
import { parseOrRefuse } from "../../server/kernel/parse.ts";
import { isRefusal } from "../../server/kernel/refusal.ts";

const fields = ["reference", "urgency", "threat"];
const good = fc.record({
  reference: fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9 ._:/#-]{0,98}$/),
  urgency: fc.constantFrom(...urgencies),
  threat: fc.constantFrom(...threats),
});
const almost = fc.record(
  {
    reference: fc.oneof(fc.string({ maxLength: 120, unit: "binary" }), fc.anything()),
    urgency: fc.oneof(fc.constantFrom(...urgencies), fc.anything()),
    threat: fc.oneof(fc.constantFrom(...threats), fc.string()),
  },
  { requiredKeys: [] },
);

/** What the door does with a body: the parsed case, or the field that the refusal names. */
function outcome(body: unknown): { field: string | undefined } | "accepted" {
  try {
    parseOrRefuse(raiseCaseSchema, body);
    return "accepted";
  } catch (error) {
    if (!isRefusal(error) || error.code !== "invalid") throw error;
    return { field: error.field };
  }
}

describe("a raised case", () => {
  test("any body is accepted or refused as invalid, never an error of ours", () => {
    fc.assert(
      fc.property(fc.oneof(fc.anything(), almost, fc.jsonValue()), (body) => {
        outcome(body);
      }),
      { numRuns: 10_000 },
    );
  });

  test("one field made wrong is the field that the refusal names", () => {
    fc.assert(
      fc.property(good, fc.constantFrom(...fields), fc.anything(), (body, field, wrong) => {
        const valid = outcome({ ...body, [field]: wrong }) === "accepted";
        // A generated value may happen to be right for its field; every other one must be named.
        if (!valid) expect(outcome({ ...body, [field]: wrong })).toEqual({ field });
        expect(outcome(body)).toBe("accepted");
      }),
      { numRuns: 10_000 },
    );
  });

  test("an unknown field is named", () => {
    fc.assert(
      fc.property(good, fc.stringMatching(/^[a-z]{12,20}$/), fc.jsonValue(), (body, extra, value) => {
        expect(outcome({ ...body, [extra]: value })).toEqual({ field: extra });
      }),
      { numRuns: 1_000 },
    );
  });

  test.each([
    ["100 letters of any script", "Ж".repeat(100)],
    ["100 letters outside the first plane", "𝒜".repeat(100)],
    ["100 Arabic letters with digits", `${"ق".repeat(90)}0123456789`],
    ["vowel signs", "हिन्दी 12/2026"],
  ])("a reference may hold %s", (_, reference) => {
    expect(raiseCaseSchema.parse({ reference, urgency: "urgent", threat: "other" }).reference).toBe(reference);
  });

  test.each(["", "   ", "Ж".repeat(101), "a\u0000b", "<b>", "a\nb", "\ud800", "🚨"])(
    "the reference %j is refused",
    (reference) => {
      expect(outcome({ reference, urgency: "urgent", threat: "other" })).toEqual({ field: "reference" });
    },
  );
});
