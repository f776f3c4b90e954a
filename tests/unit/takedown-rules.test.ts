import { describe, expect, test } from "vitest";
import { categories, effects } from "../../server/counting/contract.ts";
import {
  autoDecidedOfValue,
  autoDetectedOfValue,
  categoryOfValue,
  effectOf,
  effectOfValue,
  keywordClassOf,
  keywordClassOfValue,
  looked,
  originOfValue,
  type Restrictions,
  subjectOf,
} from "../../server/takedowns/rules.ts";
import type { Statement } from "../../server/takedowns/statement/contract.ts";
import { values } from "../../server/takedowns/statement/contract.ts";
import { countableDecision, countableStatement } from "../../server/takedowns/takedowns.ts";
import { minimalStatement, noon } from "../support/statements.ts";

const restrictionFields = [
  "decision_visibility",
  "decision_monetary",
  "decision_provision",
  "decision_account",
] as const;
const only = (value: string): Restrictions => {
  const field = restrictionFields.find((name) => values[name].has(value)) ?? "decision_account";
  return { [field]: field === "decision_visibility" ? [value] : value };
};

describe("effect", () => {
  test.each<[string, string]>([
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
  ])("%s alone is a %s", (value, effect) => expect(effectOf(only(value))).toBe(effect));

  test("the table has a row for each of the EU's restrictions", () => {
    const all = restrictionFields.flatMap((field) => [...values[field]]);
    expect([...effectOfValue.keys()].sort()).toEqual(all.sort());
  });
  test("any two together have the stronger effect, in any order", () => {
    for (const [a, effectA] of effectOfValue) {
      for (const [b, effectB] of effectOfValue) {
        const visibility = [a, b].filter((value) => values.decision_visibility.has(value));
        const decision = { ...only(a), ...only(b), ...(visibility.length > 0 && { decision_visibility: visibility }) };
        const sameScalar = visibility.length === 0 && Object.keys(only(a))[0] === Object.keys(only(b))[0];
        if (sameScalar) continue;
        const stronger = effects.indexOf(effectA) < effects.indexOf(effectB) ? effectA : effectB;
        expect(effectOf(decision), `${a} with ${b}`).toBe(stronger);
      }
    }
  });
  test.each<Restrictions>([{}, { decision_visibility: [] }, { decision_visibility: null, decision_account: null }])(
    "%j, without a restriction, is other",
    (decision) => expect(effectOf(decision)).toBe("other"),
  );
});

describe("subject", () => {
  const account = { decision_account: "DECISION_ACCOUNT_SUSPENDED" };
  test.each([
    [{ ...account }, "account"],
    [{ ...account, content_type: ["CONTENT_TYPE_PRODUCT"] }, "account"],
    [{ content_type: ["CONTENT_TYPE_PRODUCT"] }, "other"],
    [{ content_type: ["CONTENT_TYPE_OTHER"] }, "other"],
    [{ content_type: ["CONTENT_TYPE_OTHER", "CONTENT_TYPE_PRODUCT"] }, "other"],
    [{ content_type: ["CONTENT_TYPE_OTHER", "CONTENT_TYPE_TEXT"] }, "post"],
    [{ content_type: ["CONTENT_TYPE_APP"] }, "post"],
    [{ content_type: ["CONTENT_TYPE_AUDIO"] }, "post"],
    [{ content_type: ["CONTENT_TYPE_IMAGE"] }, "post"],
    [{ content_type: ["CONTENT_TYPE_SYNTHETIC_MEDIA"] }, "post"],
    [{ content_type: ["CONTENT_TYPE_TEXT"] }, "post"],
    [{ content_type: ["CONTENT_TYPE_VIDEO"] }, "post"],
    [{ content_type: [] }, "post"],
    [{}, "post"],
    [{ ...account, subject: "bot" as const }, "bot"],
    [{ content_type: ["CONTENT_TYPE_PRODUCT"], subject: "post" as const }, "post"],
    [{ ...account, subject: "channel" as const }, "channel"],
    [{ subject: "group" as const }, "group"],
    [{ subject: "account" as const }, "account"],
    [{ subject: "other" as const }, "other"],
    [{ ...account, subject: null }, "account"],
  ])("%j is about: %s", (decision, subject) => expect(subjectOf(decision)).toBe(subject));
});

describe("keyword class", () => {
  const terror = "KEYWORD_TERRORIST_CONTENT";
  const abuse = "KEYWORD_CHILD_SEXUAL_ABUSE_MATERIAL";
  const deepfake = "KEYWORD_CHILD_SEXUAL_ABUSE_MATERIAL_DEEPFAKE";
  test.each<[string[] | null | undefined, string]>([
    [undefined, "none"],
    [null, "none"],
    [[], "none"],
    [[terror], "terrorism"],
    [[terror, terror], "terrorism"],
    [[abuse], "child_abuse"],
    [[deepfake], "child_abuse"],
    [[abuse, deepfake], "child_abuse"],
    [[terror, abuse], "both"],
    [[deepfake, "KEYWORD_NUDITY", terror], "both"],
  ])("%j is %s", (keywords, expected) => expect(keywordClassOf(keywords)).toBe(expected));
  test("every other keyword is none", () => {
    for (const keyword of values.category_specification) {
      if (!keywordClassOfValue.has(keyword)) expect(keywordClassOf([keyword])).toBe("none");
    }
    expect([...keywordClassOfValue.keys()].every((keyword) => values.category_specification.has(keyword))).toBe(true);
  });
});

describe("the EU's values in our words", () => {
  test("category: the prefix goes, lower case", () => {
    expect([...categoryOfValue.keys()].sort()).toEqual([...values.category].sort());
    expect([...categoryOfValue.values()].sort()).toEqual([...categories].sort());
    expect(looked(categoryOfValue, "STATEMENT_CATEGORY_SCAMS_AND_FRAUD")).toBe("scams_and_fraud");
  });
  test.each([
    [originOfValue, "source_type", "SOURCE_ARTICLE_16", "article_16"],
    [originOfValue, "source_type", "SOURCE_TRUSTED_FLAGGER", "trusted_flagger"],
    [originOfValue, "source_type", "SOURCE_TYPE_OTHER_NOTIFICATION", "other_notification"],
    [originOfValue, "source_type", "SOURCE_VOLUNTARY", "own_initiative"],
    [autoDetectedOfValue, "automated_detection", "Yes", "yes"],
    [autoDetectedOfValue, "automated_detection", "No", "no"],
    [autoDecidedOfValue, "automated_decision", "AUTOMATED_DECISION_FULLY", "fully"],
    [autoDecidedOfValue, "automated_decision", "AUTOMATED_DECISION_PARTIALLY", "partially"],
    [autoDecidedOfValue, "automated_decision", "AUTOMATED_DECISION_NOT_AUTOMATED", "not"],
  ] as const)("%#: %s %s is %s", (table, field, value, ours) => {
    expect(looked<string>(table, value)).toBe(ours);
    expect([...table.keys()].sort()).toEqual([...values[field]].sort());
    for (const nothing of [undefined, null, ""]) expect(looked<string>(table, nothing)).toBe("none");
  });
});

describe("a countable event", () => {
  test("of a statement carries every dimension and each territory once", () => {
    const statement = minimalStatement({
      category_specification: ["KEYWORD_PHISHING", "KEYWORD_TERRORIST_CONTENT"],
      territorial_scope: ["FR", "DE", "FR"],
      country: "DE",
    }) as unknown as Statement;
    expect(countableStatement(statement, { sourceId: 7, receivedAt: noon })).toEqual({
      // printf 1:73:sor0:3:p-1 | sha256sum
      identity: "62147dcc-c06d-2c28-0471-9c8ab560c111",
      kind: "decision",
      eventTime: noon,
      timing: "live",
      count: 1,
      category: "scams_and_fraud",
      subject: "account",
      effect: "takedown",
      origin: "own_initiative",
      autoDetected: "no",
      autoDecided: "not",
      country: "DE",
      keywordClass: "terrorism",
      territories: ["FR", "DE"],
    });
  });
  test("of a bare decision holds none where nothing was said", () => {
    const name = { sourceId: 7, door: "ce" as const, cloudEventsSource: "/classifier", id: "1" };
    const decision = { category: "STATEMENT_CATEGORY_VIOLENCE", decision_visibility: ["DECISION_VISIBILITY_OTHER"] };
    const event = countableDecision(decision, { name, eventTime: noon - 900_001, receivedAt: noon });
    expect(event).toMatchObject({ timing: "late", count: 1, effect: "restriction", subject: "post", country: "ZZ" });
    expect(event).toMatchObject({ origin: "none", autoDetected: "none", autoDecided: "none", keywordClass: "none" });
    expect(event).not.toHaveProperty("territories");
  });
});
