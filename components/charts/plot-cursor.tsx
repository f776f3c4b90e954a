"use client";

import dynamic from "next/dynamic";
import type { ReactNode } from "react";
import { fullNumber } from "../ui/format-number.ts";
import type { Zone } from "../ui/format-time.ts";
import { usePointedTime } from "./annotating.ts";
import { plotEdges } from "./plot-edges.ts";
import { marksAt, type PlotMark } from "./plot-marks.ts";
import type { PlotContent, PlotScale, TimeRow } from "./plot-scale.ts";
import { pointWords } from "./point-times.ts";
import { usePlotCursor } from "./use-plot-cursor.ts";

const PlotTooltip = dynamic(() => import("./plot-tooltip.tsx").then((all) => all.PlotTooltip), { ssr: false });

const tooltipWidth = 356;
const beside = 14;

/** A plot that can be read point by point: one tab stop, arrows inside, Enter or a click pins, Escape closes. */
export function PlotCursor({
  content,
  scale,
  zone,
  width,
  height,
  right,
  label,
  whole,
  marks,
  dots = true,
  children,
}: {
  content: PlotContent;
  scale: PlotScale;
  zone: Zone;
  width: number;
  height: number;
  right: number;
  label: string;
  whole: string | undefined;
  marks: readonly PlotMark[];
  /** A dot on every line where the cursor is; bars have none. */
  dots?: boolean;
  children: ReactNode;
}) {
  const { looks, span, filling } = content;
  const rows = filling ? [...content.rows, filling] : content.rows;
  const { cursor, index, handlers } = usePlotCursor(
    rows,
    looks.map(({ key }) => key),
    scale,
  );
  const row = rows[index];
  usePointedTime(row?.bucket ?? null);
  const marked = row ? marksAt(marks, row.bucket) : [];
  const x = row ? scale.x(row.bucket) : 0;
  const title = (of: { bucket: number }) => `${pointWords(of.bucket, span.step, zone)} ${zone.label}`;
  const room = Math.min(tooltipWidth, width - 8);
  const left = x + beside + room <= width ? x + beside : Math.max(4, x - beside - room);
  const spoken = row
    ? `${title(row)}: ${valuesInWords(row, content, cursor?.series ?? null)}${wordsOf(marked)}`
    : "no point chosen";
  return (
    <div className="relative" style={{ width, height }}>
      <div
        role="slider"
        tabIndex={0}
        aria-label={`${label}: arrow keys move from point to point, Enter pins`}
        aria-valuemin={0}
        aria-valuemax={Math.max(0, rows.length - 1)}
        aria-valuenow={Math.max(0, index)}
        aria-valuetext={spoken}
        className="absolute inset-0 touch-pan-y outline-offset-[-2px]"
        {...handlers}
      >
        {children}
        {row ? (
          <svg className="pointer-events-none absolute inset-0" width={width} height={height} aria-hidden="true">
            <path
              d={`M${x} ${plotEdges.top}V${height - plotEdges.bottom}`}
              stroke={cursor?.pinned ? "var(--primary)" : "var(--border-strong)"}
            />
            {looks.map(({ key, colour }) => {
              const value = row.values[key] ?? null;
              return value === null || !dots ? null : (
                <circle
                  key={key}
                  cx={x}
                  cy={scale.y(value)}
                  r={key === cursor?.series ? 5 : 3}
                  fill="var(--background)"
                  stroke={colour}
                  strokeWidth="1.5"
                />
              );
            })}
          </svg>
        ) : null}
      </div>
      {row ? (
        <div
          data-testid="plot-tooltip"
          data-bucket={row.bucket}
          data-pinned={cursor?.pinned}
          className={cursor?.pinned ? "absolute z-30" : "pointer-events-none absolute z-30"}
          style={{ left, top: plotEdges.top + 6, width: room, maxWidth: width - right < room ? width - 8 : undefined }}
        >
          <PlotTooltip
            title={title(row)}
            looks={looks}
            values={row.values}
            whole={whole}
            earlier={row.earlier && { title: title(row.earlier), values: row.earlier.values }}
            soFar={row === filling}
            active={cursor?.series}
            marks={marked}
            foot={cursor?.pinned ? "Pinned. Esc closes" : undefined}
          />
        </div>
      ) : null}
    </div>
  );
}

function wordsOf(marks: readonly PlotMark[]): string {
  return marks.map(({ words }) => `. ${words}`).join("");
}

/** The point for those who hear it: the series that the arrows are on, or all. */
function valuesInWords({ values, earlier }: TimeRow, { looks }: PlotContent, series: string | null): string {
  return looks
    .filter(({ key }) => values[key] !== undefined && (series === null || key === series))
    .map(({ key, name }) => {
      const before = earlier?.values[key];
      const value = values[key] ?? null;
      const against = before === undefined || before === null ? "" : `, earlier ${fullNumber(before)}`;
      return `${name} ${value === null ? "not known" : fullNumber(value)}${against}`;
    })
    .join("; ");
}
