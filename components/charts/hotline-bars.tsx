"use client";

import { Bar, BarChart, CartesianGrid, XAxis, YAxis } from "recharts";
import { type CasesPerHour, urgencies } from "../../server/hotline/contract.ts";
import { grainMs } from "../../server/kernel/grains.ts";
import { axisNumber } from "../ui/format-number.ts";
import { hourAndMinute, type Zone } from "../ui/format-time.ts";
import { countAxisLook, timeAxisLook } from "./axis-looks.ts";
import { countScale } from "./axis-scale.ts";
import { PlotCursor } from "./plot-cursor.tsx";
import { plotEdges } from "./plot-edges.ts";
import { PlotFlags } from "./plot-flags.tsx";
import { type PlotMark, plotFlags } from "./plot-marks.ts";
import { urgencyLooks } from "./urgency-looks.ts";

const right = 16;

/** The bars themselves, by Recharts, which comes after the page. They are read hour by hour as lines are. */
export function HotlineBars({
  perHour,
  zone,
  width,
  height,
  muted,
  marks,
}: {
  perHour: readonly CasesPerHour[];
  zone: Zone;
  width: number;
  height: number;
  muted: boolean;
  marks: readonly PlotMark[];
}) {
  const data = perHour.map(({ hour, counts }) => ({ hour, ...counts }));
  const totals = perHour.map(({ counts }) => urgencies.reduce((sum, urgency) => sum + counts[urgency], 0));
  const counts = countScale(Math.max(0, ...totals));
  const every = width < 420 ? 6 : 4;
  const ticks = perHour.filter((_, index) => index % every === every - 1).map(({ hour }) => hour);
  const rows = perHour.map((one) => ({ bucket: one.hour, values: one.counts }));
  const filling = rows.at(-1);
  const [from, to] = [rows[0]?.bucket ?? 0, (filling?.bucket ?? 0) + grainMs.hour];
  const plotWidth = Math.max(1, width - plotEdges.left - right);
  const span = { from, settled: to - grainMs.hour, to, watermark: null, step: grainMs.hour };
  const x = (instant: number) => plotEdges.left + ((instant - from) / (to - from)) * plotWidth;
  return (
    <PlotCursor
      content={{
        looks: urgencyLooks,
        rows: rows.slice(0, -1),
        filling,
        span,
      }}
      // A bar stands in the middle of its hour.
      scale={{ counts, plotWidth, x: (hour) => x(hour + grainMs.hour / 2), y: () => height - plotEdges.bottom }}
      zone={zone}
      width={width}
      height={height}
      right={right}
      label="Hotline cases per hour by urgency"
      whole={undefined}
      marks={marks}
      dots={false}
    >
      <BarChart
        width={width}
        height={height}
        data={data}
        margin={{ top: plotEdges.top, right, bottom: 0, left: 0 }}
        barCategoryGap="25%"
        accessibilityLayer={false}
        className={muted ? "grayscale" : undefined}
      >
        <CartesianGrid vertical={false} stroke="var(--chart-grid)" />
        <XAxis
          dataKey="hour"
          ticks={ticks}
          {...timeAxisLook}
          tickFormatter={(instant: number) => hourAndMinute(instant, zone)}
        />
        <YAxis domain={[0, counts.max]} ticks={counts.ticks} {...countAxisLook} tickFormatter={axisNumber} />
        {urgencyLooks.map((look) => (
          <Bar
            key={look.key}
            dataKey={look.key}
            name={look.name}
            stackId="cases"
            isAnimationActive={false}
            fill={look.hollow ? "var(--background)" : look.colour}
            stroke={look.colour}
            strokeWidth={1}
          />
        ))}
      </BarChart>
      <MarkLines marks={marks} x={x} width={width} height={height} />
      <PlotFlags flags={plotFlags(marks, span, plotWidth)} x={x} width={width - right} />
      <span className="absolute bottom-[7px] text-right text-sm text-muted-foreground" style={{ left: 0, width: 48 }}>
        {zone.label}
      </span>
    </PlotCursor>
  );
}

/** An axis of bars has places and no instants, so the lines of marks are drawn beside Recharts. */
function MarkLines({
  marks,
  x,
  width,
  height,
}: {
  marks: readonly PlotMark[];
  x: (instant: number) => number;
  width: number;
  height: number;
}) {
  const [top, bottom] = [plotEdges.top, height - plotEdges.bottom];
  return (
    <svg className="pointer-events-none absolute inset-0" width={width} height={height} aria-hidden="true">
      {marks.map(({ id, at, from, to, region }) => (
        <g key={id} className="plot-mark-line">
          {region ? (
            <rect
              x={x(from)}
              y={top}
              width={x(to) - x(from)}
              height={bottom - top}
              fill="var(--chart-hatch)"
              opacity="0.4"
            />
          ) : null}
          <path d={`M${x(at)} ${top}V${bottom}`} stroke="var(--muted-foreground)" strokeDasharray="3 3" />
        </g>
      ))}
    </svg>
  );
}
