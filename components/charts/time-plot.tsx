"use client";

import dynamic from "next/dynamic";
import { useMemo } from "react";
import type { Zone } from "../ui/format-time.ts";
import { EndLabels } from "./end-labels.tsx";
import { PlotCursor } from "./plot-cursor.tsx";
import { type PlotMark, plotFlags } from "./plot-marks.ts";
import { countsOf, type PlotContent, plotScale } from "./plot-scale.ts";
import { PlotSoFar } from "./plot-so-far.tsx";
import { useSameParts } from "./use-same-parts.ts";

export interface TimePlotProps extends PlotContent {
  zone: Zone;
  width: number;
  height: number;
  right: number;
  /** What the plot shows, in a few words, for those who do not see it. */
  label: string;
  /** Series that the others are parts of. */
  whole?: string;
  /** Grey: what is drawn was true, but may not be now. */
  muted?: boolean;
  /** What is to be said of its times. */
  marks?: readonly PlotMark[];
}

const noMarks: readonly PlotMark[] = [];

// Recharts weighs as much as all of our own: figures, names and states are there before it is.
const PlotLines = dynamic(() => import("./plot-lines.tsx").then((charts) => charts.PlotLines), { ssr: false });

const PlotFlags = dynamic(() => import("./plot-flags.tsx").then((flags) => flags.PlotFlags), { ssr: false });

/** Lines over time: a point stands at the start of its bucket. Axes, grid, hatch, end labels and tooltip are ours. */
export function TimePlot(props: TimePlotProps) {
  const { looks, rows, span, filling, comparedKey, fromZero } = props;
  const { zone, width, height, right, whole, muted = false, marks = noMarks } = props;
  const lines = useMemo(
    () => ({ looks, rows, span, comparedKey, fromZero }),
    [looks, rows, span, comparedKey, fromZero],
  );
  const content = { ...lines, filling };
  const counts = useSameParts(countsOf(content));
  const scale = useMemo(() => plotScale(span, counts, { width, height, right }), [span, counts, width, height, right]);
  const size = { width, height, right };
  return (
    <PlotCursor {...size} content={content} scale={scale} zone={zone} whole={whole} marks={marks} label={props.label}>
      <PlotLines
        {...size}
        content={lines}
        counts={counts}
        plotWidth={scale.plotWidth}
        zone={zone}
        whole={whole}
        muted={muted}
        marks={marks}
      />
      {muted ? null : <PlotSoFar content={content} scale={scale} width={width} height={height} />}
      <PlotFlags flags={plotFlags(marks, span, scale.plotWidth)} x={scale.x} width={width - right} />
      <span
        className="absolute bottom-[7px] text-right text-sm whitespace-nowrap text-muted-foreground"
        style={{ left: 0, width: 52 }}
      >
        {zone.label}
      </span>
      <EndLabels {...size} content={lines} scale={scale} muted={muted} />
    </PlotCursor>
  );
}
