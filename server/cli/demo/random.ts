/** A seeded generator (mulberry32) of numbers in [0, 1): the same parts give the same stream on every machine. */
export function randomOf(...parts: readonly number[]): () => number {
  let state = parts.reduce((mixed, part) => Math.imul(mixed ^ (part >>> 0), 0x9e3779b1) + 0x7f4a7c15, 0) >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Draws from weighted choices, written as "IN 20, RU 10": a name and its weight each. */
export function weighted(choices: string): (random: () => number) => string {
  const parsed = choices.split(",").map((pair) => {
    const [name = "", weight] = pair.trim().split(/\s+/);
    return { name, weight: Number(weight) };
  });
  const total = parsed.reduce((sum, { weight }) => sum + weight, 0);
  return (random) => {
    let left = random() * total;
    for (const { name, weight } of parsed) {
      left -= weight;
      if (left < 0) return name;
    }
    return parsed[0]?.name ?? "";
  };
}

/** How many of a thing happen when `mean` are expected: negative binomial, burstier the smaller `dispersion` (whole) is. */
export function countAround(mean: number, dispersion: number, random: () => number): number {
  let gamma = 0;
  for (let i = 0; i < dispersion; i++) gamma -= Math.log(1 - random());
  return poisson((mean * gamma) / dispersion, random);
}

/** Exponential gaps until the mean is used up; costs as many draws as it answers. */
function poisson(mean: number, random: () => number): number {
  let count = 0;
  let gaps = -Math.log(1 - random());
  while (gaps <= mean) {
    count++;
    gaps -= Math.log(1 - random());
  }
  return count;
}

/** Like `countAround` for means too large to count one by one: a normal curve in place of Poisson's from 50 on. */
export function countNear(mean: number, dispersion: number, random: () => number): number {
  if (mean < 50) return countAround(mean, dispersion, random);
  let gamma = 0;
  for (let i = 0; i < dispersion; i++) gamma -= Math.log(1 - random());
  const about = (mean * gamma) / dispersion;
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return Math.max(0, Math.round(about + normal * Math.sqrt(about)));
}

/**
 * A whole number in parts by weights, exactly: the sum of the parts is the whole. What is left after rounding down goes
 * to the largest remainders. Weights are not negative, one at least above 0.
 */
export function split(whole: number, weights: readonly number[]): number[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const exact = weights.map((weight) => (whole * weight) / total);
  const parts = exact.map(Math.floor);
  const left = whole - parts.reduce((sum, part) => sum + part, 0);
  const byRemainder = exact
    .map((value, at) => ({ at, remainder: value - Math.floor(value) }))
    .sort((a, b) => b.remainder - a.remainder || a.at - b.at);
  for (const { at } of byRemainder.slice(0, left)) parts[at] = (parts[at] ?? 0) + 1;
  return parts;
}
