import type { HotlineCase } from "../../server/hotline/contract.ts";
import { createLine, type Line, type Probe } from "./connection.ts";
import { createHotlineStream, type HotlineStream } from "./hotline-stream.ts";
import { type ChartPacer, createChartPacer, createFramePacer, type Pacer } from "./pacer.ts";
import { createPause, type Pause } from "./pause.ts";
import { createPoller } from "./poller.ts";
import { createRooms, type Rooms } from "./rooms.ts";
import { createSeconds, createServerClock, type Seconds, type ServerClock } from "./server-clock.ts";
import { createSocket } from "./socket.ts";

/** The browser's end of the wire, one a tab. Nothing happens until `start`, so it may be made while rendering. */
export interface Live {
  start(): void;
  stop(): void;
  clock: ServerClock;
  seconds: Seconds;
  line: Line;
  rooms: Rooms;
  hotline: HotlineStream;
  frames: Pacer;
  charts: ChartPacer;
  pause: Pause;
}

/** What the page was drawn with. */
export interface LiveStart {
  serverTime: number;
  cursor: number;
  cases: readonly HotlineCase[];
}

export function createLive(page: LiveStart): Live {
  const clock = createServerClock(page.serverTime);
  const line = createLine(
    clock,
    () => {
      const socket = createSocket();
      rooms.attach(socket);
      hotline.attach(socket);
      return socket;
    },
    askSession,
    () => window.location.assign("/sign-in"),
  );
  const rooms = createRooms(line, clock);
  const hotline = createHotlineStream(line, page.cursor, page.cases);
  const charts = createChartPacer();
  const poller = createPoller(line, rooms, hotline, clock);
  return {
    clock,
    seconds: createSeconds(clock),
    line,
    rooms,
    hotline,
    frames: createFramePacer(),
    charts,
    pause: createPause(clock),
    start() {
      document.addEventListener("visibilitychange", charts.wake);
      poller.start();
      line.start();
    },
    stop() {
      document.removeEventListener("visibilitychange", charts.wake);
      poller.stop();
      line.stop();
    },
  };
}

const askSession: Probe = async () => {
  try {
    const answer = await fetch("/api/auth/get-session", { cache: "no-store", signal: AbortSignal.timeout(4_000) });
    if (!answer.ok) return answer.status === 401 ? "signed_out" : "unreachable";
    return (await answer.json()) === null ? "signed_out" : "signed_in";
  } catch {
    return "unreachable";
  }
};
