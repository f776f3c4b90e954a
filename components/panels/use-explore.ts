"use client";

import { parseAsInteger, parseAsStringLiteral, useQueryStates } from "nuqs";
import { useMemo } from "react";
import {
  type Comparison,
  type Dimension,
  dimensions,
  dimensionsOf,
  type Filter,
  filterSchema,
  type Measure,
  measures,
  valuesOfDimension,
} from "../../server/counting/series/contract.ts";
import { type Grain, grains } from "../../server/kernel/grains.ts";
import { breakdownChoices } from "../../server/views/address/contract.ts";
import { allRanges, ranges, shiftOf, useComparison, useRange } from "../shell/use-scope.ts";
import { grainsFor, usualGrain } from "./explore-grains.ts";
import { type AskedWindow, useWindow } from "./use-series.ts";

const listed = dimensions.filter((dimension) => dimension !== "source");
const filterParameters = {
  source: parseAsInteger,
  ...(Object.fromEntries(
    listed.map((dimension) => [dimension, parseAsStringLiteral(valuesOfDimension[dimension])]),
  ) as Record<(typeof listed)[number], ReturnType<typeof parseAsStringLiteral<string>>>),
};
const parameters = {
  show: parseAsStringLiteral(measures).withDefault("takedowns"),
  by: parseAsStringLiteral(breakdownChoices).withDefault("category"),
  and: parseAsStringLiteral(dimensions),
  per: parseAsStringLiteral(grains),
  ...filterParameters,
};

/** What is explored. All of it stands in the address, so that a link shows the other person the same. */
export interface Exploration {
  measure: Measure;
  /** At most two, in the order in which they were chosen. */
  breakdowns: readonly Dimension[];
  filter: Filter;
  grain: Grain;
  /** The grains that can be chosen. */
  possible: readonly Grain[];
  /** The grain was chosen; else it follows the range. */
  grainChosen: boolean;
  compare: Comparison | null;
  window: AskedWindow;
  /** Length of the range, ms. */
  length: number;
}

export interface ExploreSetters {
  show(measure: Measure): void;
  by(dimension: Dimension | null): void;
  and(dimension: Dimension | null): void;
  per(grain: Grain | null): void;
  /** Null takes the filter of the dimension away. */
  only(dimension: Dimension, value: string | null): void;
}

/** `everything`: how long ago anything was counted first, ms, for the range "all". */
export function useExplore(everything: number): [Exploration, ExploreSetters] {
  const [chosen, set] = useQueryStates(parameters, { history: "push" });
  const [range] = useRange(allRanges, "24h");
  const [compare] = useComparison(null);
  const { show: measure, by, and, per } = chosen;
  const known = dimensionsOf(measure);
  const filter = useMemo(() => filterOf(chosen, known), [chosen, known]);
  const breakdowns = useMemo(
    () => [by, by === and ? null : and].flatMap((one) => known.find((dimension) => dimension === one) ?? []),
    [by, and, known],
  );
  const length = ranges[range].last ?? everything;
  const asked = [...breakdowns, ...Object.keys(filter)] as Dimension[];
  const question = { length, shift: shiftOf(compare, length), dimensions: asked };
  const possible = grainsFor(question);
  const chosenGrain = possible.find((grain) => grain === per);
  const grain = chosenGrain ?? usualGrain(question);
  const window = useWindow(grain, { last: length });
  return [
    { measure, breakdowns, filter, grain, possible, grainChosen: chosenGrain !== undefined, compare, window, length },
    {
      show: (show) => void set({ show }),
      by: (dimension) => void set({ by: dimension ?? "nothing", ...(dimension === and ? { and: null } : {}) }),
      and: (dimension) => void set({ and: dimension }),
      per: (grain) => void set({ per: grain }),
      only: (dimension, value) =>
        void set({ [dimension]: dimension === "source" && value !== null ? Number(value) : value }),
    },
  ];
}

/** The filters that the measure has; others in the address wait for a measure that has them. */
function filterOf(chosen: Readonly<Record<string, unknown>>, known: readonly Dimension[]): Filter {
  const held = Object.fromEntries(known.flatMap((one) => (chosen[one] == null ? [] : [[one, chosen[one]]])));
  const parsed = filterSchema.safeParse(held);
  return parsed.success ? parsed.data : {};
}
