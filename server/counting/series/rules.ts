import { type Grain, grainMs, grains } from "../../kernel/grains.ts";
import { Refusal } from "../../kernel/refusal.ts";
import { type CellQuestion, combinedFields } from "../combined/rules.ts";
import type { CubeName } from "../contract.ts";
import { none } from "../contract.ts";
import { type Cube, cubes } from "../cube/rules.ts";
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
function alignedRange(grain: Grain, from: number, to: number): { from: number; to: number } {
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

/** As many buckets as are kept by the minute; more would be many years by the day. */
const bucketsAWindow = 22_000;

/** The range as one window. @throws Refusal `invalid` for a range that needs a coarser grain */
export function windowOf(grain: Grain, from: number, to: number): Points {
  const range = { ...alignedRange(grain, from, to), step: grainMs[grain] };
  if ((range.to - range.from) / range.step <= bucketsAWindow) return range;
  throw new Refusal("invalid", "The range is too long for this grain: ask by hour or day.", "grain");
}

/** How far back the compared window lies, in ms. */
export function shiftOf(compare: Comparison, { from, to }: { from: number; to: number }): number {
  return { previous: to - from, last_week: 7 * dayMs, last_year: 364 * dayMs }[compare];
}

/** Where a dimension stands in a number: the number divided by `unit`, modulo `size`, is the place of its value. */
interface Field {
  values: readonly string[];
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

/** What both ways of counting need to know. */
interface Told {
  bySource: boolean;
  source: number | null;
  /** Views finer than a day count live events only, unless they name a timing (DESIGN 3). */
  onlyLive: boolean;
  /** Where the breakdowns stand in a key, in their order; null for the source, which is no part of it. */
  keyFields: readonly (Field | null)[];
}

/** Which rows of which cube answer a question, and by which bits of their cells they are told apart. */
export interface RowPlan extends Told {
  cube: CubeName;
  /** Rows whose cell has `value` in the bits of `mask` count. */
  mask: number;
  value: number;
  /** The bits of the breakdowns. */
  keyMask: number;
  /** The bits of the timing and their value for live ones; 0 where every timing counts. */
  timingMask: number;
  live: number;
}

/** The same of the packed cells of the combined cube. */
export interface CombinedPlan extends Told {
  cube: "combined";
  question: CellQuestion;
}
export type Plan = RowPlan | CombinedPlan;

/** From the smallest to the largest: the first that knows all dimensions answers. */
const bySize: readonly CubeName[] = ["content", "place", "method"];

interface Question {
  measure: Measure;
  breakdowns: readonly Dimension[];
  filter: Filter;
  grain: Grain;
}

/**
 * The smallest cube that has all dimensions asked for.
 * @throws Refusal `invalid` when they are not counted together at this grain
 */
export function planOf({ measure, breakdowns, filter, grain }: Question): Plan {
  const { source = null, ...rest } = filter;
  const wanted = new Map<string, string>(Object.entries(countedBy[measure]));
  for (const [by, value] of Object.entries(rest)) if (value !== undefined) wanted.set(by, value);
  const needed = [...wanted.keys(), ...breakdowns.filter((by) => by !== "source")];
  const onlyLive = grain !== "day" && !needed.includes("timing");
  const told = { bySource: breakdowns.includes("source"), source, onlyLive };
  const fine = grains.indexOf(grain);
  const cube = bySize.find(
    (name) =>
      grains.indexOf(cubes[name].finest) <= fine && needed.every((dimension) => fieldOf(cubes[name], dimension)),
  );
  if (cube !== undefined) return rowPlan(cube, told, wanted, breakdowns);
  if (fine >= grains.indexOf("hour")) return combinedPlan(told, wanted, breakdowns);
  const where = grain === "10s" && bySize.some((name) => needed.every((by) => fieldOf(cubes[name], by)));
  const advice = where ? "by minute, hour or day" : "by hour or day";
  throw new Refusal("invalid", `These dimensions are not counted together at this grain: ask ${advice}.`, "grain");
}

function rowPlan(
  cube: CubeName,
  told: Omit<Told, "keyFields">,
  wanted: ReadonlyMap<string, string>,
  breakdowns: readonly Dimension[],
): RowPlan {
  const bits = (dimension: string) => {
    const field = fieldOf(cubes[cube], dimension);
    return field ? field.unit * (field.size - 1) : 0;
  };
  const code = (dimension: string, value: string) => {
    const field = fieldOf(cubes[cube], dimension);
    return field ? field.unit * field.values.indexOf(value) : 0;
  };
  return {
    ...told,
    cube,
    mask: [...wanted.keys()].reduce((sum, dimension) => sum + bits(dimension), 0),
    value: [...wanted].reduce((sum, [dimension, value]) => sum + code(dimension, value), 0),
    keyMask: breakdowns.reduce((sum, dimension) => sum + bits(dimension), 0),
    keyFields: breakdowns.map((dimension) => fieldOf(cubes[cube], dimension) ?? null),
    timingMask: told.onlyLive ? bits("timing") : 0,
    live: told.onlyLive ? code("timing", "live") : 0,
  };
}

function combinedPlan(
  told: Omit<Told, "keyFields">,
  wanted: ReadonlyMap<string, string>,
  breakdowns: readonly Dimension[],
): CombinedPlan {
  const question = { lowMask: 0, lowValue: 0, highMask: 0, highValue: 0, timingMask: 0, live: 0 };
  for (const [dimension, value] of wanted) {
    const field = combinedFields.get(dimension);
    if (!field) continue;
    const mask = (field.size - 1) << field.shift;
    const code = field.values.indexOf(value) << field.shift;
    if (field.high) {
      question.highMask |= mask;
      question.highValue |= code;
    } else {
      question.lowMask |= mask;
      question.lowValue |= code;
    }
  }
  const timing = combinedFields.get("timing");
  if (told.onlyLive && timing) {
    question.timingMask = (timing.size - 1) << timing.shift;
    question.live = timing.values.indexOf("live") << timing.shift;
  }
  let keys = 1;
  const keyParts = breakdowns.map((dimension) => {
    const field = combinedFields.get(dimension);
    if (!field) return null;
    const part = { ...field, unit: keys };
    keys *= field.size;
    return part;
  });
  return {
    ...told,
    cube: "combined",
    keyFields: keyParts,
    question: { ...question, keys, keyParts: keyParts.filter((part) => part !== null) },
  };
}

/** The values behind a key, in the order of the breakdowns. */
export function valuesOfKey({ keyFields }: Plan, sourceId: number, key: number): string[] {
  return keyFields.map((field) =>
    field === null ? String(sourceId) : (field.values[Math.floor(key / field.unit) % field.size] ?? none),
  );
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
