"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import type { Annotation, Drawn } from "../../server/annotations/contract.ts";
import { grainMs } from "../../server/kernel/grains.ts";
import type { PlotSpan } from "../charts/bucket-series.ts";
import { type PlotMark, plotMarks } from "../charts/plot-marks.ts";
import { usePaused } from "../live/use-connection.ts";
import { useTRPC } from "../shell/api.tsx";
import type { Zone } from "../ui/format-time.ts";

/** What somebody else writes is on every screen this soon. */
const askAgainMs = 5_000;
const none: readonly Annotation[] = [];
const noMarks: readonly PlotMark[] = [];

/** What is to be said on a chart of these measures and filters: at most 5 s old while the server answers. */
export function useMarks(span: PlotSpan | undefined, charts: readonly Drawn[], zone: Zone): readonly PlotMark[] {
  const annotations = useAnnotations(span);
  const asked = JSON.stringify(charts);
  return useMemo(
    () => (span ? plotMarks(annotations, JSON.parse(asked) as readonly Drawn[], span, zone) : noMarks),
    [annotations, asked, span, zone],
  );
}

/** Everything that is to be said of a window, for a panel of several charts. */
export function useAnnotations(span: PlotSpan | undefined): readonly Annotation[] {
  const trpc = useTRPC();
  const paused = usePaused() !== null;
  // By whole hours, so that charts of one page ask one question, and the same one for an hour.
  const from = Math.floor((span?.from ?? 0) / grainMs.hour) * grainMs.hour;
  const to = (Math.floor((span?.to ?? 0) / grainMs.hour) + 1) * grainMs.hour;
  const { data = none } = useQuery({
    ...trpc.annotations.read.queryOptions({ from: Math.max(0, from), to }),
    enabled: span !== undefined,
    placeholderData: keepPreviousData,
    refetchInterval: paused ? false : askAgainMs,
    staleTime: askAgainMs,
  });
  return data;
}

/** The kinds of the marks, for those who look from outside: "policy restatement". */
export function kindsOf(marks: readonly PlotMark[]): string {
  return marks.map(({ kind }) => kind).join(" ");
}
