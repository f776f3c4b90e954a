import type { HotlineCase } from "../../server/hotline/contract.ts";
import { createLine, type Line, type Probe } from "./connection.ts";
import { createHotlineStream, type HotlineStream } from "./hotline-stream.ts";
import { type ChartPacer, createChartPacer, createFramePacer, type Pacer } from "./pacer.ts";
import { createPageCalls, type PageCalls } from "./page-calls.ts";
import { createPause, type Pause } from "./pause.ts";
import { createPoller } from "./poller.ts";
import { createRooms, type Rooms } from "./rooms.ts";
import { createSeconds, createServerClock, type Seconds, type ServerClock } from "./server-clock.ts";
import type { LiveSocket } from "./socket.ts";
import { createSound, type Sound } from "./sound.ts";

/** The browser's end of the wire, one a tab. Nothing happens until `start`, so it may be made while rendering. */
export interface Live {
  start(): void;
  stop(): void;
  clock: ServerClock;
  seconds: Seconds;
  line: Line;
  rooms: Rooms;
  hotline: HotlineStream;
  calls: PageCalls;
  sound: Sound;
  frames: Pacer;
  charts: ChartPacer;
  pause: Pause;
}

/** What the page was drawn with. */
export interface LiveStart {
  serverTime: number;
  cursor: number;
  cases: readonly HotlineCase[];
  /** Whose page it is: a tab keeps what one is called about for nobody else. */
  personId: string;
}

/** How soon the client of the wire is asked for again where it did not come. */
const loadAgainMs = 1_000;

export function createLive(page: LiveStart): Live {
  const clock = createServerClock(page.serverTime);
  let started = false;
  let createSocket: (() => LiveSocket) | undefined;
  const line = createLine(
    clock,
    () => {
      if (!createSocket) throw new Error("the line is opened before its client is here");
      const socket = createSocket();
      rooms.attach(socket);
      hotline.attach(socket);
      calls.attach(socket);
      return socket;
    },
    askSession,
    { onSignedOut: () => window.location.assign("/sign-in"), onTurnedAway: () => window.location.reload() },
  );
  const rooms = createRooms(line, clock);
  const hotline = createHotlineStream(line, page.cursor, page.cases);
  const calls = createPageCalls(line, clock, page.personId);
  const sound = createSound();
  const charts = createChartPacer();
  const pause = createPause(clock);
  pause.subscribe(() => rooms.stand(pause.read() !== null));
  const poller = createPoller(line, rooms, hotline, clock);

  /** The client comes after the page, whose first figures do not wait for it. */
  async function openLine(): Promise<void> {
    try {
      ({ createSocket } = await import("./socket.ts"));
    } catch {
      setTimeout(() => started && void openLine(), loadAgainMs);
      return;
    }
    if (started) line.start();
  }

  return {
    clock,
    seconds: createSeconds(clock, page.serverTime),
    line,
    rooms,
    hotline,
    calls,
    sound,
    frames: createFramePacer(),
    charts,
    pause,
    start() {
      document.addEventListener("visibilitychange", charts.wake);
      poller.start();
      calls.start();
      sound.start();
      started = true;
      void openLine();
    },
    stop() {
      document.removeEventListener("visibilitychange", charts.wake);
      poller.stop();
      calls.stop();
      sound.stop();
      started = false;
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
