import { fullNumber } from "../ui/format-number.ts";
import { spreadLabels } from "./axis-scale.ts";
import { plotEdges } from "./plot-edges.ts";
import type { PlotContent, PlotScale } from "./plot-scale.ts";

const labelGap = 18;
/** Where a line ends further away than this, a piece of it stands beside its name instead. */
const longestLeader = 60;

/** Names at the ends of the lines instead of a legend, with the last drawn value, moved apart where they would meet. */
export function EndLabels({
  content,
  scale,
  width,
  height,
  right,
  muted,
}: {
  content: PlotContent;
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
  const heights = ends.map(({ value }) => scale.y(value));
  const placed = spreadLabels(heights, labelGap, top + 4, bottom - 4);
  const labelX = width - right + 14;
  return (
    <svg className="pointer-events-none absolute inset-0" width={width} height={height} aria-hidden="true">
      {ends.map(({ look, value, endX }, index) => {
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
            <text x={labelX} y={labelY + 4} className="text-sm font-medium" fill="var(--foreground)">
              {look.short}
              <tspan dx="6" fontWeight="400" fill="var(--secondary-foreground)">
                {fullNumber(value)}
              </tspan>
            </text>
          </g>
        );
      })}
    </svg>
  );
}
