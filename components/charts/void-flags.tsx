import { plotEdges } from "./plot-edges.ts";
import type { VoidFlag } from "./void-marks.ts";

/** Small flags at the top of a plot that name its marks, turned inward at the right edge. `x` is in pixels. */
export function VoidFlags({
  flags,
  x,
  width,
}: {
  flags: readonly VoidFlag[];
  x: (at: number) => number;
  width: number;
}) {
  return (
    <svg
      className="pointer-events-none absolute inset-x-0 top-0"
      width="100%"
      height={plotEdges.top + 18}
      aria-hidden="true"
    >
      {flags.map(({ at, marks }) => {
        const text = marks === 1 ? "voided" : `voided ×${marks}`;
        const room = marks === 1 ? 48 : 66;
        const left = Math.min(x(at), width - room);
        return (
          <g key={at} data-testid="void-flag">
            <rect x={left} y={plotEdges.top} width={room} height="16" fill="var(--secondary)" />
            <text x={left + 5} y={plotEdges.top + 12} className="text-xs" fill="var(--secondary-foreground)">
              {text}
            </text>
          </g>
        );
      })}
    </svg>
  );
}
