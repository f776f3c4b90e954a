"use client";

import { useQuery } from "@tanstack/react-query";
import { useLiveWindows } from "../live/use-live-windows.ts";
import { totalUsers } from "../live/views.ts";
import { useTRPC } from "../shell/api.tsx";
import { useZone } from "../shell/use-scope.ts";
import { fullNumber, signedNumber } from "../ui/format-number.ts";
import { shortInstant } from "../ui/format-time.ts";

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

export function useMeasuredUsers(): MeasuredUsers {
  const trpc = useTRPC();
  const zone = useZone();
  const { rooms, at } = useLiveWindows([totalUsers]);
  const total = rooms[0]?.window.series.get("all")?.get(0)?.value ?? null;
  const { data } = useQuery({ ...trpc.growth.totalUsers.queryOptions(), refetchInterval: askAgainMs });
  if (!data || data.measured === null || data.measuredAt === null) {
    return { total, words: data ? "not measured yet" : "", since: "", long: null };
  }
  const measured = `measured ${shortInstant(data.measuredAt, at, zone)} ${zone.label}`;
  const since = `${signedNumber((total ?? data.total ?? data.measured) - data.measured)} since`;
  return { total, words: measured, since, long: `${fullNumber(data.measured)} ${measured}, ${since}` };
}
