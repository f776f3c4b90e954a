import { pollMs, type Snapshots } from "../../server/realtime/contract.ts";
import type { Line } from "./connection.ts";
import type { HotlineStream } from "./hotline-stream.ts";
import type { Rooms } from "./rooms.ts";
import type { ServerClock } from "./server-clock.ts";

/** Asks for snapshots every 5 seconds while the network lets no WebSocket through, and only then. */
export interface Poller {
  start(): void;
  stop(): void;
}

export function createPoller(line: Line, rooms: Rooms, hotline: HotlineStream, clock: ServerClock): Poller {
  let timer: ReturnType<typeof setInterval> | undefined;
  let asking = false;
  let end = () => {};

  async function poll(): Promise<void> {
    if (asking || document.hidden) return;
    asking = true;
    const views = rooms.held();
    try {
      const answer = await fetch("/live/snapshots", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ views, after: hotline.cursor() }),
        signal: AbortSignal.timeout(pollMs),
      });
      if (!answer.ok) return;
      const snapshots: Snapshots = await answer.json();
      clock.correct(snapshots.serverTime);
      for (const [index, view] of views.entries()) {
        const room = snapshots.rooms[index];
        if (room) rooms.takePolled(view, room);
      }
      hotline.takePolled(snapshots.hotline, snapshots.serverTime);
    } catch {
      // What is drawn grows old and says so; the next question may be answered.
    } finally {
      asking = false;
    }
  }

  function look(): void {
    const connection = line.read();
    const blocked = connection.phase === "disconnected" && connection.trouble === "blocked";
    if (blocked && timer === undefined) {
      timer = setInterval(() => void poll(), pollMs);
      void poll();
    }
    if (!blocked) {
      clearInterval(timer);
      timer = undefined;
    }
  }

  return {
    start() {
      end = line.subscribe(look);
    },
    stop() {
      end();
      clearInterval(timer);
      timer = undefined;
    },
  };
}
