import { sparkPath, thinned } from "./spark-path.ts";

const width = 144;
const height = 36;

/** A small line on its own scale, without axes: only its shape is to be read. */
export function SparkLine({ values, muted = false }: { values: readonly number[]; muted?: boolean }) {
  const spark = sparkPath(thinned(values, 72), width, height);
  const colour = muted ? "var(--muted-foreground)" : "var(--secondary-foreground)";
  return (
    <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
      {spark ? (
        <>
          <path d={spark.path} fill="none" stroke={colour} strokeWidth="1.25" strokeLinejoin="round" />
          <circle cx={spark.end.x} cy={spark.end.y} r="2.5" fill={colour} />
        </>
      ) : null}
    </svg>
  );
}
