/** A count axis from 0: whole steps, at most five grid lines above it. */
export interface CountScale {
  max: number;
  ticks: number[];
}

const steps = [1, 2, 2.5, 5, 10];

/** The smallest round axis that holds `highest`. An axis over nothing still has a height. */
export function countScale(highest: number, lines = 4): CountScale {
  const wanted = Math.max(lines, highest) / lines;
  const power = 10 ** Math.floor(Math.log10(wanted));
  const step = steps.map((factor) => factor * power).find((one) => one >= wanted && Number.isInteger(one)) ?? wanted;
  const count = Math.max(1, Math.ceil(Math.max(1, highest) / step));
  return { max: step * count, ticks: Array.from({ length: count + 1 }, (_, index) => index * step) };
}

const minute = 60_000;
/** Pixels that the zone's name needs at the left end of the axis. */
const leftCorner = 16;
const timeSteps = [5, 10, 15, 20, 30, 60, 120, 180, 240, 360].map((minutes) => minutes * minute);

/** Instants at round times between two, far enough apart for a label each and from the left corner. `width` in pixels. */
export function timeTicks(from: number, to: number, width: number, pixelsEach = 80): number[] {
  const wanted = (to - from) / Math.max(1, width / pixelsEach);
  const step = timeSteps.find((one) => one >= wanted) ?? timeSteps.at(-1) ?? to - from;
  const first = Math.ceil((from + (leftCorner * (to - from)) / Math.max(1, width)) / step) * step;
  return Array.from({ length: Math.max(0, Math.floor((to - first) / step) + 1) }, (_, index) => first + index * step);
}

/**
 * Moves labels apart so that each has `gap` pixels, as little as possible and inside [top, bottom].
 * Positions are pixels from the top, in any order; the answer is in the same order.
 */
export function spreadLabels(positions: readonly number[], gap: number, top: number, bottom: number): number[] {
  const order = positions.map((_, index) => index).sort((a, b) => (positions[a] ?? 0) - (positions[b] ?? 0));
  const spread = [...positions];
  let lowest = top - gap;
  for (const index of order) {
    const placed = Math.max(positions[index] ?? 0, lowest + gap);
    spread[index] = placed;
    lowest = placed;
  }
  let highest = bottom + gap;
  for (const index of order.toReversed()) {
    const placed = Math.min(spread[index] ?? 0, highest - gap);
    spread[index] = placed;
    highest = placed;
  }
  return spread;
}
