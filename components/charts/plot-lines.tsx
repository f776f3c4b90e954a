"use client";

import { memo, useId, useMemo } from "react";
import {
  CartesianGrid,
  type DotItemDotProps,
  Line,
  LineChart,
  ReferenceArea,
  ReferenceLine,
  XAxis,
  YAxis,
} from "recharts";
import { axisNumber } from "../ui/format-number.ts";
import { aheadOfUtc, type Zone } from "../ui/format-time.ts";
import { countAxisLook, timeAxisLook } from "./axis-looks.ts";
import { type CountScale, timeTicks } from "./axis-scale.ts";
import { plotEdges } from "./plot-edges.ts";
import type { PlotMark } from "./plot-marks.ts";
import type { LinesContent, TimeRow } from "./plot-scale.ts";
import { tickWords } from "./point-times.ts";

const earlierKey = "earlier";

/**
 * Axes, grid, hatch and lines, by Recharts. What follows the pointer or fills is drawn above it, so that this rests
 * between two points.
 */
export const PlotLines = memo(function PlotLines({
  content,
  counts,
  plotWidth,
  zone,
  width,
  height,
  right,
  whole,
  muted,
  marks,
}: {
  content: LinesContent;
  counts: CountScale;
  plotWidth: number;
  zone: Zone;
  width: number;
  height: number;
  right: number;
  whole: string | undefined;
  muted: boolean;
  marks: readonly PlotMark[];
}) {
  const { looks, rows, span, comparedKey } = content;
  const hatch = useId();
  const marked = useId();
  const data = useMemo(() => {
    const points = rows.map(({ bucket, values, earlier }) => ({
      bucket,
      ...values,
      [earlierKey]: earlier?.values[comparedKey ?? ""],
    }));
    // Without a point Recharts draws no axes either, not even for the one that is still filling.
    return points.length > 0 ? points : [{ bucket: span.from }];
  }, [rows, comparedKey, span.from]);
  const { ticks, step } = timeTicks(span.from, span.to, plotWidth, aheadOfUtc(span.from, zone));
  const { watermark } = span;
  const unsettled = watermark === null ? span.settled : Math.max(span.from, watermark);
  const grey = "var(--muted-foreground)";
  return (
    <LineChart
      width={width}
      height={height}
      data={data}
      margin={{ top: plotEdges.top, right, bottom: 0, left: 0 }}
      accessibilityLayer={false}
      className={muted ? "grayscale" : undefined}
    >
      <defs>
        <pattern id={hatch} width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <path d="M0 0V6" stroke="var(--chart-hatch)" strokeWidth="1.5" />
        </pattern>
        <pattern id={marked} width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(-45)">
          <path d="M0 0V5" stroke={grey} strokeWidth="1" />
        </pattern>
      </defs>
      <CartesianGrid vertical={false} stroke="var(--chart-grid)" />
      <XAxis
        dataKey="bucket"
        type="number"
        domain={[span.from, span.to]}
        allowDataOverflow
        ticks={ticks}
        {...timeAxisLook}
        tickFormatter={(instant: number) => tickWords(instant, step, zone)}
      />
      <YAxis
        type="number"
        domain={[counts.ticks[0] ?? 0, counts.max]}
        allowDataOverflow
        ticks={counts.ticks}
        {...countAxisLook}
        tickFormatter={(value: number) => axisNumber(value, content.fromZero === false ? 6 : 3)}
      />
      {marks
        .filter(({ region }) => region)
        .map(({ id, from, to }) => (
          <ReferenceArea
            key={`region-${id}`}
            className="plot-mark"
            x1={from}
            x2={to}
            fill={`url(#${marked})`}
            fillOpacity={0.4}
            ifOverflow="hidden"
          />
        ))}
      {marks.map(({ id, at }) => (
        <ReferenceLine
          key={id}
          className="plot-mark-line"
          x={at}
          stroke={grey}
          strokeDasharray="3 3"
          ifOverflow="hidden"
        />
      ))}
      <ReferenceArea x1={unsettled} x2={span.to} fill={`url(#${hatch})`} fillOpacity={0.55} ifOverflow="hidden" />
      {watermark === null ? null : (
        <ReferenceLine
          x={unsettled}
          stroke={muted ? grey : "var(--status-warning)"}
          strokeDasharray="2 2"
          ifOverflow="hidden"
        />
      )}
      {comparedKey === undefined ? null : (
        <Line
          dataKey={earlierKey}
          type="linear"
          isAnimationActive={false}
          dot={false}
          activeDot={false}
          stroke={grey}
          strokeWidth={1}
          strokeDasharray="3 3"
        />
      )}
      {looks.toReversed().map((look) => (
        <Line
          key={look.key}
          dataKey={look.key}
          name={look.name}
          type="linear"
          isAnimationActive={false}
          dot={standsAlone(rows, look.key) ? (dot) => <LonelyDot key={dot.key} dot={dot} rows={rows} /> : false}
          activeDot={false}
          stroke={muted ? grey : look.colour}
          strokeWidth={look.key === whole ? 1.75 : 1.5}
          strokeDasharray={look.dash ?? undefined}
          strokeLinejoin="round"
        />
      ))}
    </LineChart>
  );
});

const isKnown = (row: TimeRow | undefined, key: string) => row !== undefined && (row.values[key] ?? null) !== null;
const isLonely = (rows: readonly TimeRow[], index: number, key: string) =>
  isKnown(rows[index], key) && !isKnown(rows[index - 1], key) && !isKnown(rows[index + 1], key);
const standsAlone = (rows: readonly TimeRow[], key: string) => rows.some((_, index) => isLonely(rows, index, key));

/** A point between two gaps has no line: without a dot it would not be seen. */
function LonelyDot({ dot, rows }: { dot: DotItemDotProps; rows: readonly TimeRow[] }) {
  if (!isLonely(rows, dot.index, String(dot.dataKey))) return <g />;
  return <circle cx={dot.cx} cy={dot.cy} r={2} fill={String(dot.stroke)} />;
}
