import { fullNumber } from "../ui/format-number.ts";
import { spreadLabels } from "./axis-scale.ts";
import type { SeriesLook } from "./category-colours.ts";
import { plotEdges } from "./plot-edges.ts";

const labelGap = 18;
/** Where a line ends further away than this, a piece of it stands beside its name instead. */
const longestLeader = 60;

/** Names at the ends of the lines instead of a legend, with the last drawn value, moved apart where they would meet. */
export function EndLabels({
  ends,
  max,
  width,
  height,
  right,
  muted,
  endX,
}: {
  ends: readonly { look: SeriesLook; value: number }[];
  max: number;
  width: number;
  height: number;
  right: number;
  muted: boolean;
  /** Where the lines end, in pixels from the left. */
  endX: number;
}) {
  const top = plotEdges.top;
  const bottom = height - plotEdges.bottom;
  const heights = ends.map(({ value }) => bottom - (value / max) * (bottom - top));
  const placed = spreadLabels(heights, labelGap, top + 4, bottom - 4);
  const labelX = width - right + 14;
  return (
    <svg className="pointer-events-none absolute inset-0" width={width} height={height} aria-hidden="true">
      {ends.map(({ look, value }, index) => {
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
