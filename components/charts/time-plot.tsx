"use client";

import { useId, useMemo } from "react";
import {
  CartesianGrid,
  Line,
  LineChart,
  ReferenceArea,
  ReferenceDot,
  ReferenceLine,
  Tooltip,
  XAxis,
  YAxis,
} from "recharts";
import { grainMs } from "../../server/kernel/grains.ts";
import { axisNumber } from "../ui/format-number.ts";
import { hourAndMinute, timeOfDay, type Zone } from "../ui/format-time.ts";
import { countScale, timeTicks } from "./axis-scale.ts";
import type { Span } from "./bucket-series.ts";
import type { SeriesLook } from "./category-colours.ts";
import { EndLabels } from "./end-labels.tsx";
import { plotEdges } from "./plot-edges.ts";
import { PlotTooltip } from "./plot-tooltip.tsx";
import { VoidFlags } from "./void-flags.tsx";
import { marksAt, type VoidMark, voidFlags } from "./void-marks.ts";

/** One bucket: its start and a value for each series. */
export interface TimeRow {
  bucket: number;
  values: Readonly<Record<string, number>>;
}

export interface TimePlotProps {
  looks: readonly SeriesLook[];
  rows: readonly TimeRow[];
  span: Span;
  zone: Zone;
  width: number;
  height: number;
  right: number;
  /** What the plot shows, in a few words, for those who do not see it. */
  label: string;
  /** Series that the others are parts of. */
  whole?: string;
  /** The first series so far, in the bucket that is filling. */
  filling?: number;
  /** Grey: what is drawn was true, but may not be now. */
  muted?: boolean;
  /** Where counts were taken back. */
  marks?: readonly VoidMark[];
}

/** Lines over time: a point stands at the start of its bucket. Axes, grid, hatch, end labels and tooltip are ours. */
export function TimePlot(props: TimePlotProps) {
  const { looks, rows, span, zone, width, height, right, muted = false, marks = [] } = props;
  const hatch = useId();
  const voided = useId();
  const data = useMemo(() => rows.map(({ bucket, values }) => ({ bucket, ...values })), [rows]);
  const scale = countScale(highest(rows, props.filling));
  const plotWidth = Math.max(1, width - plotEdges.left - right);
  const ticks = timeTicks(span.from, span.to, plotWidth);
  const last = rows.at(-1);
  const { watermark } = span;
  const unsettled = watermark === null ? span.settled : Math.max(span.from, watermark);
  const watermarkColour = muted ? "var(--muted-foreground)" : "var(--status-warning)";
  const first = looks[0];
  const xOf = (at: number) => plotEdges.left + ((at - span.from) / (span.to - span.from)) * plotWidth;
  return (
    <div className="relative" style={{ width, height }}>
      <VoidFlags flags={voidFlags(marks, span, plotWidth)} x={xOf} width={width - right} />
      <LineChart
        width={width}
        height={height}
        data={data}
        margin={{ top: plotEdges.top, right, bottom: 0, left: 0 }}
        title={props.label}
        className={muted ? "grayscale" : undefined}
      >
        <defs>
          <pattern id={hatch} width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
            <path d="M0 0V6" stroke="var(--chart-hatch)" strokeWidth="1.5" />
          </pattern>
          <pattern id={voided} width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(-45)">
            <path d="M0 0V5" stroke="var(--muted-foreground)" strokeWidth="1" />
          </pattern>
        </defs>
        <CartesianGrid vertical={false} stroke="var(--chart-grid)" />
        <XAxis
          dataKey="bucket"
          type="number"
          domain={[span.from, span.to]}
          allowDataOverflow
          ticks={ticks}
          interval={0}
          height={plotEdges.bottom}
          axisLine={{ stroke: "var(--chart-axis)" }}
          tickLine={{ stroke: "var(--chart-axis)" }}
          tickSize={4}
          tick={{ fill: "var(--muted-foreground)", fontSize: 12 }}
          tickFormatter={(instant: number) => hourAndMinute(instant, zone)}
        />
        <YAxis
          type="number"
          domain={[0, scale.max]}
          ticks={scale.ticks}
          interval={0}
          width={plotEdges.left}
          axisLine={false}
          tickLine={false}
          tick={{ fill: "var(--muted-foreground)", fontSize: 12 }}
          tickFormatter={axisNumber}
        />
        {marks.map(({ id, from, to }) => (
          <ReferenceArea
            key={`voided-${id}`}
            className="void-mark"
            x1={from}
            x2={to}
            fill={`url(#${voided})`}
            fillOpacity={0.4}
            ifOverflow="hidden"
          />
        ))}
        {marks.map(({ id, from }) => (
          <ReferenceLine
            key={`voided-from-${id}`}
            x={from}
            stroke="var(--muted-foreground)"
            strokeDasharray="3 3"
            ifOverflow="hidden"
          />
        ))}
        <ReferenceArea x1={unsettled} x2={span.to} fill={`url(#${hatch})`} fillOpacity={0.55} ifOverflow="hidden" />
        {watermark === null ? null : (
          <ReferenceLine x={unsettled} stroke={watermarkColour} strokeDasharray="2 2" ifOverflow="hidden" />
        )}
        <Tooltip
          isAnimationActive={false}
          cursor={{ stroke: "var(--border-strong)" }}
          content={({ active, label }) => {
            const row = active ? rows.find(({ bucket }) => bucket === label) : undefined;
            if (!row) return null;
            const title = `${timeOfDay(row.bucket, zone)}–${timeOfDay(row.bucket + grainMs[span.grain], zone)} ${zone.label}`;
            const notes = marksAt(marks, row.bucket).map(({ words }) => words);
            return <PlotTooltip title={title} looks={looks} values={row.values} whole={props.whole} notes={notes} />;
          }}
        />
        {looks.toReversed().map((look) => (
          <Line
            key={look.key}
            dataKey={look.key}
            name={look.name}
            type="linear"
            isAnimationActive={false}
            dot={false}
            activeDot={{ r: 3, strokeWidth: 0 }}
            stroke={muted ? "var(--muted-foreground)" : look.colour}
            strokeWidth={look.key === props.whole ? 1.75 : 1.5}
            strokeDasharray={look.dash ?? undefined}
            strokeLinejoin="round"
          />
        ))}
        {props.filling !== undefined && (watermark === null || props.filling > 0) && !muted && first ? (
          <ReferenceDot
            x={span.settled}
            y={props.filling}
            r={3}
            fill="var(--background)"
            stroke={first.colour}
            strokeWidth={1.5}
            ifOverflow="hidden"
          />
        ) : null}
      </LineChart>
      <span className="absolute bottom-[7px] text-right text-sm text-muted-foreground" style={{ left: 0, width: 48 }}>
        {zone.label}
      </span>
      {last ? (
        <EndLabels
          ends={looks.map((look) => ({ look, value: last.values[look.key] ?? 0 }))}
          max={scale.max}
          width={width}
          height={height}
          right={right}
          muted={muted}
          endX={xOf(last.bucket)}
        />
      ) : null}
    </div>
  );
}

function highest(rows: readonly TimeRow[], filling = 0): number {
  return rows.reduce((most, { values }) => Math.max(most, ...Object.values(values)), filling);
}
