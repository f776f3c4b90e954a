import { memo } from "react";
import { cn } from "../ui/cn.ts";
import { labelNumber } from "../ui/format-number.ts";
import { labelsOf, spreadLabels } from "./axis-scale.ts";
import { plotEdges } from "./plot-edges.ts";
import type { LinesContent, PlotScale } from "./plot-scale.ts";

/** Between the right end of the plot and a label, px. */
const beside = 14;
/** Where a line ends further away than this, a piece of it stands beside its name instead. */
const longestLeader = 60;

/**
 * Names at the ends of the lines instead of a legend, with the last drawn value, moved apart where they would meet.
 * Where a line of text has no room for both, the figure stands below its name; long ones are shortened, never cut.
 */
export const EndLabels = memo(function EndLabels({
  content,
  scale,
  width,
  height,
  right,
  muted,
}: {
  content: LinesContent;
  scale: PlotScale;
  width: number;
  height: number;
  right: number;
  muted: boolean;
}) {
  const top = plotEdges.top;
  const bottom = height - plotEdges.bottom;
  const ends = content.looks.flatMap((look) => {
    const row = content.rows.findLast(({ values }) => (values[look.key] ?? null) !== null);
    return row ? [{ look, value: row.values[look.key] ?? 0, endX: scale.x(row.bucket) }] : [];
  });
  const room = right - beside;
  const names = content.looks.map(({ short }) => short);
  const { stacked, gap } = labelsOf(names, room, bottom - top);
  const heights = ends.map(({ value }) => scale.y(value));
  const placed = spreadLabels(heights, gap, top + gap / 2 - 5, bottom - gap / 2 + 5);
  const labelX = width - right + beside;
  return (
    <div className="pointer-events-none absolute inset-0" aria-hidden="true">
      <svg className="absolute inset-0" width={width} height={height} aria-hidden="true">
        {ends.map(({ look, endX }, index) => {
          const y = heights[index] ?? bottom;
          const labelY = placed[index] ?? y;
          const colour = muted ? "var(--muted-foreground)" : look.colour;
          return (
            <g key={look.key}>
              <circle cx={endX} cy={y} r="3" fill={colour} />
              {labelX - endX > longestLeader ? (
                <path
                  d={`M${labelX - 12} ${labelY}h8`}
                  stroke={colour}
                  strokeWidth="2"
                  strokeDasharray={look.dash ?? undefined}
                />
              ) : Math.abs(labelY - y) > 3 ? (
                <path d={`M${endX + 4} ${y}L${labelX - 3} ${labelY}`} stroke={colour} strokeWidth=".75" fill="none" />
              ) : null}
            </g>
          );
        })}
      </svg>
      {ends.map(({ look, value }, index) => (
        <span
          key={look.key}
          data-end-label=""
          className={cn(
            "absolute top-0 flex -translate-y-1/2 text-sm whitespace-nowrap",
            stacked ? "flex-col leading-[14px]" : "gap-1.5",
          )}
          // Moved, not laid out anew: a label follows its line, and nothing else is pushed by it.
          style={{ left: labelX, transform: `translateY(${placed[index] ?? bottom}px)`, width: room }}
        >
          <span className="truncate font-medium">{look.short}</span>
          <span className="shrink-0 text-secondary-foreground">{labelNumber(value)}</span>
        </span>
      ))}
    </div>
  );
});
