import type { PlotContent, PlotScale } from "./plot-scale.ts";

/** Hollow points: what was counted so far of the point that is filling. Nothing after a watermark is not drawn as nothing. */
export function PlotSoFar({
  content: { looks, filling, span },
  scale,
  width,
  height,
}: {
  content: PlotContent;
  scale: PlotScale;
  width: number;
  height: number;
}) {
  if (!filling) return null;
  return (
    <svg
      data-so-far=""
      className="pointer-events-none absolute inset-0"
      width={width}
      height={height}
      aria-hidden="true"
    >
      {looks.map(({ key, colour }) => {
        const value = filling.values[key] ?? null;
        if (value === null || (value === 0 && span.watermark !== null)) return null;
        return (
          <circle
            key={key}
            cx={scale.x(filling.bucket)}
            cy={scale.y(value)}
            r="3"
            fill="var(--background)"
            stroke={colour}
            strokeWidth="1.5"
          />
        );
      })}
    </svg>
  );
}
