import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Drawn, meets } from "../../server/annotations/contract.ts";
import { createAnnotationSchema } from "../../server/annotations/writing/contract.ts";
import { none } from "../../server/counting/contract.ts";
import {
  countedBy,
  type Dimension,
  dimensions,
  dimensionsOf,
  type Filter,
  type Measure,
  measures,
  valuesOfDimension,
} from "../../server/counting/series/contract.ts";

const valuesOf = (dimension: Dimension): readonly (string | number)[] =>
  dimension === "source" ? [1, 2, 3] : valuesOfDimension[dimension];

/** A filter of some of these dimensions. */
const filterOf = (of: readonly Dimension[]): fc.Arbitrary<Filter> =>
  fc.record(Object.fromEntries(of.map((one) => [one, fc.constantFrom(...valuesOf(one))])), { requiredKeys: [] });
const anyFilter = filterOf(dimensions);
const anyChart: fc.Arbitrary<NonNullable<Drawn>> = fc
  .constantFrom(...measures)
  .chain((measure) => filterOf(dimensionsOf(measure)).map((filter) => ({ measure, filter })));

/** An event as it is counted: a value of each dimension; those that its kind does not have are "none". */
type Counted = Record<Dimension, string | number>;
const anyEventOf = (measure: Measure): fc.Arbitrary<Counted> =>
  fc.record(
    Object.fromEntries(
      dimensions.map((dimension) => {
        if (dimensionsOf(measure).includes(dimension)) return [dimension, fc.constantFrom(...valuesOf(dimension))];
        const { effect } = countedBy[measure];
        return [dimension, fc.constant(dimension === "effect" && effect ? effect : none)];
      }),
    ) as Record<Dimension, fc.Arbitrary<string | number>>,
  );
const holds = (filter: Filter, event: Counted) =>
  dimensions.every((dimension) => filter[dimension] === undefined || filter[dimension] === event[dimension]);

describe("an annotation meets a chart", () => {
  test("whenever an event is in both", () => {
    const drawn = fc
      .constantFrom(...measures)
      .chain((measure) =>
        fc.tuple(fc.constant(measure), anyEventOf(measure), fc.subarray([...dimensions]), fc.subarray([...dimensions])),
      );
    fc.assert(
      fc.property(drawn, ([measure, event, named, shown]) => {
        const cut = (of: readonly Dimension[]) => Object.fromEntries(of.map((one) => [one, event[one]])) as Filter;
        const own = shown.filter((one) => dimensionsOf(measure).includes(one));
        expect(meets(cut(named), { measure, filter: cut(own) })).toBe(true);
      }),
    );
  });

  test("only if there can be such an event", () => {
    fc.assert(
      fc.property(anyFilter, anyChart, (filter, chart) => {
        if (!meets(filter, chart)) return;
        const { effect } = countedBy[chart.measure];
        const implied = (dimension: Dimension) => (dimension === "effect" && effect ? effect : none);
        const event = Object.fromEntries(
          dimensions.map((dimension) => {
            const free = dimensionsOf(chart.measure).includes(dimension) ? valuesOf(dimension)[0] : implied(dimension);
            return [dimension, filter[dimension] ?? chart.filter[dimension] ?? free];
          }),
        ) as Counted;
        expect(holds(filter, event) && holds(chart.filter, event)).toBe(true);
        for (const dimension of dimensions) {
          if (!dimensionsOf(chart.measure).includes(dimension)) expect(event[dimension]).toBe(implied(dimension));
        }
      }),
    );
  });

  test("everywhere with an empty filter, and nowhere more often for naming more", () => {
    fc.assert(
      fc.property(anyFilter, fc.constantFrom(...dimensions), anyChart, (filter, dimension, chart) => {
        expect(meets({}, chart)).toBe(true);
        const { [dimension]: _, ...wider } = filter;
        if (meets(filter, chart)) expect(meets(wider, chart)).toBe(true);
      }),
    );
  });

  test("what is counted by no dimension, such as hotline cases, only where all is meant", () => {
    expect(meets({}, null)).toBe(true);
    fc.assert(
      fc.property(anyFilter, (filter) => {
        expect(meets(filter, null)).toBe(Object.keys(filter).length === 0);
      }),
    );
  });

  test("as people expect it of scams, of sign-ups and of one source", () => {
    const scams = { category: "scams_and_fraud" };
    expect(meets(scams, { measure: "takedowns", filter: {} })).toBe(true);
    expect(meets(scams, { measure: "takedowns", filter: { country: "IN" } })).toBe(true);
    expect(meets(scams, { measure: "takedowns", filter: { category: "violence" } })).toBe(false);
    expect(meets(scams, { measure: "sign_ups", filter: {} })).toBe(false);
    expect(meets({ country: "IN" }, { measure: "sign_ups", filter: {} })).toBe(true);
    expect(meets({ effect: "restriction" }, { measure: "takedowns", filter: {} })).toBe(false);
    expect(meets({ effect: "restriction" }, { measure: "decisions", filter: {} })).toBe(true);
    expect(meets({ source: 7 }, { measure: "deletions", filter: { source: 7 } })).toBe(true);
    expect(meets({ source: 7 }, { measure: "deletions", filter: { source: 8 } })).toBe(false);
  });
});

describe("what an annotation may say", () => {
  const annotation = {
    kind: "release",
    text: "Classifier 41.2",
    from: 1_700_000_000_000,
    to: null,
    link: null,
    filter: {},
  };
  const takes = (over: object) => createAnnotationSchema.safeParse({ ...annotation, ...over }).success;

  test("is 1 to 200 characters of one line, and no link out", () => {
    expect(takes({})).toBe(true);
    expect(takes({ text: "ä".repeat(200) })).toBe(true);
    for (const text of [
      "",
      "   ",
      "x".repeat(201),
      "two\nlines",
      "a\u0000b",
      "turned \u202Eround",
      "see https://x.example",
    ]) {
      expect(takes({ text }), JSON.stringify(text)).toBe(false);
    }
  });

  test("leads to pages of this product alone", () => {
    for (const link of ["/", "/explore?category=violence&range=7d", "/growth", "/sources?source=3"]) {
      expect(takes({ link }), link).toBe(true);
    }
    for (const link of [
      "//evil.example",
      "https://evil.example",
      "/explore/../admin",
      "javascript:alert(1)",
      "/\\evil",
      "/x",
      "",
    ]) {
      expect(takes({ link }), link).toBe(false);
    }
  });

  test("is of an instant or of an interval that ends after it began, by dimensions that there are", () => {
    expect(takes({ to: annotation.from + 1 })).toBe(true);
    expect(takes({ to: annotation.from })).toBe(false);
    expect(takes({ from: Date.UTC(1999, 11, 31) })).toBe(false);
    expect(takes({ filter: { category: "violence", source: 3 } })).toBe(true);
    expect(takes({ filter: { category: "cats" } })).toBe(false);
    expect(takes({ filter: { moon: "full" } })).toBe(false);
    expect(takes({ kind: "party" })).toBe(false);
  });
});
