import { cn } from "../ui/cn.ts";
import { sparkPath, thinned } from "./spark-path.ts";

const small = { width: 112, height: 32 };
const noMarks: [] = [];

/** A small line on its own scale, without axes: only its shape is to be read. */
export function SparkLine({
  values,
  earlier,
  muted = false,
  colour,
  size = small,
  className,
  stock = false,
  marks = noMarks,
}: {
  /** Null is not known: a gap. */
  values: readonly (number | null)[];
  /** The same stretch of an earlier day, as many values; drawn thin and dashed on the same scale. */
  earlier?: readonly (number | null)[];
  muted?: boolean;
  colour?: string;
  size?: { width: number; height: number };
  className?: string;
  /** Values of a total, which do not add up: its small changes are drawn on their own scale. */
  stock?: boolean;
  /** Stretches that something is to be said of, as shares of the width; one that begins where it ends is an instant. */
  marks?: readonly { id: string; from: number; to: number }[];
}) {
  const { width, height } = size;
  const shown = stock ? values : thinned(values, Math.floor(width / 2));
  const before = earlier?.every((value) => value !== null) ? thinned(earlier, Math.floor(width / 2)) : null;
  const range = [...shown, ...(before ?? [])];
  const spark = sparkPath(shown, width, height, { range, blownUp: stock });
  const compared = before && sparkPath(before, width, height, { range });
  const ink = muted ? "var(--muted-foreground)" : (colour ?? "var(--secondary-foreground)");
  return (
    <svg
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      preserveAspectRatio="none"
      className={cn("max-w-full", className)}
      aria-hidden="true"
    >
      {marks.map(({ id, from, to }) => (
        <g key={id} className="plot-mark-line">
          <rect x={from * width} width={(to - from) * width} height={height} fill="var(--chart-hatch)" opacity="0.4" />
          <path
            d={`M${from * width} 0V${height}`}
            stroke="var(--muted-foreground)"
            strokeDasharray="3 3"
            vectorEffect="non-scaling-stroke"
          />
        </g>
      ))}
      {compared ? (
        <path
          d={compared.path}
          fill="none"
          stroke="var(--muted-foreground)"
          strokeWidth="1"
          strokeDasharray="3 3"
          vectorEffect="non-scaling-stroke"
        />
      ) : null}
      {spark ? (
        <>
          <path
            d={spark.path}
            fill="none"
            stroke={ink}
            strokeWidth="1.25"
            strokeLinejoin="round"
            vectorEffect="non-scaling-stroke"
          />
          <circle cx={spark.end.x} cy={spark.end.y} r="2.5" fill={ink} />
        </>
      ) : null}
    </svg>
  );
}
