import fc from "fast-check";
import lists from "../fixtures/eu-statement-values.json" with { type: "json" };
import { type Rule, table } from "./statement-reference.ts";

const day = 86_400_000;
const shifted = (date: string, days: number) => new Date(Date.parse(date) + days * day).toISOString().slice(0, 10);
const characters = ["a", "é", "😀", "字"];

/** Values on both sides of every bound of the rule, in every wrong type, blank, null and absent. */
function around({ type }: Rule): fc.Arbitrary<unknown> {
  const wrong = fc.constantFrom<unknown>(undefined, null, "", " \t", 7, true, {}, [], [[]], ["x"], [null], "null");
  const near = nearOf(type);
  return fc.oneof({ weight: 3, arbitrary: near }, { weight: 1, arbitrary: wrong });
}

function nearOf(type: Rule["type"]): fc.Arbitrary<unknown> {
  switch (type[0]) {
    case "text":
      return texts(type[1]);
    case "one":
    case "array": {
      const known = typeof type[1] === "string" ? lists[type[1]] : type[1];
      const item = fc.oneof(
        { weight: 6, arbitrary: fc.constantFrom(...known) },
        { weight: 1, arbitrary: fc.constantFrom(...known).map((one) => ` ${one}\n`) },
        { weight: 1, arbitrary: fc.constantFrom(...known).map((one) => one.toLowerCase()) },
        { weight: 1, arbitrary: fc.constantFrom(...known).map((one) => one.slice(0, -1)) },
        { weight: 1, arbitrary: fc.constantFrom("GB", "EL", "ZZ", "", "__proto__", "toString") },
      );
      const good = fc.constantFrom(...known);
      if (type[0] === "one")
        return fc.oneof(
          item,
          item.map((one) => [one]),
        );
      return fc.oneof(
        { weight: 4, arbitrary: fc.array(good, { minLength: 1, maxLength: 6 }) },
        { weight: 2, arbitrary: fc.array(item, { maxLength: 5 }) },
        { weight: 1, arbitrary: item },
      );
    }
    case "date": {
      const [year, month, dayOfMonth] = type[1].split("-");
      return fc.constantFrom<unknown>(
        type[1],
        ...(type[1] > "0000"
          ? [shifted(type[1], -1), shifted(type[1], 1)]
          : ["0000-01-01", "0000-02-29", "0001-02-29"]),
        ...["2038-01-01", "2038-01-02", "2037-12-31", "2026-05-20", "2026-05-21", "2026-05-19", "2024-02-29"],
        ...["2023-02-29", "2000-02-29", "2100-02-29", "2026-02-30", "2026-13-01", "2026-00-01", "2026-04-31"],
        ...["2026-5-01", "26-05-01", "2026-05-1", "2026-05-01T00:00:00Z", "2026-05-01 00:00:00", " 2026-05-01 "],
        ...["+2026-05-01", "-026-05-01", "2026/05/01", "٢٠٢٦-٠٥-٠١", `${year}${month}${dayOfMonth}`, 20260501],
      );
    }
    case "url":
      return fc.oneof(
        fc.webUrl({ size: "small" }),
        fc
          .tuple(fc.constantFrom(...characters), fc.integer({ min: type[1] - 1, max: type[1] + 1 }))
          .map(([one, length]) => {
            const start = "https://example.org/";
            return start + one.repeat(length - start.length);
          }),
        fc.constantFrom("example.org", "//example.org", "ftp://example.org", "javascript:alert(1)", "https://"),
        fc.constantFrom("http:///x", "HTTPS://EXAMPLE.ORG", " https://example.org ", "https://[::1]/", "https://[/"),
        fc.constantFrom("https://x/\0", "https://x/\ud800", "http://a b/", "http:/example.org", "https:?x"),
      );
    case "puid":
      return fc.oneof(
        fc.stringMatching(/^[A-Za-z0-9_-]{1,30}$/),
        fc.integer({ min: type[1] - 1, max: type[1] + 1 }).map((length) => "p".repeat(length)),
        fc.constantFrom<unknown>(0, -0, 1, -1, 1.5, 2 ** 53 - 1, 2 ** 53, 1e21, 1e-7, "a b", "a.b", "é", "a\nb", " a "),
        fc.constantFrom<unknown>("%41", "a/b", "a\0", "😀", "-", "_", "0", "__proto__"),
      );
    case "ean":
      return fc.oneof(
        fc.stringMatching(/^\d{12,14}$/),
        fc.constantFrom("012345678901a", " 0123456789012 ", "٠١٢٣٤٥٦٧٨٩٠١٢"),
      );
  }
}

function texts(limit: number): fc.Arbitrary<unknown> {
  const length = fc.oneof(fc.integer({ min: limit - 1, max: limit + 1 }), fc.integer({ min: 1, max: 20 }));
  return fc.oneof(
    { weight: 4, arbitrary: fc.tuple(fc.constantFrom(...characters), length).map(([one, n]) => one.repeat(n)) },
    { weight: 1, arbitrary: length.map((n) => `  ${"b".repeat(n)}\n\t`) },
    { weight: 1, arbitrary: fc.constantFrom("a\0b", "\0", "\ud800", "x\udc00", "\ufeff x", "null", "0", "ÿ\u200b") },
  );
}

const contentIds = fc.oneof(
  fc.record({ "EAN-13": around({ need: "optional", type: ["ean"] }) }),
  fc.constantFrom<unknown>(undefined, null, "", {}, [], "0123456789012", 7, ["x"], { ISBN: "1" }),
  fc.constantFrom<unknown>({ "EAN-13": "0123456789012", ISBN: "1" }, { "ean-13": "0123456789012" }),
);

/** A statement that both endpoints take on 20 May 2026, of the contract's smallest kind. */
const smallest = () => ({
  decision_account: "DECISION_ACCOUNT_SUSPENDED",
  decision_ground: "DECISION_GROUND_INCOMPATIBLE_CONTENT",
  incompatible_content_ground: "Terms",
  incompatible_content_explanation: "Against them",
  illegal_content_legal_ground: "Law",
  illegal_content_explanation: "Against it",
  decision_visibility_other: "hidden",
  decision_monetary_other: "unpaid",
  content_type_other: "a song",
  content_type: ["CONTENT_TYPE_TEXT"],
  category: "STATEMENT_CATEGORY_SCAMS_AND_FRAUD",
  content_date: "2026-05-01",
  application_date: "2026-05-20",
  decision_facts: "Looked at",
  source_type: "SOURCE_ARTICLE_16",
  source_identity: "A user",
  automated_detection: "No",
  automated_decision: "AUTOMATED_DECISION_NOT_AUTOMATED",
  puid: "p",
});

const change = fc.oneof(
  ...Object.entries(table).map(([name, rule]) => ({
    // Choices that others depend on are made more often.
    weight: rule.type[0] === "one" || rule.type[0] === "array" ? 2 : 1,
    arbitrary: around(rule).map((value): [string, unknown] => [name, value]),
  })),
  { weight: 2, arbitrary: contentIds.map((value): [string, unknown] => ["content_id", value]) },
);
/** A field that depends on a choice, together with the choice: each is rarely hit by chance alone. */
const decided = fc.oneof(
  ...Object.entries(table).flatMap(([name, rule]) => {
    const choice = rule.iff ?? rule.onlyWith ?? rule.batchOnlyWith ?? rule.droppedWith;
    if (!choice) return [];
    const made: [string, unknown] = [choice[0], table[choice[0]]?.type[0] === "array" ? [choice[1]] : choice[1]];
    return [around(rule).map((value): [string, unknown][] => [made, [name, value]])];
  }),
);
/** What every choice is when it is made as the contract says. */
const validChoice = fc.oneof(
  ...Object.entries(table).flatMap(([name, { type }]) => {
    if (type[0] !== "one" && type[0] !== "array") return [];
    const known = fc.constantFrom(...(typeof type[1] === "string" ? lists[type[1]] : type[1]));
    const value = type[0] === "one" ? known : fc.array(known, { minLength: 1, maxLength: 5 });
    return [value.map((chosen): [string, unknown] => [name, chosen])];
  }),
);

/** Statements about the contract's bounds: valid ones, and such as break one rule or several. As JSON brings them. */
export const aroundTheRules: fc.Arbitrary<unknown> = fc
  .tuple(
    fc.array(validChoice, { maxLength: 5 }),
    fc.oneof(fc.constant([]), decided),
    fc.array(change, { maxLength: 3 }),
  )
  .map(([choices, pair, changes]) => {
    const statement: Record<string, unknown> = smallest();
    for (const [name, value] of [...choices, ...pair, ...changes]) statement[name] = value;
    for (const name of Object.keys(statement)) if (statement[name] === undefined) delete statement[name];
    return statement;
  });
