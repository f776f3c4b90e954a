"use client";

import { memo } from "react";
import type { Kind } from "../../server/counting/contract.ts";
import { type Rate, rateOf } from "../charts/bucket-series.ts";
import { changeWords, type EarlierRate, earlierRate } from "../charts/earlier-rate.ts";
import { liveSpan } from "../charts/live-span.ts";
import { asWritten, type Liveness, livenessOf, type Missing } from "../live/liveness.ts";
import type { RoomView } from "../live/rooms.ts";
import { useLiveFigure } from "../live/use-live-windows.ts";
import type { CountedView } from "../live/views.ts";
import { useZone } from "../shell/use-scope.ts";
import { duration } from "../ui/format-duration.ts";
import { compactText } from "../ui/format-number.ts";
import { timeOfDay, type Zone } from "../ui/format-time.ts";
import { Tile } from "./tile.tsx";
import { type Earlier, earlierDay, earlierWords, useEarlier } from "./use-earlier.ts";
import { useMissing } from "./use-missing.ts";

/** A rate a minute of the last six complete 10-second buckets, over some keys of a view, or all of them. */
export function RateTile({
  id,
  label,
  view,
  keys,
  kinds,
}: {
  id: string;
  label: string;
  view: CountedView;
  keys?: readonly string[];
  /** The kinds of events that are counted: a source that sends them and is silent is missed. */
  kinds: readonly Kind[];
}) {
  const zone = useZone();
  const missing = useMissing(kinds);
  const earlier = useEarlier(view);
  return <LiveRate id={id} label={label} view={view} keys={keys} zone={zone} missing={missing} {...earlier} />;
}

/** What moves with every frame is apart from what is asked for and set, which every frame would ask again. */
const LiveRate = memo(function LiveRate({
  id,
  label,
  view,
  keys,
  zone,
  missing,
  answer,
  shift,
}: Earlier & {
  id: string;
  label: string;
  view: CountedView;
  keys: readonly string[] | undefined;
  zone: Zone;
  missing: Missing | null;
}) {
  const { figure, windows } = useLiveFigure([view], ({ rooms, at }) => {
    const [room] = rooms;
    return room ? figureOf(room, at, keys) : null;
  });
  if (figure === null) return null;
  const { liveness, rate } = figure;
  const day = earlierDay(shift, rate.until, zone);
  const before = earlierRate(answer, keys ?? null, rate.until, shift);
  const hidden = liveness.state === "empty" || liveness.state === "forbidden";
  return (
    <Tile
      id={id}
      label={label}
      liveness={liveness}
      value={hidden ? null : rate.perMinute}
      words={<Words liveness={liveness} rate={rate} before={before} day={day} zone={zone} />}
      long={before && liveness.state === "live" ? earlierWords(before, zone) : undefined}
      missing={missing}
      asOf={windows.rooms[0]?.window.asOf ?? null}
      until={rate.until}
      spark={hidden ? undefined : rate.counts}
      sparkUnit="in 10 s"
    />
  );
});

function figureOf(room: RoomView, at: number, keys: readonly string[] | undefined): { liveness: Liveness; rate: Rate } {
  // What is usual is a matter of the whole room.
  const { span, gap } = liveSpan([room], at, "10s");
  return {
    liveness: asWritten(livenessOf([room], at, gap)),
    rate: rateOf(room.window, keys ?? [...room.window.series.keys()], span),
  };
}

function Words({
  liveness,
  rate,
  before,
  day,
  zone,
}: {
  liveness: Liveness;
  rate: Rate;
  before: EarlierRate | null;
  day: string;
  zone: Zone;
}) {
  switch (liveness.state) {
    case "loading":
    case "partial":
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
    case "paused":
    case "live":
      if (before) return <ChangeLine words={changeWords(rate.perMinute, before)} day={day} />;
      return rate.usual
        ? `vs ${compactText(rate.usual.perMinute)} over ${rate.usual.minutes} min`
        : "nothing to compare yet";
  }
}

/** "+8 % vs Tue 17 Nov": the change is ink, not a colour, since more is neither good nor bad. */
export function ChangeLine({ words, day }: { words: string; day: string }) {
  return (
    <>
      <b className="font-medium text-foreground">{words}</b>{" "}
      {words.startsWith("vs") ? "on" : words === "same as" ? "" : "vs"} {day}
    </>
  );
}
