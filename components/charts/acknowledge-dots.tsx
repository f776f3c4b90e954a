"use client";

import { CartesianGrid, Line, LineChart, ReferenceLine, XAxis, YAxis } from "recharts";
import type { TimeToAcknowledge } from "../../server/hotline/contract.ts";
import { duration } from "../ui/format-duration.ts";
import { countScale } from "./axis-scale.ts";
import { plotEdges } from "./plot-edges.ts";

const right = 16;
const minuteMs = 60_000;

/** The dots themselves, by Recharts, which comes after the page: filled the usual time, hollow the longest one. */
export function AcknowledgeDots({
  times,
  width,
  height,
  muted,
}: {
  times: TimeToAcknowledge;
  width: number;
  height: number;
  muted: boolean;
}) {
  const minutes = (ms: number | null) => (ms === null ? null : ms / minuteMs);
  const data = times.hours.map(({ hour, p50, longest }) => ({ hour, p50: minutes(p50), longest: minutes(longest) }));
  const target = times.targetMs / minuteMs;
  const highest = Math.max(target, ...data.map(({ longest }) => longest ?? 0));
  const scale = countScale(highest, 2);
  return (
    <LineChart
      width={width}
      height={height}
      data={data}
      margin={{ top: 6, right, bottom: 2, left: 0 }}
      accessibilityLayer={false}
      className={muted ? "grayscale" : undefined}
    >
      <CartesianGrid vertical={false} stroke="var(--chart-grid)" />
      {/* A band, as the bars above have it, so that an hour stands below its bar. */}
      <XAxis dataKey="hour" hide scale="band" />
      <YAxis
        domain={[0, scale.max]}
        ticks={scale.ticks}
        interval={0}
        width={plotEdges.left}
        axisLine={false}
        tickLine={false}
        tick={{ fill: "var(--muted-foreground)", fontSize: 12 }}
        tickFormatter={(value: number) => duration(value * minuteMs).replace(/\s00\s[sm]$/, "")}
      />
      <ReferenceLine y={target} stroke="var(--chart-axis)" strokeDasharray="3 3" />
      <Line
        dataKey="longest"
        stroke="none"
        dot={{ r: 3.5, fill: "var(--background)", stroke: "var(--chart-1)", strokeWidth: 1.5 }}
        isAnimationActive={false}
        activeDot={false}
      />
      <Line
        dataKey="p50"
        stroke="none"
        dot={{ r: 2.5, fill: "var(--chart-1)", stroke: "var(--chart-1)" }}
        isAnimationActive={false}
        activeDot={false}
      />
    </LineChart>
  );
}
