"use client";

import { CartesianGrid, Line, LineChart, ReferenceDot, ReferenceLine, XAxis, YAxis } from "recharts";
import type { Watched } from "../../server/alerts/rule/contract.ts";
import { axisNumber, fullNumber } from "../ui/format-number.ts";
import { aheadOfUtc, type Zone } from "../ui/format-time.ts";
import { countAxisLook, timeAxisLook } from "./axis-looks.ts";
import { countScale, scaleBetween, timeTicks } from "./axis-scale.ts";
import { plotEdges } from "./plot-edges.ts";
import { tickWords } from "./point-times.ts";

const right = 16;
const minuteMs = 60_000;
const grey = "var(--muted-foreground)";

/** Minutes by Recharts, which comes after the page: the count, the value that it is compared with, when the rule fired. */
export function WatchedLine({
  watched: { measure, from, minutes, value, firedAt },
  zone,
  width,
  height,
}: {
  watched: Watched;
  zone: Zone;
  width: number;
  height: number;
}) {
  const to = from + minutes.length * minuteMs;
  const data = minutes.map((count, index) => ({ minute: from + index * minuteMs, count }));
  const last = data.findLast(({ count }) => count !== null);
  const shown = [...minutes, value].filter((count) => count !== null);
  const highest = Math.max(0, ...shown);
  // Of a billion users a change would be no pixel high on an axis from 0.
  const scale = measure === "total_users" ? scaleBetween(Math.min(...shown), highest) : countScale(highest, 3);
  const { ticks, step } = timeTicks(from, to, width - plotEdges.left - right, aheadOfUtc(from, zone));
  return (
    <LineChart
      width={width}
      height={height}
      data={data}
      margin={{ top: plotEdges.top, right, bottom: 0, left: 0 }}
      accessibilityLayer={false}
    >
      <CartesianGrid vertical={false} stroke="var(--chart-grid)" />
      <XAxis
        dataKey="minute"
        type="number"
        domain={[from, to]}
        ticks={ticks}
        {...timeAxisLook}
        tickFormatter={(instant: number) => tickWords(instant, step, zone)}
      />
      <YAxis
        domain={[scale.ticks[0] ?? 0, scale.max]}
        ticks={scale.ticks}
        {...countAxisLook}
        tickFormatter={(count: number) => axisNumber(count)}
      />
      {value === null ? null : <ReferenceLine y={value} stroke="var(--status-warning)" strokeDasharray="4 3" />}
      <ReferenceLine x={firedAt} stroke={grey} strokeDasharray="3 3" ifOverflow="hidden" />
      <Line
        dataKey="count"
        type="linear"
        isAnimationActive={false}
        dot={false}
        activeDot={false}
        stroke="var(--chart-1)"
        strokeWidth={1.75}
        strokeLinejoin="round"
      />
      {last ? (
        <ReferenceDot
          x={last.minute}
          y={last.count ?? 0}
          r={3.5}
          fill="var(--chart-1)"
          stroke="none"
          label={{ value: fullNumber(last.count ?? 0), position: "left", fill: "var(--foreground)", fontSize: 12 }}
        />
      ) : null}
    </LineChart>
  );
}
