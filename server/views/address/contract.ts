/** What the addresses of pages may say, beside dimensions and measures. Runs in browsers: no imports from Node. */
import { comparisons, dimensions } from "../../counting/series/contract.ts";

/** The ranges, shortest first. */
export const rangeNames = ["5m", "15m", "40m", "2h", "6h", "24h", "7d", "30d", "90d", "1y", "all"] as const;
export type RangeName = (typeof rangeNames)[number];

export const zoneChoices = ["utc", "local"] as const;
export const comparisonChoices = [...comparisons, "none"] as const;
export const breakdownChoices = [...dimensions, "nothing"] as const;
/** By how many hours sign-ups may lie before the decisions that they are set against, for charts by the hour and day. */
export const lagHours = { hour: [0, 1, 3, 6, 12, 24], day: [0, 24, 48, 96, 168, 336] } as const;

/** The pages whose addresses can be kept. */
export const viewPages = ["now", "explore", "growth"] as const;
export type ViewPage = (typeof viewPages)[number];
export const pathOfPage: Record<ViewPage, string> = { now: "/", explore: "/explore", growth: "/growth" };

/** The page at a path, where what it shows can be kept. */
export function pageOfPath(path: string): ViewPage | undefined {
  return viewPages.find((page) => pathOfPage[page] === path);
}
