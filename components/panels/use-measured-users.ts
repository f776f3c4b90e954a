"use client";

import { useQuery } from "@tanstack/react-query";
import type { TotalUsers } from "../../server/growth/growth.ts";
import { type LiveWindows, useLiveFigure } from "../live/use-live-windows.ts";
import { totalUsers } from "../live/views.ts";
import { useTRPC } from "../shell/api.tsx";
import { fullNumber, signedNumber } from "../ui/format-number.ts";
import { shortInstant, type Zone } from "../ui/format-time.ts";

/** Where the total comes from, in words. */
export interface MeasuredUsers {
  total: number | null;
  /** "950 000 000 measured 14:02 UTC" */
  words: string;
  /** "+12 345 since" */
  since: string;
  long: string | null;
}

/** A new measurement comes a few times a day; asking this often keeps the words beside the live figure true. */
const askAgainMs = 10_000;

/** The newest measurement and what came since, as the server last said; undefined before it did. */
export function useMeasurement(): TotalUsers | undefined {
  const trpc = useTRPC();
  return useQuery({ ...trpc.growth.totalUsers.queryOptions(), refetchInterval: askAgainMs }).data;
}

/** The live figure with the words of its measurement, drawn again when one of them is another. */
export function useMeasuredUsers(measurement: TotalUsers | undefined, zone: Zone): MeasuredUsers {
  return useLiveFigure([totalUsers], (windows) => measuredUsers(windows, measurement, zone)).figure;
}

/** The live figure as it stands in its room, and in words where it comes from. */
export function measuredUsers({ rooms, at }: LiveWindows, data: TotalUsers | undefined, zone: Zone): MeasuredUsers {
  const total = rooms[0]?.window.series.get("all")?.get(0)?.value ?? null;
  if (!data || data.measured === null || data.measuredAt === null) {
    return { total, words: data ? "not measured yet" : "", since: "", long: null };
  }
  const measured = `measured ${shortInstant(data.measuredAt, at, zone)} ${zone.label}`;
  const since = `${signedNumber((total ?? data.total ?? data.measured) - data.measured)} since`;
  return { total, words: measured, since, long: `${fullNumber(data.measured)} ${measured}, ${since}` };
}
