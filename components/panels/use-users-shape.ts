"use client";

import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { grainMs } from "../../server/kernel/grains.ts";
import { useTRPC } from "../shell/api.tsx";
import { minutesKept, useShift } from "./use-earlier.ts";
import { useWindow } from "./use-series.ts";

/** How users in total came to be what they are, and what they were so long before. */
export interface UsersShape {
  /** At the end of each of the last 40 minutes, the one of now so far; null where it is not known. */
  totals: readonly (number | null)[];
  /** Start of each of those minutes, epoch ms. */
  minutes: readonly number[];
  /** At `at`, epoch ms; null without a comparison, and where it is not known. */
  before: { total: number; at: number } | null;
  /** How long before, ms. */
  shift: number;
}

const { minute } = grainMs;
const none: readonly number[] = [];
const drawn = 40 * minute;

/** Asked once a minute, by the minute: the same sum as the figure of now, made by the server. */
export function useUsersShape(): UsersShape {
  const trpc = useTRPC();
  const shift = useShift();
  const { from, to } = useWindow("minute", { last: drawn });
  // Minutes are kept for 15 days: further back only the end of an hour is known.
  const grain = shift > minutesKept ? ("hour" as const) : ("minute" as const);
  const at = Math.floor((to - minute - shift) / grainMs[grain]) * grainMs[grain];
  const once = { staleTime: Number.POSITIVE_INFINITY, gcTime: 2 * minute, placeholderData: <T>(before: T) => before };
  const last = useQuery({ ...trpc.growth.history.queryOptions({ grain: "minute", from, to }), ...once });
  const past = { grain, from: Math.max(0, at - grainMs[grain]), to: Math.max(1, at) };
  const then = useQuery({
    ...trpc.growth.history.queryOptions(past),
    ...once,
    placeholderData: undefined,
    enabled: shift > 0,
  });
  const total = then.data?.totals.at(-1) ?? null;
  const before = useMemo(() => (shift > 0 && total !== null ? { total, at } : null), [shift, total, at]);
  return { totals: last.data?.totals ?? none, minutes: last.data?.times ?? none, before, shift };
}
