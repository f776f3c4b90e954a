import type { ServerClock } from "./server-clock.ts";
import type { LiveSocket } from "./socket.ts";

/** `blocked`: the server answers over HTTP, but its WebSocket never opens from here. */
export type Trouble = "lost" | "blocked";

export type Connection =
  | { phase: "connecting" }
  | { phase: "connected" }
  | {
      phase: "disconnected";
      trouble: Trouble;
      /** Server time of the last sign of life; null when there was none. */
      lastHeard: number | null;
      /** Server time of the next try; null while a try is under way. */
      retryAt: number | null;
      connectedOnce: boolean;
    };

export interface Line {
  start(): void;
  stop(): void;
  read(): Connection;
  subscribe(listener: () => void): () => void;
  retryNow(): void;
  /** Told after each hello, with whether it is the first: rooms and streams join then. */
  onReady(listener: (first: boolean) => void): () => void;
  onLost(listener: (lastHeard: number) => void): () => void;
  socket(): LiveSocket | null;
}

/** What an HTTP request says when the socket fails. */
export type Probe = () => Promise<"signed_in" | "signed_out" | "unreachable">;

/** A frame or a tick comes at least every two seconds; this long without one and the line is dead, whatever the socket believes. */
export const silenceMs = 3_500;
const firstRetryMs = 500;
const longestRetryMs = 8_000;
const triesBeforeBlocked = 2;

/** Before the n-th try again (from 0), in milliseconds: doubling, and half of it by chance, so that tabs spread out. */
export function retryDelay(attempt: number, random: () => number = Math.random): number {
  const full = Math.min(longestRetryMs, firstRetryMs * 2 ** attempt);
  return full / 2 + (full / 2) * random();
}

/** What the server says of a connection that it refuses. */
type ConnectError = Error & { data?: { code?: string } };

/**
 * `onTurnedAway`: the person is signed in, but what was open to them is not any more, as where a new role of theirs asks
 * for a second factor. Told only on a page that was live, so that a page drawn anew for it does not begin again.
 */
export function createLine(
  clock: ServerClock,
  open: () => LiveSocket,
  probe: Probe,
  { onSignedOut, onTurnedAway }: { onSignedOut: () => void; onTurnedAway: () => void },
): Line {
  const listeners = new Set<() => void>();
  const readyListeners = new Set<(first: boolean) => void>();
  const lostListeners = new Set<(lastHeard: number) => void>();
  let connection: Connection = { phase: "connecting" };
  let socket: LiveSocket | null = null;
  let attempt = 0;
  let heardAt = 0;
  let lastHeard: number | null = null;
  let connectedOnce = false;
  let blocked = false;
  let turnedAway = false;
  let retryTimer: ReturnType<typeof setTimeout> | undefined;
  let watchdog: ReturnType<typeof setInterval> | undefined;

  function set(next: Connection): void {
    connection = next;
    for (const listener of [...listeners]) listener();
  }

  function heard(serverTime: number): void {
    clock.correct(serverTime);
    heardAt = performance.now();
    lastHeard = serverTime;
  }

  function ready(serverTime: number): void {
    heard(serverTime);
    const first = !connectedOnce;
    connectedOnce = true;
    blocked = false;
    turnedAway = false;
    attempt = 0;
    set({ phase: "connected" });
    for (const listener of readyListeners) listener(first);
  }

  function fail(): void {
    if (socket === null) return;
    clearTimeout(retryTimer);
    const delay = retryDelay(attempt);
    attempt += 1;
    retryTimer = setTimeout(connect, delay);
    const wasConnected = connection.phase === "connected";
    disconnected(clock.now() + delay);
    if (wasConnected && lastHeard !== null) for (const listener of lostListeners) listener(lastHeard);
    void ask();
  }

  /** A socket that is refused says nothing about why, so the reason is asked for over HTTP. */
  async function ask(): Promise<void> {
    const answer = await probe();
    if (socket === null || connection.phase !== "disconnected") return;
    if (answer === "signed_out") return onSignedOut();
    if (answer === "signed_in" && turnedAway && connectedOnce) return onTurnedAway();
    blocked = answer === "signed_in" && !connectedOnce && attempt >= triesBeforeBlocked;
    disconnected(connection.retryAt);
  }

  function disconnected(retryAt: number | null): void {
    set({ phase: "disconnected", trouble: blocked ? "blocked" : "lost", lastHeard, retryAt, connectedOnce });
  }

  function connect(): void {
    clearTimeout(retryTimer);
    if (socket === null || connection.phase === "connected") return;
    heardAt = performance.now();
    if (connection.phase === "disconnected") disconnected(null);
    socket.connect();
  }

  function watch(): void {
    if (connection.phase !== "connected" || performance.now() - heardAt <= silenceMs) return;
    fail();
    socket?.disconnect();
  }

  function wake(): void {
    if (!document.hidden && connection.phase === "disconnected" && connection.retryAt !== null) connect();
  }

  return {
    start() {
      if (socket !== null) return;
      const opened = open();
      socket = opened;
      opened.on("hello", ({ serverTime }) => ready(serverTime));
      opened.on("tick", ({ serverTime }) => heard(serverTime));
      opened.on("frame", ({ asOf }) => heard(asOf));
      opened.on("disconnect", () => {
        if (connection.phase === "connected") fail();
      });
      opened.on("connect_error", ({ data }: ConnectError) => {
        turnedAway = data?.code === "unauthenticated";
        fail();
      });
      watchdog = setInterval(watch, 500);
      window.addEventListener("online", wake);
      document.addEventListener("visibilitychange", wake);
      connect();
    },
    stop() {
      clearTimeout(retryTimer);
      clearInterval(watchdog);
      window.removeEventListener("online", wake);
      document.removeEventListener("visibilitychange", wake);
      const closing = socket;
      socket = null;
      connection = { phase: "connecting" };
      closing?.removeAllListeners();
      closing?.disconnect();
    },
    read: () => connection,
    subscribe: (listener) => add(listeners, listener),
    retryNow: connect,
    onReady: (listener) => add(readyListeners, listener),
    onLost: (listener) => add(lostListeners, listener),
    socket: () => (connection.phase === "connected" ? socket : null),
  };
}

function add<T>(listeners: Set<T>, listener: T): () => void {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}
