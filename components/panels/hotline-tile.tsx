"use client";

import { streamLiveness } from "../live/liveness.ts";
import { useHotlineView, useServerSecond } from "../live/use-connection.ts";
import { countdown, duration } from "../ui/format-duration.ts";
import { StatusGlyph } from "../ui/status-glyph.tsx";
import { clockStatus } from "./clock.tsx";
import { inQueueOrder, isOpen } from "./hotline-words.ts";
import { Tile } from "./tile.tsx";

/** Open cases of the hotline with the shortest clock. */
export function HotlineTile() {
  const view = useHotlineView();
  const now = useServerSecond();
  const open = inQueueOrder(view.cases.values()).filter(isOpen);
  const liveness = streamLiveness(view, now);
  const shortest = open[0];
  const clock = shortest ? countdown(shortest.acknowledgement.dueAt, now) : null;
  const shown = liveness.state !== "forbidden";
  const status = shortest ? clockStatus(shortest.receivedAt, shortest.acknowledgement.dueAt, now) : "ok";
  return (
    <Tile
      id="hotline"
      label="Hotline open"
      liveness={liveness}
      value={shown ? open.length : null}
      words={inWords()}
      asOf={view.lostAt ?? now}
      foot={
        clock && shown ? (
          <p className="mt-3 flex items-center xl:absolute xl:top-9 xl:right-4 xl:mt-0 gap-1.5 font-mono text-lg leading-5 font-medium tracking-tight">
            <StatusGlyph status={status} />
            {clock.text}
          </p>
        ) : null
      }
    />
  );

  function inWords() {
    if (liveness.state === "forbidden") return liveness.reason;
    return liveness.state === "disconnected" ? `${duration(liveness.age)} old` : words(open.length, clock);
  }
}

function words(open: number, clock: { overdue: boolean } | null): string {
  if (open === 0) return "nobody waits";
  return clock?.overdue ? "shortest is overdue" : "shortest clock";
}
