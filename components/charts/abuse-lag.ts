/** Live, decisions and sign-ups of so many minutes are set against each other: one of a small team may have none. */
export const abuseMinutes = 10;

type Points = readonly (number | null)[];

/** Decisions for each 1,000 sign-ups (PRODUCT, metric dictionary); null where nobody signed up: never infinity. */
export function abusePerThousand(decisions: number | null, signUps: number | null): number | null {
  return decisions === null || signUps === null || signUps === 0 ? null : (decisions / signUps) * 1_000;
}

/** Abuse per 1,000 new accounts, point by point, against those who signed up `lag` points before; null without one. */
export function abuseRatio(decisions: Points, signUps: Points, lag: number): (number | null)[] {
  return decisions.map((decided, index) => abusePerThousand(decided, signUps[index - lag] ?? null));
}

/** With fewer points a correlation is chance. */
const leastPoints = 10;

/** Pearson's correlation of decisions with sign-ups `lag` points before; null on few points, and where one is flat. */
export function correlation(decisions: Points, signUps: Points, lag: number): number | null {
  const pairs = decisions.flatMap((decided, index): [number, number][] => {
    const created = signUps[index - lag] ?? null;
    return decided === null || created === null ? [] : [[decided, created]];
  });
  if (pairs.length < leastPoints) return null;
  const mean = (at: 0 | 1) => pairs.reduce((sum, pair) => sum + pair[at], 0) / pairs.length;
  const [decidedMean, createdMean] = [mean(0), mean(1)];
  let both = 0;
  let decidedSpread = 0;
  let createdSpread = 0;
  for (const [decided, created] of pairs) {
    both += (decided - decidedMean) * (created - createdMean);
    decidedSpread += (decided - decidedMean) ** 2;
    createdSpread += (created - createdMean) ** 2;
  }
  return decidedSpread === 0 || createdSpread === 0 ? null : both / Math.sqrt(decidedSpread * createdSpread);
}

/** The lag at which decisions follow sign-ups best; null where none can be told. */
export function bestLag(
  decisions: Points,
  signUps: Points,
  lags: readonly number[],
): { lag: number; correlation: number } | null {
  const found = lags.flatMap((lag) => {
    const value = correlation(decisions, signUps, lag);
    return value === null ? [] : [{ lag, correlation: value }];
  });
  return found.reduce<(typeof found)[number] | null>(
    (best, one) => (best === null || one.correlation > best.correlation ? one : best),
    null,
  );
}
