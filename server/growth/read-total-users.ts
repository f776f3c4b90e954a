import type { TotalUsers as SinceMeasurement } from "../counting/counting.ts";

/** Users in total: the newest measurement and what came and went since. Times are epoch ms; null: never measured. */
export interface TotalUsers extends SinceMeasurement {
  total: number | null;
}

/** total = measured + created − deleted since the minute after the measurement (PRODUCT, Growth). */
export async function readTotalUsers(counting: {
  readUsersSinceMeasurement(): Promise<SinceMeasurement>;
}): Promise<TotalUsers> {
  const since = await counting.readUsersSinceMeasurement();
  const total = since.measured === null ? null : since.measured + since.createdSince - since.deletedSince;
  return { ...since, total };
}
