/** Bucket sizes of the rollups. Days are UTC days everywhere. */
export const grains = ["10s", "minute", "hour", "day"] as const;
export type Grain = (typeof grains)[number];

/** Length of one bucket in milliseconds. */
export const grainMs: Record<Grain, number> = { "10s": 10_000, minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/** Start of the bucket that holds `time`, both in epoch milliseconds. */
export function bucketOf(time: number, grain: Grain): number {
  return Math.floor(time / grainMs[grain]) * grainMs[grain];
}
