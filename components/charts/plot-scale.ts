import { type CountScale, countScale, scaleBetween } from "./axis-scale.ts";
import type { PlotSpan } from "./bucket-series.ts";
import type { SeriesLook } from "./category-colours.ts";
import { plotEdges } from "./plot-edges.ts";

/** One point of time: when it begins, and a value for each series; 0 was counted, null is not known. */
export interface TimeRow {
  bucket: number;
  values: Readonly<Record<string, number | null>>;
  /** The point of an earlier stretch that this one is compared with. */
  earlier?: { bucket: number; values: Readonly<Record<string, number | null>> };
}

/** Where a plot puts instants and values, in pixels. */
export interface PlotScale {
  /** The axis; its first tick is its lower end. */
  counts: CountScale;
  plotWidth: number;
  x(instant: number): number;
  y(value: number): number;
}

/** The axis that holds all that is drawn. */
export function countsOf({ looks, rows, comparedKey, filling, fromZero = true }: PlotContent): CountScale {
  const drawn = filling ? [...rows, filling] : rows;
  return fromZero
    ? countScale(highest(looks, drawn, comparedKey))
    : scaleBetween(lowest(looks, drawn), highest(looks, drawn, comparedKey));
}

/** Where a plot of this span and this axis puts instants and values. */
export function plotScale(
  span: PlotSpan,
  counts: CountScale,
  size: { width: number; height: number; right: number },
): PlotScale {
  const plotWidth = Math.max(1, size.width - plotEdges.left - size.right);
  const bottom = size.height - plotEdges.bottom;
  const low = counts.ticks[0] ?? 0;
  return {
    counts,
    plotWidth,
    x: (instant) => plotEdges.left + ((instant - span.from) / (span.to - span.from)) * plotWidth,
    y: (value) => bottom - ((value - low) / (counts.max - low)) * (bottom - plotEdges.top),
  };
}

/** The lines of a plot: they change when a point is complete, not with every event. */
export interface LinesContent {
  looks: readonly SeriesLook[];
  /** Complete points, oldest first. */
  rows: readonly TimeRow[];
  span: PlotSpan;
  /** The series whose earlier stretch is drawn, too. */
  comparedKey?: string;
  /** False for a total whose change is to be seen: the axis then begins near its lowest value, and says so. */
  fromZero?: boolean;
}

/** What a plot draws. */
export interface PlotContent extends LinesContent {
  /** The point that is still filling: drawn beside the lines, never as their end. */
  filling?: TimeRow;
}

function lowest(looks: readonly SeriesLook[], rows: readonly TimeRow[]): number {
  const values = rows.flatMap((row) => looks.flatMap(({ key }) => row.values[key] ?? []));
  return values.length === 0 ? 0 : Math.min(...values);
}

function highest(looks: readonly SeriesLook[], rows: readonly TimeRow[], comparedKey?: string): number {
  let most = 0;
  for (const { values, earlier } of rows) {
    for (const { key } of looks) most = Math.max(most, values[key] ?? 0);
    if (comparedKey !== undefined) most = Math.max(most, earlier?.values[comparedKey] ?? 0);
  }
  return most;
}
