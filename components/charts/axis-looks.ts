import { plotEdges } from "./plot-edges.ts";

const tick = { fill: "var(--muted-foreground)", fontSize: 12 };
const line = { stroke: "var(--chart-axis)" };

/** How the axis of time looks below a chart of Recharts; which ticks it has is the chart's own. */
export const timeAxisLook = {
  interval: 0,
  height: plotEdges.bottom,
  axisLine: line,
  tickLine: line,
  tickSize: 4,
  tick,
} as const;

/** How the axis of counts looks at the left of a chart of Recharts. */
export const countAxisLook = { interval: 0, width: plotEdges.left, axisLine: false, tickLine: false, tick } as const;
