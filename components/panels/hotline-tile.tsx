"use client";

import { silenceMs } from "../live/connection.ts";
import type { HotlineView } from "../live/hotline-stream.ts";
import type { Liveness } from "../live/liveness.ts";
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
  const liveness = hotlineLiveness(view, now);
  const shortest = open[0];
  const clock = shortest ? countdown(shortest.acknowledgement.dueAt, now) : null;
  const status = shortest ? clockStatus(shortest.receivedAt, shortest.acknowledgement.dueAt, now) : "ok";
  return (
    <Tile
      id="hotline"
      label="Hotline open"
      liveness={liveness}
      value={open.length}
      words={liveness.state === "disconnected" ? `${duration(liveness.age)} old` : words(open.length, clock)}
      asOf={view.lostAt ?? now}
      foot={
        clock ? (
          <p className="mt-3 flex items-center xl:absolute xl:top-9 xl:right-4 xl:mt-0 gap-1.5 font-mono text-lg leading-5 font-medium tracking-tight">
            <StatusGlyph status={status} />
            {clock.text}
          </p>
        ) : null
      }
    />
  );
}

const polledOldMs = 15_000;

/** A hotline without cases is not short of data: only its line can make it doubtful. */
export function hotlineLiveness(view: HotlineView, now: number): Liveness {
  if (view.synced) return { state: "live", age: null };
  const { lostAt, polledAt } = view;
  if (polledAt !== null && now - polledAt <= polledOldMs) {
    return { state: "delayed", age: Math.max(0, now - polledAt), newest: polledAt };
  }
  if (lostAt === null) return { state: "loading" };
  if (now - lostAt <= silenceMs) return { state: "live", age: null };
  return { state: "disconnected", age: now - lostAt, lostAt };
}

function words(open: number, clock: { overdue: boolean } | null): string {
  if (open === 0) return "nobody waits";
  return clock?.overdue ? "shortest is overdue" : "shortest clock";
}
