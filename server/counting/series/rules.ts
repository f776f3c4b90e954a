import { type Grain, grainMs, grains } from "../../kernel/grains.ts";
import { Refusal } from "../../kernel/refusal.ts";
import { type Cube, type CubeName, cubes } from "../cube/rules.ts";
import { type Comparison, countedBy, type Dimension, type Filter, type Measure, pointsASeries } from "./contract.ts";

const dayMs = 86_400_000;

/** Buckets that a point may hold, so that its times stay easy to read: 5 minutes, 6 hours, 4 weeks. */
const bucketsAPoint: Record<Grain, readonly number[]> = {
  "10s": [1, 2, 3, 6],
  minute: [1, 2, 5, 10, 15, 30],
  hour: [1, 2, 3, 4, 6, 8, 12],
  day: [1, 2, 7, 14, 28, 56, 112],
};

/** Points of equal length; times in epoch ms. */
export interface Points {
  from: number;
  to: number;
  step: number;
}

/** The whole buckets that a range touches. */
export function alignedRange(grain: Grain, from: number, to: number): { from: number; to: number } {
  const length = grainMs[grain];
  return { from: Math.floor(from / length) * length, to: Math.ceil(to / length) * length };
}

/**
 * The range as at most 300 points of whole buckets. Where a point holds several, the first begins before `from`, so
 * that all are of one length. @throws Refusal `invalid` for a range that needs a coarser grain
 */
export function pointsOf(grain: Grain, from: number, to: number): Points {
  const range = alignedRange(grain, from, to);
  const buckets = (range.to - range.from) / grainMs[grain];
  const several = bucketsAPoint[grain].find((held) => Math.ceil(buckets / held) <= pointsASeries);
  if (several === undefined) {
    const coarser = grains[grains.indexOf(grain) + 1] ?? "day";
    throw new Refusal("invalid", `The range is too long for this grain: ask by ${coarser}.`, "grain");
  }
  const step = several * grainMs[grain];
  return { from: range.to - Math.ceil((range.to - range.from) / step) * step, to: range.to, step };
}

/** How far back the compared window lies, in ms. */
export function shiftOf(compare: Comparison, { from, to }: { from: number; to: number }): number {
  return { previous: to - from, last_week: 7 * dayMs, last_year: 364 * dayMs }[compare];
}

/** Where a dimension stands in the cell numbers of a cube; numbers up to 2^53, so no bit operators. */
interface Field {
  values: readonly string[];
  /** What the number of its first value counts for. */
  unit: number;
  size: number;
}

function fieldOf({ dimensions }: Cube, name: string): Field | undefined {
  let unit = 1;
  for (const { column, values, bits } of dimensions) {
    if (column === name) return { values, unit, size: 2 ** bits };
    unit *= 2 ** bits;
  }
  return undefined;
}

/** From the smallest to the largest: the first that knows all dimensions answers. */
const bySize: readonly CubeName[] = ["content", "place", "method"];

/** Which rows of which cube answer a question, and by which bits of their cells they are told apart. */
export interface Plan {
  cube: CubeName;
  /** Rows whose cell has `value` in the bits of `mask`; masks and values are whole numbers below 2^53. */
  mask: number;
  value: number;
  /** The bits of the breakdowns. */
  keyMask: number;
  /** The bits of the timing and their value for live ones, where only those count; 0 where all do. */
  timingMask: number;
  live: number;
  bySource: boolean;
  source: number | null;
  breakdowns: readonly Dimension[];
}

/**
 * Views finer than a day count live events, unless they name a timing (DESIGN 3).
 * @throws Refusal `invalid` when no cube has all dimensions at this grain
 */
export function planOf(asked: {
  measure: Measure;
  breakdowns: readonly Dimension[];
  filter: Filter;
  grain: Grain;
}): Plan {
  const { measure, breakdowns, filter, grain } = asked;
  const { source = null, ...rest } = filter;
  const wanted: Record<string, string> = { ...countedBy[measure] };
  for (const [by, value] of Object.entries(rest)) if (value !== undefined) wanted[by] = value;
  const needed = [...Object.keys(wanted), ...breakdowns.filter((by) => by !== "source")];
  const cube = bySize.find(
    (name) =>
      grains.indexOf(cubes[name].finest) <= grains.indexOf(grain) &&
      needed.every((dimension) => fieldOf(cubes[name], dimension)),
  );
  if (cube === undefined) {
    throw new Refusal(
      "invalid",
      "These dimensions are not counted together at this grain: ask by hour or day.",
      "grain",
    );
  }
  const bits = (dimension: string) => {
    const field = fieldOf(cubes[cube], dimension);
    return field ? field.unit * (field.size - 1) : 0;
  };
  const code = (dimension: string, value: string) => {
    const field = fieldOf(cubes[cube], dimension);
    return field ? field.unit * field.values.indexOf(value) : 0;
  };
  const namesTiming = needed.includes("timing");
  return {
    cube,
    mask: Object.keys(wanted).reduce((sum, dimension) => sum + bits(dimension), 0),
    value: Object.entries(wanted).reduce((sum, [dimension, value]) => sum + code(dimension, value), 0),
    keyMask: breakdowns.reduce((sum, dimension) => sum + bits(dimension), 0),
    timingMask: grain === "day" || namesTiming ? 0 : bits("timing"),
    live: code("timing", "live"),
    bySource: breakdowns.includes("source"),
    source,
    breakdowns,
  };
}

/** The values behind a row's key, in the order of the breakdowns. */
export function valuesOfKey({ cube, breakdowns }: Plan, sourceId: number, key: number): string[] {
  return breakdowns.map((dimension) => {
    if (dimension === "source") return String(sourceId);
    const field = fieldOf(cubes[cube], dimension);
    return field?.values[Math.floor(key / field.unit) % field.size] ?? "none";
  });
}

/**
 * For each point whether it is known: all its buckets kept and begun, and not over before anything was counted. Zero
 * and unknown never look alike (PRODUCT). `first`: start of the first bucket ever counted; times in epoch ms.
 */
export function knownPoints(
  { from, to, step }: Points,
  known: { keptFrom: number; first: number | null; now: number },
): boolean[] {
  const { keptFrom, first, now } = known;
  return Array.from({ length: (to - from) / step }, (_, i) => {
    const start = from + i * step;
    return first !== null && start + step > first && start >= keptFrom && start <= now;
  });
}
