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

/** A round axis that holds two values and need not begin at 0. */
export function scaleBetween(low: number, high: number): CountScale {
  const { ticks } = countScale(high - low);
  const step = (ticks[1] ?? 1) - (ticks[0] ?? 0);
  const base = Math.max(0, Math.floor(low / step) * step);
  const count = Math.max(1, Math.ceil((high - base) / step));
  return { max: base + step * count, ticks: Array.from({ length: count + 1 }, (_, index) => base + index * step) };
}

const minute = 60_000;
const day = 1_440 * minute;
/** Pixels that the zone's name needs at the left end of the axis. */
const leftCorner = 16;
const timeSteps = [
  ...[1 / 6, 0.5, 1, 2, 5, 10, 15, 20, 30, 60, 120, 180, 240, 360, 720].map((minutes) => minutes * minute),
  ...[1, 2, 7, 14, 28, 56, 91, 182, 364].map((days) => days * day),
];

/** Round instants on an axis of time, and how far apart they lie, ms. */
export interface TimeTicks {
  ticks: number[];
  step: number;
}

/**
 * Instants at round times between two, far enough apart for a label each and from the left corner. `width` in pixels;
 * `ahead`: how far the zone of the labels is ahead of UTC, ms, so that days begin at its midnight.
 */
export function timeTicks(from: number, to: number, width: number, ahead = 0, pixelsEach = 80): TimeTicks {
  const wanted = (to - from) / Math.max(1, width / pixelsEach);
  const step = timeSteps.find((one) => one >= wanted) ?? Math.ceil(wanted / day) * day;
  const corner = from + (leftCorner * (to - from)) / Math.max(1, width);
  const first = Math.ceil((corner + ahead) / step) * step - ahead;
  const count = Math.max(0, Math.floor((to - first) / step) + 1);
  return { ticks: Array.from({ length: count }, (_, index) => first + index * step), step };
}

/** Of text of 12 pixels, a little more than most letters need. */
const letterWidth = 6.5;
const labelHeights = { line: 18, stack: 30 };
/** "12.3 k" and the space before it: no figure of a label is longer. */
const figureWidth = 7 * letterWidth;

/** Whether names and figures fit beside each other in so many pixels, or the figures stand below; `gap`: a label's height. */
export function labelsOf(names: readonly string[], room: number, height: number): { stacked: boolean; gap: number } {
  const longest = Math.max(0, ...names.map((name) => [...name].length)) * letterWidth;
  const stacked = longest + figureWidth > room && names.length * labelHeights.stack <= height;
  return { stacked, gap: stacked ? labelHeights.stack : labelHeights.line };
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
