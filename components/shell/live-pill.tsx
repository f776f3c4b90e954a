"use client";

import { useState } from "react";
import { bucketOf } from "../../server/kernel/grains.ts";
import { completeBuckets, spanAt, sumAt, sumSince } from "../charts/bucket-series.ts";
import type { Connection } from "../live/connection.ts";
import { useLive } from "../live/live-provider.tsx";
import { inSeconds, type Liveness, livenessOf, usualGap } from "../live/liveness.ts";
import { useConnection, useServerSecond } from "../live/use-connection.ts";
import { useLiveFigure } from "../live/use-live-windows.ts";
import { signUps, takedownsBySubject } from "../live/views.ts";
import { livenessLook } from "../panels/panel-state.tsx";
import { cn } from "../ui/cn.ts";
import { duration } from "../ui/format-duration.ts";
import { fullNumber } from "../ui/format-number.ts";
import { timeOfDay } from "../ui/format-time.ts";
import { StatusGlyph, statusColour } from "../ui/status-glyph.tsx";
import { useZone } from "./use-scope.ts";

const watched = [takedownsBySubject, signUps("10s")];

/** Whether what this page shows is live: the line first, then the age of the newest event of any kind. */
export function LivePill() {
  const connection = useConnection();
  const { figure, windows } = useLiveFigure(watched, ({ rooms, at }) => {
    const counts = completeBuckets(spanAt(at, "10s")).map((bucket) =>
      rooms.reduce((sum, { window }) => sum + sumAt(window, window.series.keys(), bucket), 0),
    );
    return inSeconds(livenessOf(rooms, at, usualGap(counts, 10_000)));
  });
  const liveness = lineFirst(connection, figure, windows.at);
  const { status, word } = look(liveness);
  if (liveness.state === "paused") return <PausedPill at={liveness.at} />;
  return (
    <span className="flex h-7 items-center rounded-full border border-input max-md:h-10">
      <span
        data-testid="connection"
        data-state={liveness.state === "empty" ? "live" : liveness.state}
        className="flex min-w-19 items-center justify-center gap-1.5 pr-1 pl-2.5 text-sm font-medium whitespace-nowrap"
      >
        <StatusGlyph status={status} size={10} />
        <span className={cn(status !== "ok" && statusColour[status])}>{word}</span>
        {"age" in liveness && liveness.age !== null ? <span>{duration(liveness.age)}</span> : null}
      </span>
      <PauseButton />
    </span>
  );
}

function PauseButton() {
  const { pause } = useLive();
  return (
    <button
      type="button"
      onClick={pause.toggle}
      aria-label="Pause"
      aria-keyshortcuts="p"
      title="Pause what is drawn (key p)"
      className="grid h-full w-8 place-items-center rounded-r-full border-l border-border hover:bg-secondary max-md:w-10"
    >
      <StatusGlyph status="paused" size={10} className="text-foreground" />
    </button>
  );
}

/** Since when everything stands still, and how much came meanwhile. */
function PausedPill({ at }: { at: number }) {
  const { pause, rooms } = useLive();
  const zone = useZone();
  useServerSecond();
  const count = () =>
    watched.reduce((sum, view) => {
      const { window } = rooms.read(view);
      return sum + sumSince(window, window.series.keys(), bucketOf(at, "10s"));
    }, 0);
  const [before] = useState(count);
  return (
    <button
      type="button"
      data-testid="connection"
      data-state="paused"
      onClick={pause.toggle}
      aria-keyshortcuts="p"
      title="Go on (key p)"
      className="flex h-7 items-center gap-1.5 rounded-full bg-primary px-2.5 text-sm font-medium whitespace-nowrap text-primary-foreground max-md:h-10"
    >
      <StatusGlyph status="paused" size={10} className="text-primary-foreground" />
      <span>
        Paused{" "}
        <span className="max-md:sr-only">
          <span className="max-xl:sr-only">at</span> {timeOfDay(at, zone)}
        </span>{" "}
        <span className="max-xl:hidden">
          {zone.label} · {fullNumber(Math.max(0, count() - before))} new
        </span>
      </span>
      <span className="border-l border-primary-foreground/40 pl-1.5">Resume</span>
    </button>
  );
}

function lineFirst(connection: Connection, liveness: Liveness, at: number): Liveness {
  if (liveness.state === "paused" || connection.phase !== "disconnected") return liveness;
  const asked = connection.trouble === "blocked" && liveness.state !== "loading";
  return asked || liveness.state === "disconnected" ? liveness : { state: "disconnected", age: 0, lostAt: at };
}

/** With an open line and no event yet the page is live all the same. */
function look({ state }: Liveness) {
  if (state === "empty") return livenessLook.live;
  if (state === "loading") return { ...livenessLook.loading, word: "connecting" };
  return livenessLook[state];
}
