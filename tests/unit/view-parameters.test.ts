import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { pathOfPage, viewPages } from "../../server/views/address/contract.ts";
import { addressOfView, createViewSchema, parametersOf, sameParameters } from "../../server/views/contract.ts";

const anyPage = fc.constantFrom(...viewPages);
const known = [
  "range",
  "compare",
  "zone",
  "show",
  "by",
  "and",
  "per",
  "source",
  "lag",
  "category",
  "country",
  "timing",
];
const values = [
  "7d",
  "last_week",
  "none",
  "local",
  "decisions",
  "subject",
  "hour",
  "3",
  "24",
  "violence",
  "IN",
  "live",
];
const anyAddress = fc.array(
  fc.tuple(
    fc.oneof(fc.constantFrom(...known), fc.string({ maxLength: 12 })),
    fc.oneof(fc.constantFrom(...values), fc.string({ maxLength: 12 })),
  ),
  { maxLength: 12 },
);

describe("what is kept of an address", () => {
  test("whatever the address says: the schema takes it, and it is the same when it is opened and kept again", () => {
    fc.assert(
      fc.property(anyPage, anyAddress, (page, address) => {
        const parameters = parametersOf(page, address);
        expect(createViewSchema.safeParse({ name: "A", shared: false, shown: { page, parameters } }).success).toBe(
          true,
        );
        const opened = new URL(addressOfView({ id: 7, page, parameters }), "http://localhost");
        expect(opened.host).toBe("localhost");
        expect(opened.pathname).toBe(pathOfPage[page]);
        expect(sameParameters(parametersOf(page, opened.searchParams), parameters)).toBe(true);
      }),
    );
  });

  test("the order of an address and what is shown anyway make no difference", () => {
    const one = parametersOf(
      "explore",
      Object.entries({ by: "subject", range: "24h", show: "takedowns", zone: "local" }),
    );
    const other = parametersOf("explore", Object.entries({ zone: "local", by: "subject", compare: "none", view: "3" }));
    expect(one).toEqual({ by: "subject", zone: "local" });
    expect(sameParameters(one, other)).toBe(true);
    expect(sameParameters(one, { by: "subject" })).toBe(false);
    expect(
      parametersOf("now", [
        ["category", "violence"],
        ["range", "2h"],
      ]),
    ).toEqual({ range: "2h" });
  });

  test("nothing but the words of its page is taken", () => {
    const takes = (shown: object, name = "A") => createViewSchema.safeParse({ name, shared: true, shown }).success;
    expect(takes({ page: "growth", parameters: { lag: "24", range: "30d" } })).toBe(true);
    expect(takes({ page: "growth", parameters: { lag: "25" } })).toBe(false);
    expect(takes({ page: "now", parameters: { category: "violence" } })).toBe(false);
    expect(takes({ page: "explore", parameters: { category: "cats" } })).toBe(false);
    expect(takes({ page: "explore", parameters: { source: "1e3" } })).toBe(false);
    expect(takes({ page: "admin", parameters: {} })).toBe(false);
    expect(takes({ page: "now", parameters: {} }, "   ")).toBe(false);
    expect(takes({ page: "now", parameters: {} }, "x".repeat(81))).toBe(false);
    expect(takes({ page: "now", parameters: {} }, "one\ntwo")).toBe(false);
  });
});
