import type { LiveGrain } from "../../server/realtime/contract.ts";
import { type Liveness, livenessOf } from "../live/liveness.ts";
import type { RoomView } from "../live/rooms.ts";
import { emptyWindow, type WindowState } from "../live/window-state.ts";
import { fullNumber } from "../ui/format-number.ts";
import { completeBuckets, fillingBuckets, type Span, sumSince, valueAt } from "./bucket-series.ts";
import type { SeriesLook } from "./category-colours.ts";
import { liveSpan } from "./live-span.ts";
import type { TimeRow } from "./plot-scale.ts";

export const growthLooks: readonly SeriesLook[] = [
  { key: "sign_ups", name: "Sign-ups", short: "Sign-ups", colour: "var(--chart-1)", dash: null },
  { key: "deletions", name: "Deletions", short: "Deletions", colour: "var(--chart-5)", dash: "2 2" },
];

/** Everything that the chart of growth, its table and its sentence draw. */
export interface GrowthDrawing {
  span: Span;
  liveness: Liveness;
  /** The usual time between two events, ms. */
  gap: number;
  rows: TimeRow[];
  /** What the table has, which is seldom open. */
  tableRows(): TimeRow[];
  /** Sign-ups since the last complete bucket. */
  filling: number;
  signUps: number;
  deletions: number;
  asOf: number | null;
  summary(range: string): string;
}

/** From the rooms of sign-ups and of deletions, as they stood at `at`. */
export function growthDrawing(rooms: readonly RoomView[], at: number, grain: LiveGrain): GrowthDrawing {
  const created = rooms[0]?.window ?? emptyWindow(grain);
  const deleted = rooms[1]?.window ?? emptyWindow(grain);
  const { span, gap } = liveSpan(rooms, at, grain);
  const rows = completeBuckets(span).map((bucket) => rowAt(created, deleted, bucket));
  const signUps = sumSince(created, ["all"], span.from);
  const deletions = sumSince(deleted, ["all"], span.from);
  return {
    span,
    liveness: livenessOf(rooms, at, gap),
    gap,
    rows,
    tableRows: () => [...rows, ...fillingBuckets(span).map((bucket) => rowAt(created, deleted, bucket))],
    filling: sumSince(created, ["all"], span.settled),
    signUps,
    deletions,
    asOf: created.asOf,
    summary: (range) => `Growth, ${range}: ${fullNumber(signUps)} sign-ups, ${fullNumber(deletions)} deletions.`,
  };
}

function rowAt(created: WindowState, deleted: WindowState, bucket: number): TimeRow {
  return {
    bucket,
    values: { sign_ups: valueAt(created, "all", bucket), deletions: valueAt(deleted, "all", bucket) },
  };
}
