"use client";

import { grainMs } from "../../server/kernel/grains.ts";
import type { View } from "../../server/realtime/contract.ts";
import { completeBuckets, type Rate, rateOf, spanAt, sumAt } from "../charts/bucket-series.ts";
import { flows, knownUntil, type Liveness, livenessOf, usualGap, watermark } from "../live/liveness.ts";
import type { RoomView } from "../live/rooms.ts";
import { useLiveWindows } from "../live/use-live-windows.ts";
import { useZone } from "../shell/use-scope.ts";
import { duration } from "../ui/format-duration.ts";
import { compactText } from "../ui/format-number.ts";
import { timeOfDay, type Zone } from "../ui/format-time.ts";
import { Tile } from "./tile.tsx";

/** A rate a minute of the last six complete 10-second buckets, over some keys of a view, or all of them. */
export function RateTile({
  id,
  label,
  view,
  keys,
}: {
  id: string;
  label: string;
  view: View;
  keys?: readonly string[];
}) {
  const { rooms, at } = useLiveWindows([view]);
  const zone = useZone();
  const room = rooms[0];
  if (!room) return null;
  const counted = keys ?? [...room.window.series.keys()];
  const usual = countsOf(room, at);
  const gap = usualGap(usual, grainMs["10s"]);
  const liveness = livenessOf(rooms, at, gap);
  const rate = rateOf(
    room.window,
    counted,
    knownUntil(rooms, at),
    watermark(rooms, at, gap),
    flows(usual, grainMs["10s"]),
  );
  return (
    <Tile
      id={id}
      label={label}
      liveness={liveness}
      value={liveness.state === "empty" || liveness.state === "forbidden" ? null : rate.perMinute}
      words={<Words liveness={liveness} rate={rate} zone={zone} />}
      asOf={room.window.asOf}
      until={rate.until}
      spark={liveness.state === "empty" ? undefined : rate.counts}
    />
  );
}

/** Events of all keys in each complete bucket: what is usual is a matter of the whole room. */
function countsOf(room: RoomView, at: number): number[] {
  const buckets = completeBuckets(spanAt(knownUntil([room], at), "10s"));
  return buckets.map((bucket) => sumAt(room.window, room.window.series.keys(), bucket));
}

function Words({ liveness, rate, zone }: { liveness: Liveness; rate: Rate; zone: Zone }) {
  switch (liveness.state) {
    case "loading":
      return "";
    case "empty":
      return "nothing to count yet";
    case "forbidden":
      return liveness.reason;
    case "delayed":
      return <b className="font-medium text-warning">delayed {duration(liveness.age)}</b>;
    case "stale":
      return `was true at ${timeOfDay(liveness.newest, zone)}`;
    case "disconnected":
      return `${duration(liveness.age)} old`;
    case "live":
      return rate.usual
        ? `vs ${compactText(rate.usual.perMinute)} over ${rate.usual.minutes} min`
        : "nothing to compare yet";
  }
}
