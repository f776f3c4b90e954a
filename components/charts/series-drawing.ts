import type { Dimension, OneSeries, OtherSeries, SeriesAnswer } from "../../server/counting/series/contract.ts";
import { fullNumber } from "../ui/format-number.ts";
import type { Zone } from "../ui/format-time.ts";
import type { PlotSpan } from "./bucket-series.ts";
import type { SeriesLook } from "./category-colours.ts";
import { keyName, type SourceNames } from "./dimension-names.ts";
import type { TimeRow } from "./plot-scale.ts";
import { pointWords } from "./point-times.ts";
import { keyLooks, keysDrawn, othersLook, wholeKey, wholeLook } from "./series-looks.ts";

type Points = readonly (number | null)[];

/** One line of a chart. Points are in the order of the drawing's times. */
export interface DrawnLine {
  look: SeriesLook;
  points: Points;
  /** The earlier stretch's, point by point; null without a comparison. */
  comparedPoints: Points | null;
}

/** What a chart of series, its table and its sentence draw. */
export interface SeriesDrawing {
  span: PlotSpan;
  looks: readonly SeriesLook[];
  /** Complete points of the drawn lines. */
  rows: readonly TimeRow[];
  /** The point that is still filling, where the range reaches up to now. */
  filling: TimeRow | undefined;
  /** Every line, drawn or not, for the table. */
  columns: readonly DrawnLine[];
  /** The line that the others are parts of. */
  whole: string | undefined;
  /** The line whose earlier stretch is drawn. */
  comparedKey: string | undefined;
  times: readonly number[];
  comparedTimes: readonly number[] | null;
  /** Counted, but not live, so in no point; null where they are in the points. */
  late: number | null;
  /** Up to when it was counted, epoch ms. */
  asOf: number;
}

/** A chart of a measure by up to two dimensions: the whole, its largest parts, and all others as one line. */
export function seriesDrawing(
  answer: SeriesAnswer,
  named: { measure: string; breakdowns: readonly Dimension[]; sources: SourceNames },
): SeriesDrawing {
  const { series, other } = answer;
  const [only] = series;
  const look = { ...wholeLook(named.measure), short: series.length > 1 || other ? "All" : named.measure };
  const whole = lineOf(look, sumOf(answer.times.length, other ? [...series, other] : series));
  if (named.breakdowns.length === 0) return drawingOf(answer, [only ? lineOf(look, only) : whole]);
  const looks = keyLooks(named.breakdowns, series, named.sources);
  const parts = looks.flatMap((one) => {
    const found = series.find(({ key }) => key === one.key);
    return found ? [lineOf(one, found)] : [];
  });
  const rest = series.slice(keysDrawn);
  const restKeys = rest.length + (other?.keys ?? 0);
  const folded = other ? [...rest, other] : rest;
  const others = restKeys === 0 ? [] : [lineOf(othersLook(restKeys), sumOf(answer.times.length, folded))];
  const small = rest.map((one) =>
    lineOf({ ...look, key: one.key, name: keyName(named.breakdowns, one.values, named.sources) }, one),
  );
  const last = other ? [lineOf({ ...look, key: "more", name: `${other.keys} more` }, other)] : [];
  return drawingOf(answer, [whole, ...parts, ...others], {
    whole: wholeKey,
    columns: [whole, ...parts, ...small, ...last],
  });
}

/** The line of an answer without breakdowns, for charts of several measures. */
export function lineOf(look: SeriesLook, series: Pick<OneSeries, "points" | "comparedPoints">): DrawnLine {
  return { look, points: series.points, comparedPoints: series.comparedPoints };
}

/** A chart of lines that share the times of one answer. The first line's earlier stretch is drawn. */
export function drawingOf(
  answer: Pick<SeriesAnswer, "times" | "step" | "compared" | "late" | "asOf" | "to">,
  lines: readonly DrawnLine[],
  options: { whole?: string; columns?: readonly DrawnLine[] } = {},
): SeriesDrawing {
  const { times, step, asOf } = answer;
  const comparedTimes = answer.compared?.times ?? null;
  const from = times[0] ?? answer.to - step;
  const row = (index: number): TimeRow => ({
    bucket: times[index] ?? 0,
    values: Object.fromEntries(lines.map(({ look, points }) => [look.key, points[index] ?? null])),
    ...(comparedTimes && {
      earlier: {
        bucket: comparedTimes[index] ?? 0,
        values: Object.fromEntries(
          lines.map(({ look, comparedPoints }) => [look.key, comparedPoints?.[index] ?? null]),
        ),
      },
    }),
  });
  const complete = times.filter((time) => time + step <= asOf).length;
  const settled = from + complete * step;
  return {
    span: { from, settled, to: answer.to, watermark: null, step },
    looks: lines.map(({ look }) => look),
    rows: Array.from({ length: complete }, (_, index) => row(index)),
    filling: complete < times.length && settled <= asOf ? row(complete) : undefined,
    columns: options.columns ?? lines,
    whole: options.whole,
    comparedKey: comparedTimes ? lines[0]?.look.key : undefined,
    times,
    comparedTimes,
    late: answer.late,
    asOf,
  };
}

/** Point by point; a point is known where one of them is. */
function sumOf(length: number, all: readonly Pick<OneSeries | OtherSeries, "points" | "comparedPoints">[]) {
  const add = (lists: readonly Points[]): Points =>
    Array.from({ length }, (_, index) => {
      const known = lists.flatMap((points) => points[index] ?? []);
      return known.length === 0 ? null : known.reduce((sum, one) => sum + one, 0);
    });
  const compared = all.flatMap(({ comparedPoints }) => (comparedPoints ? [comparedPoints] : []));
  return { points: add(all.map(({ points }) => points)), comparedPoints: compared.length > 0 ? add(compared) : null };
}

/** The chart in one sentence: its sum, what it is set against, its peak. */
export function seriesSentence(drawing: SeriesDrawing, what: string, zone: Zone): string {
  const key = drawing.whole ?? drawing.looks[0]?.key ?? "";
  const known = drawing.rows.flatMap(({ bucket, values }) => ({ bucket, value: values[key] ?? null }));
  const counted = known.flatMap(({ bucket, value }) => (value === null ? [] : [{ bucket, value }]));
  const peak = counted.reduce<{ bucket: number; value: number } | null>(
    (most, one) => (most === null || one.value > most.value ? one : most),
    null,
  );
  if (peak === null) return `${what}: nothing is known of this time yet.`;
  const sum = counted.reduce((total, { value }) => total + value, 0);
  const at = `${pointWords(peak.bucket, drawing.span.step, zone)} ${zone.label}`;
  return `${what}: ${fullNumber(sum)} in complete points. Peak ${fullNumber(peak.value)}, ${at}.${gapWords(drawing, known.length - counted.length)}`;
}

function gapWords({ late }: SeriesDrawing, missing: number): string {
  const gaps = missing === 0 ? "" : ` ${fullNumber(missing)} ${missing === 1 ? "point is" : "points are"} not known.`;
  return late ? `${gaps} ${fullNumber(late)} came late and are in no point.` : gaps;
}
