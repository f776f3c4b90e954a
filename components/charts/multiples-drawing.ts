import type { Annotation } from "../../server/annotations/contract.ts";
import type { SeriesAnswer } from "../../server/counting/series/contract.ts";
import { grainMs } from "../../server/kernel/grains.ts";
import type { RoomView } from "../live/rooms.ts";
import { fullNumber } from "../ui/format-number.ts";
import { timeOfDay, type Zone } from "../ui/format-time.ts";
import { type PlotSpan, rateOf, type Span } from "./bucket-series.ts";
import { changeWords, earlierPoints, earlierRate } from "./earlier-rate.ts";
import { type MultipleLook, multiples } from "./multiple-looks.ts";
import { noteAt, type PlotMark, plotMarks } from "./plot-marks.ts";
import type { TwinColumn, TwinRow } from "./table-twin.tsx";

const { minute } = grainMs;
const bucketsAMinute = minute / grainMs["10s"];

/** What one small chart draws: a rate, the minutes that led to it, and the same minutes of an earlier time. */
export interface DrawnMultiple {
  look: MultipleLook;
  perMinute: number;
  /** Whole minutes up to `until`, oldest first. */
  minutes: readonly number[];
  /** The same minutes so long before, null where one is not known; undefined where they are kept by the hour only. */
  earlier: readonly (number | null)[] | undefined;
  /** How the rate stands to that of then: "+8 %"; null where nothing is known of it. */
  change: string | null;
}
export interface MultiplesDrawing {
  shown: readonly DrawnMultiple[];
  /** End of the last minute, epoch ms. */
  until: number;
}

interface Drawn {
  room: RoomView | undefined;
  earlier: { answer: SeriesAnswer | undefined; shift: number };
}

/** From the rooms by category and by keyword, at the end of a span. */
export function multiplesDrawing(by: Record<MultipleLook["by"], Drawn>, span: Span): MultiplesDrawing {
  const until = span.settled;
  const shown = multiples.flatMap((look) => {
    const { room, earlier } = by[look.by];
    if (!room) return [];
    const rate = rateOf(room.window, look.keys, span);
    const before = earlierRate(earlier.answer, look.keys, rate.until, earlier.shift);
    const minutes = minutesOf(rate.counts);
    return [
      {
        look,
        perMinute: rate.perMinute,
        minutes,
        earlier: earlier.answer && minutesBefore(earlier.answer, look.keys, until - earlier.shift, minutes.length),
        change: before && changeWords(rate.perMinute, before),
      },
    ];
  });
  return { shown, until };
}

/** Whole minutes of 10-second counts, oldest first. */
function minutesOf(counts: readonly number[]): number[] {
  const whole = Math.floor(counts.length / bucketsAMinute);
  const first = counts.length - whole * bucketsAMinute;
  return Array.from({ length: whole }, (_, index) => {
    const from = first + index * bucketsAMinute;
    return counts.slice(from, from + bucketsAMinute).reduce((sum, count) => sum + count, 0);
  });
}

/** So many minutes up to `until` of an answer in minutes; undefined where it has coarser ones, or not all of them. */
function minutesBefore(
  answer: SeriesAnswer,
  keys: readonly string[],
  until: number,
  count: number,
): (number | null)[] | undefined {
  if (answer.step !== minute) return undefined;
  const end = answer.times.filter((time) => time + minute <= until).length;
  return end < count ? undefined : earlierPoints(answer, keys).slice(end - count, end);
}

/** What is to be said on some of them, the minutes that they draw. */
export function marksOf(
  drawn: readonly DrawnMultiple[],
  until: number,
  annotations: readonly Annotation[],
  zone: Zone,
): PlotMark[] {
  const charts = drawn.flatMap(({ look }) =>
    look.keys.map((key) => ({ measure: "takedowns" as const, filter: { [look.by]: key } })),
  );
  return plotMarks(annotations, charts, minutesSpan(until, drawn[0]?.minutes.length ?? 0), zone);
}

/** So many whole minutes up to `until`. */
export function minutesSpan(until: number, minutes: number): PlotSpan {
  return { from: until - minutes * minute, settled: until, to: until, watermark: null, step: minute };
}

/** Where marks lie in a small chart of this span, as shares of its width. */
export function sharesOf(
  marks: readonly PlotMark[],
  { from, to }: PlotSpan,
): { id: string; from: number; to: number }[] {
  const share = (time: number) => (time - from) / (to - from);
  return marks.map((mark) => ({ id: mark.id, from: share(mark.at), to: share(mark.region ? mark.to : mark.at) }));
}

/** The small charts as one table: a column each, and one for what it is set against. `day`: when that was. */
export function multiplesTable(
  { shown, until }: MultiplesDrawing,
  day: string,
  zone: Zone,
  marks: readonly PlotMark[],
) {
  const length = shown[0]?.minutes.length ?? 0;
  const columns: TwinColumn[] = shown.flatMap(({ look, earlier }) => [
    { key: look.id, name: look.name },
    ...(earlier ? [{ key: earlierKey(look), name: `${look.name}, ${day}` }] : []),
  ]);
  const rows = Array.from({ length }, (_, index): TwinRow => {
    const bucket = until - (length - index) * minute;
    const values = shown.flatMap(({ look, minutes, earlier }) => [
      [look.id, minutes[index] ?? null],
      [earlierKey(look), earlier?.[index] ?? null],
    ]);
    const note = noteAt(marks, bucket);
    return { bucket, label: timeOfDay(bucket, zone), values: Object.fromEntries(values), note };
  });
  return { columns, rows };
}

const earlierKey = ({ id }: MultipleLook) => `${id} earlier`;

/** All of them in one sentence. */
export function multiplesSentence({ shown, until }: MultiplesDrawing, zone: Zone): string {
  const rates = shown.map(({ look, perMinute }) => `${look.name} ${fullNumber(perMinute)}`);
  return `Takedowns in the minute up to ${timeOfDay(until, zone)} ${zone.label}: ${rates.join(", ")}.`;
}
