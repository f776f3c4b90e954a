"use client";

import { parseAsInteger, useQueryState } from "nuqs";
import { grainMs } from "../../server/kernel/grains.ts";
import { lagHours } from "../../server/views/address/contract.ts";
import { ranges, useComparison, useRange } from "../shell/use-scope.ts";
import { useWindow } from "./use-series.ts";

const growthRanges = ["24h", "7d", "30d", "90d", "1y"] as const;
const { hour, day } = grainMs;
/** By how much sign-ups may lie before the decisions that they are set against, ms. */
const lags = { hour: lagHours.hour.map((hours) => hours * hour), day: lagHours.day.map((hours) => hours * hour) };

/** What Growth draws, from the address. A year has two days a point, so its lags are of even days. */
export function useGrowthScope() {
  const [range] = useRange(growthRanges, "7d");
  const [compare] = useComparison(null);
  const [chosenLag, setLag] = useQueryState("lag", parseAsInteger);
  const length = ranges[range].last;
  const grain = length <= 7 * day ? ("hour" as const) : ("day" as const);
  const window = useWindow(grain, { last: length });
  const possible = lags[grain].filter((lag) => range !== "1y" || lag % (2 * day) === 0);
  // The address holds hours.
  const lag = possible.find((one) => one === (chosenLag ?? 0) * hour) ?? 0;
  return { compare, grain, window, possible, lag, setLag: (next: number) => void setLag(next / hour) };
}
export type GrowthScope = ReturnType<typeof useGrowthScope>;
