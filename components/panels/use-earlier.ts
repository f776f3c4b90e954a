"use client";

import type { SeriesAnswer } from "../../server/counting/series/contract.ts";
import { type Grain, grainMs } from "../../server/kernel/grains.ts";
import type { EarlierRate } from "../charts/earlier-rate.ts";
import type { CountedView } from "../live/views.ts";
import { liveRanges, shiftOf, useComparison, useLiveRange } from "../shell/use-scope.ts";
import { hourAndMinute, weekdayAndDay, type Zone } from "../ui/format-time.ts";
import { useSeries, useWindow } from "./use-series.ts";

/** What a live view is set against: the same measure so long before. */
export interface Earlier {
  /** Minutes, or hours where minutes are no longer kept; undefined until it is known. */
  answer: SeriesAnswer | undefined;
  /** How long before, ms. */
  shift: number;
}

const { minute, hour, day } = grainMs;
/** The longest live range and the ten minutes before it, for its first point. */
const asked = 2 * hour + 10 * minute;
/** Minutes are kept for 15 days. */
export const minutesKept = 14 * day;

/** The counts of a view at the time that the comparison of the address names; without one, a week before. */
export function useEarlier({ measure, breakdowns, filter }: CountedView): Earlier {
  const shift = useShift();
  const grain: Grain = shift > minutesKept ? "hour" : "minute";
  const { from, to } = useWindow(grain, { last: asked + (grain === "hour" ? hour : 0) });
  const question = {
    measure,
    breakdowns: [...breakdowns],
    filter,
    grain,
    from: Math.max(0, from - shift),
    to: Math.max(1, to - shift),
  };
  return { answer: useSeries(question, false).data, shift };
}

/** How long before lies what the live range is set against, ms; 0 without a comparison. */
export function useShift(): number {
  const [comparison] = useComparison("last_week");
  return shiftOf(comparison, liveRanges[useLiveRange()].length);
}

/** The day that is compared with, "Tue 17 Nov", or the time where it is of today. */
export function earlierDay(shift: number, until: number, zone: Zone): string {
  return shift < day ? `${hourAndMinute(until - shift, zone)} ${zone.label}` : weekdayAndDay(until - shift, zone);
}

/** "3 100 a minute on Tue 17 Nov, 14:10–14:20 UTC" */
export function earlierWords({ perMinute, from, to }: EarlierRate, zone: Zone): string {
  const rate = perMinute < 10 ? perMinute.toFixed(1) : Math.round(perMinute).toString();
  const times = `${hourAndMinute(from, zone)}–${hourAndMinute(to, zone)}`;
  return `${rate} a minute on ${weekdayAndDay(from, zone)}, ${times} ${zone.label}`;
}
