import { describe, expect, test } from "vitest";
import { type StatementDoor, values } from "../../server/takedowns/statement/contract.ts";
import { validateStatement } from "../../server/takedowns/statement/validate-statement.ts";
import { minimalStatement, noon } from "../support/statements.ts";

const doors = ["single", "batch"] as const;
const faults = (over: Record<string, unknown>, door: StatementDoor = "single") => {
  const validated = validateStatement(minimalStatement(over), door, noon);
  return validated.ok ? [] : Object.keys(validated.errors);
};
const kept = (over: Record<string, unknown>, door: StatementDoor = "single") => {
  const validated = validateStatement(minimalStatement(over), door, noon);
  if (!validated.ok) throw new Error(JSON.stringify(validated.errors));
  return validated.statement;
};
const illegal = {
  decision_ground: "DECISION_GROUND_ILLEGAL_CONTENT",
  illegal_content_legal_ground: "Law, article 1",
  illegal_content_explanation: "Because",
};

const emptyBodyFields = [
  "decision_visibility",
  "decision_monetary",
  "decision_provision",
  "decision_account",
  "decision_ground",
  "content_type",
  "category",
  "content_date",
  "application_date",
  "decision_facts",
  "source_type",
  "automated_detection",
  "automated_decision",
  "puid",
];

describe.each(doors)("%s", (door) => {
  test.each([[{}], [[]], [null], ["text"], [7], [{ unknown: 1 }], [[{}]]])(
    "%j is in error in exactly the 14 fields",
    (body) => {
      const validated = validateStatement(body, door, noon);
      expect(validated).toMatchObject({ ok: false });
      if (!validated.ok) expect(Object.keys(validated.errors)).toEqual(emptyBodyFields);
    },
  );

  test("the smallest statement is taken as it is", () => {
    expect(kept({}, door)).toEqual(minimalStatement());
  });

  test.each([null, undefined, "", "  \t\u00a0", []])("without any decision (%j) all four are in error", (nothing) => {
    const decisions = ["decision_visibility", "decision_monetary", "decision_provision", "decision_account"];
    const given = Object.fromEntries(decisions.map((name) => [name, name === "decision_visibility" ? nothing : null]));
    expect(faults(given, door)).toEqual(decisions);
  });

  test.each([
    "2026-5-01",
    "26-05-01",
    "2026-02-30",
    "2025-02-29",
    "2026-13-01",
    "2026-00-10",
    "2026-05-01T00:00:00Z",
    "01-05-2026",
    "2026/05/01",
    20260501,
    true,
    ["2026-05-01"],
  ])("%j is no date", (value) => {
    for (const field of ["content_date", "application_date", "end_date_account_restriction"]) {
      expect(faults({ [field]: value }, door)).toEqual([field]);
    }
  });

  test.each([
    ["content_date", "1999-12-31", "2000-01-01"],
    ["application_date", "2019-12-31", "2020-01-01"],
    ["content_date", "2038-01-02", "2038-01-01"],
    ["end_date_visibility_restriction", "2038-01-02", "2038-01-01"],
    ["end_date_monetary_restriction", "2038-01-02", "2038-01-01"],
    ["end_date_service_restriction", "2038-01-02", "2038-01-01"],
    ["end_date_account_restriction", "2038-01-02", "2038-01-01"],
    ["content_date", "2023-02-29", "2024-02-29"],
  ])("%s: %s is refused, %s is taken", (field, refused, taken) => {
    expect(faults({ [field]: refused }, door)).toEqual([field]);
    expect(kept({ [field]: taken }, door)).toHaveProperty(field, taken);
  });

  test("a restriction that begins tomorrow is refused, but for the last 5 minutes of today", () => {
    expect(faults({ application_date: "2026-05-21" }, door)).toEqual(["application_date"]);
    const lastMinutes = Date.UTC(2026, 4, 20, 23, 55);
    const tomorrow = minimalStatement({ application_date: "2026-05-21" });
    expect(validateStatement(tomorrow, door, lastMinutes).ok).toBe(true);
    expect(validateStatement(tomorrow, door, lastMinutes - 1).ok).toBe(false);
  });

  const limits: [string, number, Record<string, unknown>][] = [
    ["decision_visibility_other", 500, { decision_visibility: ["DECISION_VISIBILITY_OTHER"] }],
    ["decision_monetary_other", 500, { decision_monetary: "DECISION_MONETARY_OTHER" }],
    ["content_type_other", 500, { content_type: ["CONTENT_TYPE_OTHER"] }],
    ["illegal_content_legal_ground", 500, illegal],
    ["illegal_content_explanation", 2000, illegal],
    ["incompatible_content_ground", 500, {}],
    ["incompatible_content_explanation", 2000, {}],
    ["category_specification_other", 500, { category_specification: ["KEYWORD_OTHER"] }],
    ["decision_facts", 5000, {}],
    ["source_identity", 500, { source_type: "SOURCE_TRUSTED_FLAGGER" }],
  ];
  test.each(limits)("%s holds %d characters, counted as code points", (field, limit, over) => {
    for (const character of ["a", "é", "😀"]) {
      expect(kept({ ...over, [field]: character.repeat(limit) }, door)).toHaveProperty(field);
      expect(faults({ ...over, [field]: character.repeat(limit + 1) }, door)).toEqual([field]);
    }
    expect(kept({ ...over, [field]: `  ${"a".repeat(limit)}\n` }, door)).toHaveProperty(field, "a".repeat(limit));
  });
  test.each(limits)("%s refuses NUL, half a surrogate pair and what is no text", (field, _, over) => {
    for (const value of ["a\u0000b", "a\ud800b", "a\udc00b", 7, true, ["text"], { text: 1 }]) {
      expect(faults({ ...over, [field]: value }, door)).toEqual([field]);
    }
  });

  const conditional: [string, Record<string, unknown>, Record<string, unknown>][] = [
    [
      "decision_visibility_other",
      { decision_visibility: ["DECISION_VISIBILITY_OTHER"] },
      { decision_visibility: ["DECISION_VISIBILITY_CONTENT_REMOVED"] },
    ],
    [
      "decision_monetary_other",
      { decision_monetary: "DECISION_MONETARY_OTHER" },
      { decision_monetary: "DECISION_MONETARY_SUSPENSION" },
    ],
    ["content_type_other", { content_type: ["CONTENT_TYPE_TEXT", "CONTENT_TYPE_OTHER"] }, {}],
    ["illegal_content_legal_ground", illegal, {}],
    ["illegal_content_explanation", illegal, {}],
    ["incompatible_content_ground", {}, illegal],
    ["incompatible_content_explanation", {}, illegal],
  ];
  test.each(conditional)(
    "%s is required where its choice is made, and dropped unread elsewhere",
    (field, when, otherwise) => {
      for (const nothing of [undefined, null, "", " "])
        expect(faults({ ...when, [field]: nothing }, door)).toEqual([field]);
      expect(kept({ ...when, [field]: " given " }, door)).toHaveProperty(field, "given");
      for (const unread of ["given", "\u0000", 7, "x".repeat(9999)]) {
        expect(kept({ ...otherwise, [field]: unread }, door)).not.toHaveProperty(field);
      }
    },
  );

  test("incompatible_content_illegal: only with incompatible content, and then never null", () => {
    expect(kept({ incompatible_content_illegal: "Yes" }, door)).toHaveProperty("incompatible_content_illegal", "Yes");
    expect(kept({ ...illegal, incompatible_content_illegal: null }, door)).not.toHaveProperty(
      "incompatible_content_illegal",
    );
    for (const value of [null, "", "yes", true]) {
      expect(faults({ incompatible_content_illegal: value }, door)).toEqual(["incompatible_content_illegal"]);
    }
  });

  test("source_identity is dropped for the platform's own initiative", () => {
    expect(kept({ source_identity: "somebody" }, door)).not.toHaveProperty("source_identity");
    const noticed = { source_type: "SOURCE_ARTICLE_16", source_identity: "somebody" };
    expect(kept(noticed, door)).toHaveProperty("source_identity", "somebody");
  });

  const scalars = [
    "decision_monetary",
    "decision_provision",
    "decision_account",
    "account_type",
    "decision_ground",
    "category",
    "content_language",
    "source_type",
    "automated_detection",
    "automated_decision",
    "subject",
    "country",
  ] as const;
  const companions = {
    ...illegal,
    incompatible_content_ground: "g",
    incompatible_content_explanation: "e",
    decision_monetary_other: "o",
  };
  test.each(scalars)("%s takes each value of its list and nothing else", (field) => {
    const { decision_ground: _, ...texts } = companions;
    for (const value of values[field]) expect(kept({ ...texts, [field]: value }, door)).toHaveProperty(field, value);
    for (const value of ["SOMETHING", "null", "lower_case", 0, 1, true, {}, [[...values[field]].at(0)]]) {
      expect(faults({ [field]: value }, door)).toContain(field);
    }
  });

  const lists = [
    "decision_visibility",
    "category_addition",
    "category_specification",
    "content_type",
    "territorial_scope",
  ] as const;
  test.each(lists)("%s takes each value of its list in an array and nothing else", (field) => {
    const allowed: ReadonlySet<string> = field === "category_addition" ? values.category : values[field];
    const others = { decision_visibility_other: "o", content_type_other: "o", category: "STATEMENT_CATEGORY_VIOLENCE" };
    for (const value of allowed) {
      if (value !== others.category) expect(kept({ ...others, [field]: [value] }, door)).toHaveProperty(field, [value]);
    }
    const first = [...allowed].at(0);
    for (const value of [first, { 0: first }, [first, "SOMETHING"], [null], [""], [[first]], [7], 7, true]) {
      expect(faults({ [field]: value }, door)).toEqual([field]);
    }
  });

  test("lists: null is nothing, but for content_type and category_addition", () => {
    expect(
      kept({ decision_visibility: null, category_specification: null, territorial_scope: null }, door),
    ).toMatchObject({
      decision_visibility: null,
      category_specification: null,
      territorial_scope: null,
    });
    for (const nothing of [null, []]) expect(faults({ content_type: nothing }, door)).toEqual(["content_type"]);
    expect(faults({ category_addition: null }, door)).toEqual(["category_addition"]);
    expect(kept({ category_addition: [] }, door)).toHaveProperty("category_addition", []);
  });

  test.each([["GB"], ["EL"], ["US"], ["de"], ["ZZ"]])("territorial_scope refuses %s, Greece is GR", (code) => {
    expect(faults({ territorial_scope: ["DE", code] }, door)).toEqual(["territorial_scope"]);
    expect(faults({ territorial_scope: ["GR", "IS", "LI", "NO"] }, door)).toEqual([]);
  });

  test.each(["en", "XX", "ENG", "null"])("content_language refuses %s", (language) => {
    expect(faults({ content_language: language }, door)).toEqual(["content_language"]);
    expect(faults({ content_language: "UK" }, door)).toEqual([]);
  });

  test.each<[unknown, string]>([
    ["a_B-9", "a_B-9"],
    [" trimmed ", "trimmed"],
    [42, "42"],
    [0, "0"],
    [-7, "-7"],
    ["p".repeat(500), "p".repeat(500)],
  ])("puid %j is taken", (given, puid) => {
    expect(kept({ puid: given }, door)).toHaveProperty("puid", puid);
  });
  test.each(["a b", "a.b", "é", "a\n\nb", "a\u0000", "p".repeat(501), 1.5, 1e21, 2 ** 53, true, ["a"], {}, null, ""])(
    "puid %j is refused",
    (puid) => {
      expect(faults({ puid }, door)).toEqual(["puid"]);
    },
  );

  test.each([
    "https://example.org/terms?x=1#y",
    "http://example.org",
    "HTTPS://EXAMPLE.ORG/ü",
    `https://example.org/${"a".repeat(480)}`,
  ])("reference URL %s is taken", (url) => expect(faults({ decision_ground_reference_url: url }, door)).toEqual([]));
  test.each([
    "example.org",
    "/terms",
    "javascript:alert(1)",
    "javascript://x",
    "https://",
    "https:///x",
    "https://a b/",
    `https://example.org/${"a".repeat(481)}`,
    7,
    "https://x/\u0000",
  ])("reference URL %j is refused", (url) =>
    expect(faults({ decision_ground_reference_url: url }, door)).toEqual(["decision_ground_reference_url"]),
  );

  test("content_id: one key, EAN-13, text of 13 digits", () => {
    expect(kept({ content_id: { "EAN-13": " 0123456789012 " } }, door)).toHaveProperty(
      "content_id_ean",
      "0123456789012",
    );
    for (const ean of ["123", "12345678901234", "012345678901a", 1234567890123, null, "", "٠١٢٣٤٥٦٧٨٩٠١٢"]) {
      expect(faults({ content_id: { "EAN-13": ean } }, door)).toEqual(["content_id.EAN-13"]);
    }
    for (const id of ["0123456789012", { ISBN: "1" }, { "EAN-13": "0123456789012", ISBN: "1" }, ["x"], 7]) {
      expect(faults({ content_id: id }, door)).toEqual(["content_id"]);
    }
    for (const nothing of [null, "", {}, []])
      expect(kept({ content_id: nothing }, door)).not.toHaveProperty("content_id_ean");
  });

  test("unknown keys and prototypes are ignored", () => {
    const body = JSON.parse(`{"__proto__":{"puid":"stolen","polluted":true},"constructor":1,"toString":2,"user_id":3}`);
    const validated = validateStatement(body, door, noon);
    if (!validated.ok) expect(Object.keys(validated.errors)).toEqual(emptyBodyFields);
    expect(validated.ok).toBe(false);
    expect(kept({ ...body, puid: "mine" }, door)).toEqual(minimalStatement({ puid: "mine" }));
    expect({}).not.toHaveProperty("polluted");
  });

  test("values nested a hundred thousand deep are refused, not followed", () => {
    const deep = JSON.parse(`${"[".repeat(100_000)}${"]".repeat(100_000)}`);
    for (const field of ["decision_facts", "content_type", "content_id", "category"]) {
      expect(faults({ [field]: deep }, door)).toEqual([field]);
    }
  });
});

describe("what the two endpoints do differently", () => {
  test("lists: single sorts and removes repeats, batch keeps them as sent", () => {
    const given = { content_type: ["CONTENT_TYPE_TEXT", "CONTENT_TYPE_APP", "CONTENT_TYPE_TEXT"] };
    expect(kept(given, "single")).toMatchObject({ content_type: ["CONTENT_TYPE_APP", "CONTENT_TYPE_TEXT"] });
    expect(kept(given, "batch")).toMatchObject(given);
  });
  test.each(doors)("territories are sorted and unique in both: %s", (door) => {
    expect(kept({ territorial_scope: ["FR", "DE", "FR"] }, door).territorial_scope).toEqual(["DE", "FR"]);
  });
  test("the main category leaves category_addition in single only", () => {
    const category_addition = ["STATEMENT_CATEGORY_VIOLENCE", "STATEMENT_CATEGORY_SCAMS_AND_FRAUD"];
    expect(kept({ category_addition }, "single").category_addition).toEqual(["STATEMENT_CATEGORY_VIOLENCE"]);
    expect(kept({ category_addition }, "batch").category_addition).toEqual(category_addition);
  });
  test("category_specification_other without its keyword: kept by single, dropped by batch", () => {
    const given = { category_specification: ["KEYWORD_NUDITY"], category_specification_other: "why" };
    expect(kept(given, "single")).toHaveProperty("category_specification_other", "why");
    expect(kept(given, "batch")).not.toHaveProperty("category_specification_other");
  });
  test("content_id_ean is taken by single, ignored by batch; it wins over content_id", () => {
    expect(kept({ content_id_ean: "0123456789012" }, "single")).toHaveProperty("content_id_ean", "0123456789012");
    expect(faults({ content_id_ean: "1" }, "single")).toEqual(["content_id_ean"]);
    expect(kept({ content_id_ean: "1" }, "batch")).not.toHaveProperty("content_id_ean");
    const both = { content_id_ean: "0123456789012", content_id: { "EAN-13": "9999999999999" } };
    expect(kept(both, "single")).toHaveProperty("content_id_ean", "0123456789012");
  });
});

test("the lists hold as many values as the EU's", () => {
  expect(Object.fromEntries(Object.entries(values).map(([name, list]) => [name, list.size]))).toEqual({
    decision_visibility: 7,
    decision_monetary: 3,
    decision_provision: 4,
    decision_account: 2,
    account_type: 2,
    decision_ground: 2,
    incompatible_content_illegal: 2,
    category: 16,
    category_specification: 69,
    content_type: 8,
    content_language: 184,
    territorial_scope: 30,
    source_type: 4,
    automated_detection: 2,
    automated_decision: 3,
    subject: 6,
    country: 249,
  });
});
