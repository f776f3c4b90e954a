import type { Dimension } from "../../server/counting/series/contract.ts";
import { type Grain, grainMs, grains } from "../../server/kernel/grains.ts";

/** Which dimensions are counted together finer than by the hour, as the cubes are cut (docs/adr/0002-cubes.md). */
const together: readonly { finest: Grain; dimensions: readonly Dimension[] }[] = [
  { finest: "10s", dimensions: ["category", "subject", "keyword_class"] },
  { finest: "minute", dimensions: ["category", "origin", "auto_detected", "auto_decided"] },
  { finest: "minute", dimensions: ["country"] },
];
const everywhere: readonly Dimension[] = ["source", "timing", "effect"];

/** Whether it is counted together with every other dimension at every grain. */
export function isCountedEverywhere(dimension: Dimension): boolean {
  return everywhere.includes(dimension);
}

/** The finest grain at which these dimensions are counted together. */
export function finestGrain(asked: readonly Dimension[]): Grain {
  const own = asked.filter((dimension) => !isCountedEverywhere(dimension));
  return together.find(({ dimensions }) => own.every((one) => dimensions.includes(one)))?.finest ?? "hour";
}

export function coarserOf(one: Grain, other: Grain): Grain {
  return grains.indexOf(one) > grains.indexOf(other) ? one : other;
}

/** How far one answer can reach with each grain, and for how long its rows are kept, ms; null is without end. */
const reach: Record<Grain, number | null> = {
  "10s": 2 * grainMs.hour,
  minute: 6 * grainMs.day,
  hour: 150 * grainMs.day,
  day: null,
};
const kept: Record<Grain, number | null> = {
  "10s": 2 * grainMs.hour,
  minute: 15 * grainMs.day,
  hour: 400 * grainMs.day,
  day: null,
};
/** Whether rows of a grain are still there so many ms back. */
export function isKept(grain: Grain, back: number): boolean {
  return within(kept[grain], back);
}

const within = (limit: number | null, wanted: number) => limit === null || wanted <= limit;

/** A chart of fewer points shows nothing, one of so many is dense enough. */
const leastPoints = 5;
const densePoints = 60;

/** What decides which grains there are: how long the range is and what it is compared with, ms, and the dimensions. */
export interface GrainQuestion {
  length: number;
  /** How far back the compared stretch lies. */
  shift: number;
  dimensions: readonly Dimension[];
}

/** The grains that can be drawn, finest first; never none. Those whose earlier stretch is not kept are left out. */
export function grainsFor({ length, shift, dimensions }: GrainQuestion): Grain[] {
  const finest = grains.indexOf(finestGrain(dimensions));
  const fit = grains.filter(
    (grain, index) => index >= finest && length / grainMs[grain] >= leastPoints && within(reach[grain], length),
  );
  const compared = fit.filter((grain) => isKept(grain, length + shift));
  if (compared.length > 0) return compared;
  return fit.length > 0 ? fit : [grains[finest] ?? "hour"];
}

/** The grain that is drawn unless another is chosen: the coarsest that is dense enough. */
export function usualGrain(question: GrainQuestion): Grain {
  const fit = grainsFor(question);
  return fit.findLast((grain) => question.length / grainMs[grain] >= densePoints) ?? fit[0] ?? "hour";
}

export const grainNames: Record<Grain, string> = { "10s": "10 s", minute: "1 min", hour: "1 h", day: "1 day" };
