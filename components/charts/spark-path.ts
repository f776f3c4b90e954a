/** An SVG path over evenly spaced values on a scale of its own, and where its end lies. */
export interface Spark {
  path: string;
  end: { x: number; y: number };
}

/** A spread smaller than this share of the highest value is not blown up to the full height. */
const leastSpread = 0.2;

/**
 * Fits `values` into a box of pixels; null when there is nothing to draw. Where a value is not known the line has a gap.
 * `inset` keeps the line inside the box. The scale is that of `range`, so that two lines can share one. `blownUp`: even a
 * small change takes the full height, as for a total whose changes are a small part of it.
 */
export function sparkPath(
  values: readonly (number | null)[],
  width: number,
  height: number,
  { inset = 3, range = values, blownUp = false }: SparkOptions = {},
): Spark | null {
  const known = range.flatMap((value) => value ?? []);
  if (values.flatMap((value) => value ?? []).length < 2) return null;
  const highest = Math.max(...known, ...(blownUp ? [] : [1]));
  const spread = Math.max(highest - Math.min(...known), blownUp ? 1 : leastSpread * highest);
  const step = (width - inset) / (values.length - 1);
  let path = "";
  let end = { x: 0, y: 0 };
  for (const [index, value] of values.entries()) {
    if (value === null) continue;
    end = { x: round(index * step), y: round(inset + ((highest - value) / spread) * (height - 2 * inset)) };
    path += `${(values[index - 1] ?? null) === null ? "M" : "L"}${end.x} ${end.y}`;
  }
  return { path, end };
}

interface SparkOptions {
  inset?: number;
  range?: readonly (number | null)[];
  blownUp?: boolean;
}

/**
 * Sums neighbours so that at most `most` values are left: a small line needs no more points than pixels. A sum of which
 * a part is not known is not known.
 */
export function thinned(values: readonly (number | null)[], most: number): (number | null)[] {
  const group = Math.max(1, Math.ceil(values.length / most));
  const start = values.length % group;
  const thin: (number | null)[] = [];
  for (let index = start; index < values.length; index += group) {
    const part = values.slice(index, index + group);
    const known = part.flatMap((value) => value ?? []);
    thin.push(known.length < part.length ? null : known.reduce((sum, value) => sum + value, 0));
  }
  return thin;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
