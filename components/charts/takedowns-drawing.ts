import type { SeriesAnswer } from "../../server/counting/series/contract.ts";
import { bucketOf, grainMs } from "../../server/kernel/grains.ts";
import type { LiveGrain } from "../../server/realtime/contract.ts";
import { type Liveness, livenessOf } from "../live/liveness.ts";
import type { RoomView } from "../live/rooms.ts";
import { emptyWindow } from "../live/window-state.ts";
import { fullNumber } from "../ui/format-number.ts";
import { completeBuckets, fillingBuckets, type Span, sumAt, sumSince, valueAt } from "./bucket-series.ts";
import { allLook, categoryLooks, categoryNames, otherCategories, othersLook } from "./category-colours.ts";
import { earlierPoints } from "./earlier-rate.ts";
import { liveSpan } from "./live-span.ts";
import type { TimeRow } from "./plot-scale.ts";

/** Everything that the chart of takedowns, its table and its sentence draw, computed once a commit. */
export interface TakedownsDrawing {
  span: Span;
  /** Something of the earlier time is known. */
  compared: boolean;
  liveness: Liveness;
  /** The usual time between two events, ms. */
  gap: number;
  rows: TimeRow[];
  /** Every category that counted something, by name, for the table. */
  columns: { key: string; name: string }[];
  /** What the table has, which is seldom open. */
  tableRows(): TimeRow[];
  /** Sum of all that is drawn, the filling bucket too. */
  total: number;
  /** Takedowns since the last complete bucket. */
  filling: number;
  asOf: number | null;
  summary(range: string): string;
}

/** All takedowns of an earlier time, for each start of a bucket of now: as a mean where only longer buckets are kept. */
function earlierOf(earlier: Earlier | undefined, grain: LiveGrain): (bucket: number) => TimeRow["earlier"] {
  const { answer, shift = 0 } = earlier ?? {};
  if (answer === undefined || shift === 0) return () => undefined;
  const points = earlierPoints(answer, null);
  const at = new Map(answer.times.map((time, index) => [time, points[index] ?? null]));
  const part = grainMs[grain] / answer.step;
  return (bucket) => {
    const before = bucket - shift;
    const value = at.get(bucketOf(before, answer.grain)) ?? null;
    return { bucket: before, values: { [allLook.key]: value === null ? null : Math.round(value * part) } };
  };
}

const earlierKey = "earlier";

/** What a live chart is set against: counts of so many ms before. */
interface Earlier {
  answer: SeriesAnswer | undefined;
  shift: number;
}

/** From the rooms by category and by timing, as they stood at `at`. */
export function takedownsDrawing(
  rooms: readonly RoomView[],
  at: number,
  grain: LiveGrain,
  earlier?: Earlier,
): TakedownsDrawing {
  const window = rooms[0]?.window ?? emptyWindow(grain);
  const keys = [...window.series.keys()];
  // The room by timing only says what came late: until it is in sync again the lines need not wait for it.
  const { span, gap } = liveSpan(rooms.slice(0, 1), at, grain);
  const buckets = completeBuckets(span);
  const all = buckets.map((bucket) => sumAt(window, keys, bucket));
  const before = earlierOf(earlier, grain);
  const rows = buckets.map((bucket, index) => ({
    bucket,
    earlier: before(bucket),
    values: {
      [allLook.key]: all[index] ?? 0,
      ...Object.fromEntries(categoryLooks.map(({ key }) => [key, valueAt(window, key, bucket)])),
      [othersLook.key]: sumAt(window, otherCategories, bucket),
    },
  }));
  const filling = sumSince(window, keys, span.settled);
  const sums = keys
    .map((key) => ({ key, name: nameOf(key), sum: sumSince(window, [key], span.from) }))
    .filter(({ sum }) => sum > 0)
    .sort((a, b) => b.sum - a.sum);
  const total = sums.reduce((sum, one) => sum + one.sum, 0);
  const compared = rows.some((row) => (row.earlier?.values[allLook.key] ?? null) !== null);
  return {
    span,
    compared,
    liveness: livenessOf(rooms.slice(0, 1), at, gap),
    gap,
    rows,
    columns: [
      { key: allLook.key, name: allLook.short },
      ...(compared ? [{ key: earlierKey, name: "Earlier" }] : []),
      ...sums.map(({ key, name }) => ({ key, name })),
    ],
    tableRows: () =>
      [...buckets, ...fillingBuckets(span)].map((bucket) => ({
        bucket,
        values: {
          [allLook.key]: sumAt(window, keys, bucket),
          [earlierKey]: before(bucket)?.values[allLook.key] ?? null,
          ...Object.fromEntries(keys.map((key) => [key, valueAt(window, key, bucket)])),
        },
      })),
    total,
    filling,
    asOf: window.asOf,
    summary: (range) => sentence(range, total, all, sums[0]),
  };
}

function sentence(range: string, total: number, all: number[], first?: { name: string; sum: number }): string {
  if (!first) return `Takedowns, ${range}: none.`;
  const share = Math.round((100 * first.sum) / total);
  const peak = Math.max(0, ...all);
  const largest = `Largest: ${first.name}, ${share} percent.`;
  return `Takedowns, ${range}: ${fullNumber(total)}, at most ${fullNumber(peak)} in one bucket. ${largest}`;
}

function nameOf(key: string): string {
  return key in categoryNames ? categoryNames[key as keyof typeof categoryNames] : "No category";
}
