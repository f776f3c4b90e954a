import { grainMs } from "../../server/kernel/grains.ts";
import type { LiveGrain } from "../../server/realtime/contract.ts";
import { flows, knownUntil, usualGap, watermark } from "../live/liveness.ts";
import type { RoomView } from "../live/rooms.ts";
import { completeBuckets, type Span, spanAt, sumAt } from "./bucket-series.ts";

/** The span of what some rooms are known to hold at `at`, and the usual time between two of their events, ms. */
export function liveSpan(rooms: readonly RoomView[], at: number, grain: LiveGrain): { span: Span; gap: number } {
  const known = knownUntil(rooms, at);
  const counted = completeBuckets(spanAt(known, grain)).map((bucket) =>
    rooms.reduce((sum, { window }) => sum + sumAt(window, window.series.keys(), bucket), 0),
  );
  const gap = usualGap(counted, grainMs[grain]);
  return { gap, span: spanAt(known, grain, watermark(rooms, at, gap), flows(counted, grainMs[grain])) };
}
