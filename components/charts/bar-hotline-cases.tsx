"use client";

import { memo, useRef } from "react";
import { Bar, BarChart, CartesianGrid, Tooltip, XAxis, YAxis } from "recharts";
import { type CasesPerHour, urgencies } from "../../server/hotline/contract.ts";
import { axisNumber } from "../ui/format-number.ts";
import { hourAndMinute, shortInstant, type Zone } from "../ui/format-time.ts";
import { countScale } from "./axis-scale.ts";
import type { SeriesLook } from "./category-colours.ts";
import { plotEdges } from "./plot-edges.ts";
import { PlotTooltip } from "./plot-tooltip.tsx";
import { TableTwin } from "./table-twin.tsx";
import { urgencyLooks } from "./urgency-looks.ts";
import { useWidth } from "./use-width.ts";

const hourMs = 3_600_000;

/** Cases an hour by urgency, one bar an hour, parts of a whole; or the same as a table. */
export const BarHotlineCases = memo(function BarHotlineCases({
  perHour,
  zone,
  height,
  asTable,
  muted,
}: {
  perHour: readonly CasesPerHour[];
  zone: Zone;
  height: number;
  asTable: boolean;
  muted: boolean;
}) {
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box);
  const now = perHour.at(-1)?.hour ?? 0;
  return (
    <div ref={box} style={{ height }}>
      {asTable ? (
        <TableTwin
          caption="Hotline cases per hour by urgency, last 24 hours, newest first"
          bucketName={`Hour from, ${zone.label}`}
          columns={urgencyLooks}
          rows={perHour.map(({ hour, counts }) => ({
            bucket: hour,
            label: shortInstant(hour, now, zone),
            values: counts,
          }))}
          height={height}
        />
      ) : width > 0 ? (
        <Bars perHour={perHour} zone={zone} width={width} height={height} muted={muted} />
      ) : null}
    </div>
  );
});

function Bars({
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

/** What each part of a bar stands for, with its sum over the hours shown. */
export function UrgencyLegend({ perHour }: { perHour: readonly CasesPerHour[] }) {
  return (
    <ul className="flex flex-wrap gap-x-4 text-sm text-secondary-foreground">
      {urgencyLooks.map((look) => (
        <li key={look.key} className="flex items-center gap-1.5">
          <Square look={look} hollow={look.hollow} />
          {look.name} <span className="font-medium text-foreground">{sumOf(perHour, look.key)}</span>
        </li>
      ))}
    </ul>
  );
}

function Square({ look, hollow }: { look: SeriesLook; hollow: boolean }) {
  return (
    <svg width="10" height="10" aria-hidden="true">
      <rect x=".5" y=".5" width="9" height="9" fill={hollow ? "none" : look.colour} stroke={look.colour} />
    </svg>
  );
}

function sumOf(perHour: readonly CasesPerHour[], key: (typeof urgencyLooks)[number]["key"]): number {
  return perHour.reduce((sum, { counts }) => sum + counts[key], 0);
}
