"use client";

import { Bar, BarChart, CartesianGrid, Tooltip, XAxis, YAxis } from "recharts";
import { type CasesPerHour, urgencies } from "../../server/hotline/contract.ts";
import { axisNumber } from "../ui/format-number.ts";
import { hourAndMinute, shortInstant, type Zone } from "../ui/format-time.ts";
import { countScale } from "./axis-scale.ts";
import { plotEdges } from "./plot-edges.ts";
import { PlotTooltip } from "./plot-tooltip.tsx";
import { urgencyLooks } from "./urgency-looks.ts";

const hourMs = 3_600_000;

/** The bars themselves, by Recharts, which comes after the page. */
export function HotlineBars({
  perHour,
  zone,
  width,
  height,
  muted,
}: {
  perHour: readonly CasesPerHour[];
  zone: Zone;
  width: number;
  height: number;
  muted: boolean;
}) {
  const data = perHour.map(({ hour, counts }) => ({ hour, ...counts }));
  const totals = perHour.map(({ counts }) => urgencies.reduce((sum, urgency) => sum + counts[urgency], 0));
  const scale = countScale(Math.max(0, ...totals));
  const every = width < 420 ? 6 : 4;
  const ticks = perHour.filter((_, index) => index % every === every - 1).map(({ hour }) => hour);
  return (
    <div className="relative" style={{ width, height }}>
      <BarChart
        width={width}
        height={height}
        data={data}
        margin={{ top: plotEdges.top, right: 16, bottom: 0, left: 0 }}
        barCategoryGap="25%"
        title="Hotline cases per hour by urgency"
        className={muted ? "grayscale" : undefined}
      >
        <CartesianGrid vertical={false} stroke="var(--chart-grid)" />
        <XAxis
          dataKey="hour"
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
          domain={[0, scale.max]}
          ticks={scale.ticks}
          interval={0}
          width={plotEdges.left}
          axisLine={false}
          tickLine={false}
          tick={{ fill: "var(--muted-foreground)", fontSize: 12 }}
          tickFormatter={axisNumber}
        />
        <Tooltip
          isAnimationActive={false}
          cursor={{ fill: "var(--accent)", fillOpacity: 0.5 }}
          content={({ active, label }) => {
            const hour = active ? perHour.find((one) => one.hour === label) : undefined;
            if (!hour) return null;
            const title = `${shortInstant(hour.hour, data.at(-1)?.hour ?? 0, zone)}–${hourAndMinute(hour.hour + hourMs, zone)} ${zone.label}`;
            return <PlotTooltip title={title} looks={urgencyLooks} values={hour.counts} />;
          }}
        />
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
      <span className="absolute bottom-[7px] text-right text-sm text-muted-foreground" style={{ left: 0, width: 48 }}>
        {zone.label}
      </span>
    </div>
  );
}
