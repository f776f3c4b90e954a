import type { SeriesAnswer } from "../../server/counting/series/contract.ts";
import { bucketOf, grainMs } from "../../server/kernel/grains.ts";
import { compactText } from "../ui/format-number.ts";

/** What a rate is set against: the mean a minute over a stretch of an earlier day, epoch ms. */
export interface EarlierRate {
  perMinute: number;
  /** What was counted in the stretch. */
  events: number;
  from: number;
  to: number;
}

const minute = grainMs.minute;
/** So long is the earlier stretch: long enough that one busy minute of then says nothing of now. */
const stretchMs = 10 * minute;
/** On fewer events a percentage says nothing. */
const leastEvents = 50;

/**
 * The mean a minute, `shift` ms before `until`, of the ten minutes up to then, or of the hour where only hours are kept.
 * Of some keys of the answer, or of all. Null where not all of that stretch is known.
 */
export function earlierRate(
  answer: SeriesAnswer | undefined,
  keys: readonly string[] | null,
  until: number,
  shift: number,
): EarlierRate | null {
  if (answer === undefined || shift <= 0) return null;
  const stretch = Math.max(stretchMs, answer.step);
  const to = bucketOf(until - shift, answer.step > minute ? "hour" : "minute") + (answer.step > minute ? stretch : 0);
  const from = to - stretch;
  const lines = linesOf(answer, keys);
  let events = 0;
  let points = 0;
  for (const [index, time] of answer.times.entries()) {
    if (time < from || time >= to) continue;
    const value = valueAtPoint(answer, lines, index);
    if (value === null) return null;
    events += value;
    points += 1;
  }
  return points * answer.step < stretch ? null : { perMinute: (events * minute) / stretch, events, from, to };
}

/** The values of some keys, or of all, together, point by point; null where nothing is known. */
export function earlierPoints(answer: SeriesAnswer, keys: readonly string[] | null): (number | null)[] {
  const lines = linesOf(answer, keys);
  return answer.times.map((_, index) => valueAtPoint(answer, lines, index));
}

type Line = { points: readonly (number | null)[] };

function linesOf({ series, other }: SeriesAnswer, keys: readonly string[] | null): readonly Line[] {
  if (keys === null) return other ? [...series, other] : series;
  return series.filter(({ key }) => keys.includes(key));
}

function valueAtPoint({ series, missing }: SeriesAnswer, lines: readonly Line[], index: number): number | null {
  // Every line knows the same points; where nothing at all was counted, only how many are missing is told.
  const known = series[0];
  if (known === undefined) return missing === 0 ? 0 : null;
  if ((known.points[index] ?? null) === null) return null;
  return lines.reduce((sum, { points }) => sum + (points[index] ?? 0), 0);
}

/** How a rate a minute stands to an earlier one: "+8 %", "5.9×"; on few events only what it was. */
export function changeWords(perMinute: number, earlier: EarlierRate): string {
  const { perMinute: before, events } = earlier;
  if (events < leastEvents) return `vs ${before < 10 ? round(before) : compactText(before)}`;
  const ratio = perMinute / before;
  if (ratio >= 2) return `${ratio >= 10 ? Math.round(ratio) : round(ratio)}×`;
  const percent = Math.round((ratio - 1) * 100);
  if (percent === 0) return "same as";
  return `${percent > 0 ? "+" : "−"}${Math.abs(percent)} %`;
}

/** Counts differ by chance; a rate is unusual from twice or half the earlier one on, where chance does not explain it. */
export function isUnusual(events: number, earlier: number): boolean {
  if (Math.max(events, earlier) < leastEvents) return false;
  const doubled = events >= 2 * earlier || earlier >= 2 * events;
  return doubled && Math.abs(events - earlier) > 5 * Math.sqrt(Math.max(events, earlier));
}

const round = (value: number) => (Math.round(value * 10) / 10).toString();
