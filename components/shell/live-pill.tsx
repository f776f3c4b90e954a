"use client";

import { completeBuckets, spanAt, sumAt } from "../charts/bucket-series.ts";
import { type Liveness, livenessOf, usualGap } from "../live/liveness.ts";
import { useConnection } from "../live/use-connection.ts";
import { useLiveWindows } from "../live/use-live-windows.ts";
import { signUps, takedownsBySubject } from "../live/views.ts";
import { livenessLook } from "../panels/panel-state.tsx";
import { cn } from "../ui/cn.ts";
import { duration } from "../ui/format-duration.ts";
import { StatusGlyph, statusColour } from "../ui/status-glyph.tsx";

const watched = [takedownsBySubject, signUps("10s")];

/** Whether what this page shows is live: the line first, then the age of the newest event of any kind. */
export function LivePill() {
  const connection = useConnection();
  const { rooms, at } = useLiveWindows(watched);
  const counts = completeBuckets(spanAt(at, "10s")).map((bucket) =>
    rooms.reduce((sum, { window }) => sum + sumAt(window, window.series.keys(), bucket), 0),
  );
  const liveness = lineFirst(connection.phase, livenessOf(rooms, at, usualGap(counts, 10_000)), at);
  const { status, word } = look(liveness);
  return (
    <span
      data-testid="connection"
      data-state={liveness.state === "empty" ? "live" : liveness.state}
      className="flex h-7 min-w-19 items-center justify-center gap-1.5 rounded-full border border-input px-2.5 text-sm font-medium whitespace-nowrap"
    >
      <StatusGlyph status={status} size={10} />
      <span className={cn(status !== "ok" && statusColour[status])}>{word}</span>
      {"age" in liveness && liveness.age !== null ? <span>{duration(liveness.age)}</span> : null}
    </span>
  );
}

function lineFirst(phase: "connecting" | "connected" | "disconnected", liveness: Liveness, at: number): Liveness {
  if (phase === "disconnected" && liveness.state !== "disconnected") {
    return { state: "disconnected", age: 0, lostAt: at };
  }
  return liveness;
}

/** With an open line and no event yet the page is live all the same. */
function look({ state }: Liveness) {
  if (state === "empty") return livenessLook.live;
  if (state === "loading") return { ...livenessLook.loading, word: "connecting" };
  return livenessLook[state];
}
