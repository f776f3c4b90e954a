import type { Dimension } from "../series/contract.ts";
import type { MovedValue } from "./contract.ts";

export interface BeforeAfter {
  value: string;
  before: number;
  after: number;
}

/** Values smaller than this part of both windows are not named, nor those that moved by fewer things. */
const leastShare = 0.005;
const leastChange = 10;
/** Standard deviations beyond which a value did not merely follow the whole. */
const beyondChance = 4;

/**
 * The parts of a change that the values of one dimension are, each scored by its explanatory power times its surprise:
 * Bhagwan et al., "Adtributor: Revenue Debugging in Advertising Systems", NSDI 2014. Surprise is the value's term of the
 * Jensen-Shannon divergence (nats) between the shares before and after: a dimension with one value has none, and
 * neither has one whose values all moved alike. What is small, or within chance of following the whole, scores 0.
 */
export function contributions(dimension: Dimension, values: readonly BeforeAfter[]): MovedValue[] {
  const before = sum(values.map((one) => one.before));
  const after = sum(values.map((one) => one.after));
  const whole = after - before;
  return values.map((one) => {
    const change = one.after - one.before;
    const shareOfChange = whole === 0 ? null : change / whole;
    const isLarge =
      Math.abs(change) >= leastChange && Math.max(part(one.before, before), part(one.after, after)) >= leastShare;
    const power =
      shareOfChange === null ? part(Math.abs(change), before + after) : Math.min(Math.max(shareOfChange, 0), 1);
    const score =
      isLarge && standsOut(one, before, after) ? power * surprise(part(one.before, before), part(one.after, after)) : 0;
    return { dimension, ...one, change, shareOfChange, score };
  });
}

/** Values that explain something, best first, and dimensions by the sum of their values' scores. */
export function rankExplanations(byDimension: ReadonlyMap<Dimension, readonly BeforeAfter[]>): {
  moved: MovedValue[];
  dimensions: { dimension: Dimension; score: number }[];
} {
  const all = [...byDimension].map(([dimension, values]) => ({ dimension, values: contributions(dimension, values) }));
  const explaining = all.flatMap(({ values }) => values).filter(({ score }) => score > 0);
  return {
    moved: explaining.sort((a, b) => b.score - a.score || Math.abs(b.change) - Math.abs(a.change)),
    dimensions: all
      .map(({ dimension, values }) => ({ dimension, score: sum(values.map(({ score }) => score)) }))
      .sort((a, b) => b.score - a.score),
  };
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0);
const part = (one: number, whole: number) => (whole > 0 ? one / whole : 0);

/** One value's term of the Jensen-Shannon divergence between two distributions. */
function surprise(p: number, q: number): number {
  const term = (own: number) => (own > 0 ? own * Math.log((2 * own) / (p + q)) : 0);
  return Math.max(0, 0.5 * (term(p) + term(q)));
}

/** Whether a value changed its share by more than counting by chance (Poisson) does. */
function standsOut(one: BeforeAfter, before: number, after: number): boolean {
  if (before <= 0 || after <= 0) return false;
  const ratio = after / before;
  const spread = Math.sqrt(Math.max(one.after, 0) + Math.max(one.before, 0) * ratio * ratio);
  return Math.abs(one.after - one.before * ratio) > beyondChance * spread;
}
