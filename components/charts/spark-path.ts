/** An SVG path over evenly spaced values on a scale of its own, and where its end lies. */
export interface Spark {
  path: string;
  end: { x: number; y: number };
}

/** A spread smaller than this share of the highest value is not blown up to the full height. */
const leastSpread = 0.2;

/**
 * Fits `values` into a box of pixels; null when there is nothing to draw. `inset` keeps the line inside the box. The
 * scale is that of `range`, so that two lines can share one.
 */
export function sparkPath(
  values: readonly number[],
  width: number,
  height: number,
  { inset = 3, range = values }: { inset?: number; range?: readonly number[] } = {},
): Spark | null {
  if (values.length < 2) return null;
  const highest = Math.max(1, ...range);
  const spread = Math.max(highest - Math.min(...range), leastSpread * highest);
  const step = (width - inset) / (values.length - 1);
  const points = values.map((value, index) => ({
    x: round(index * step),
    y: round(inset + ((highest - value) / spread) * (height - 2 * inset)),
  }));
  const end = points.at(-1);
  if (!end) return null;
  return { path: `M${points.map(({ x, y }) => `${x} ${y}`).join("L")}`, end };
}

/** Sums neighbours so that at most `most` values are left: a small line needs no more points than pixels. */
export function thinned(values: readonly number[], most: number): number[] {
  const group = Math.max(1, Math.ceil(values.length / most));
  const start = values.length % group;
  const thin: number[] = [];
  for (let index = start; index < values.length; index += group) {
    thin.push(values.slice(index, index + group).reduce((sum, value) => sum + value, 0));
  }
  return thin;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
