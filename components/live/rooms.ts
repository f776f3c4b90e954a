import { type Frame, type JoinAnswer, limits, type View } from "../../server/realtime/contract.ts";
import type { Line } from "./connection.ts";
import type { ServerClock } from "./server-clock.ts";
import type { LiveSocket } from "./socket.ts";
import { applyFrame, applySnapshot, emptyWindow, type WindowState } from "./window-state.ts";

/** A room as a screen may draw it. */
export interface RoomView {
  readonly window: WindowState;
  /** False from the moment the line broke, or a frame was missed, until the next snapshot. */
  readonly synced: boolean;
  /** Server time up to which the window is known to be right, while it is not synced; null before the first snapshot. */
  readonly lostAt: number | null;
  /** Why the server does not show it, in words; null when it does. */
  readonly refusal: string | null;
  /** Asked for again and again, since no socket gets through: right as of `lostAt`. */
  readonly polled: boolean;
  /** Server time at which a person made it stand still; null while it moves. */
  readonly pausedAt: number | null;
}

export interface Rooms {
  attach(socket: LiveSocket): void;
  /** Joins while at least one holder is there. */
  hold(view: View): () => void;
  read(view: View): RoomView;
  /** From now on `readStill` answers with what there is now, where there is something; or with the present again. */
  stand(still: boolean): void;
  readStill(view: View): RoomView;
  subscribe(view: View, listener: () => void): () => void;
  /** The views that somebody holds. */
  held(): View[];
  /** Takes what was answered for a view while there is no socket. */
  takePolled(view: View, answer: JoinAnswer): void;
}

interface Room {
  view: View;
  shown: RoomView;
  /** As it was when everything was made to stand still. */
  still: RoomView | null;
  holders: number;
  listeners: Set<() => void>;
  /** The server's name for it, once joined. */
  name: string | null;
  joining: boolean;
  timer: ReturnType<typeof setTimeout> | undefined;
}

const answerMs = 5_000;
const leaveAfterMs = 3_000;
const rejoinSpreadMs = 500;
const emptyRoom: RoomView = {
  window: emptyWindow(),
  synced: false,
  lostAt: null,
  refusal: null,
  polled: false,
  pausedAt: null,
};

/** One string for a view; views are written as constants, so their fields stand in one order. */
export function viewKey(view: View): string {
  return JSON.stringify(view);
}

export function createRooms(line: Line, clock: ServerClock): Rooms {
  const rooms = new Map<string, Room>();
  const byName = new Map<string, Room>();
  let breaks = 0;

  line.onReady((first) => {
    for (const room of rooms.values()) join(room, first ? 0 : Math.random() * rejoinSpreadMs);
  });
  line.onLost((lastHeard) => {
    breaks += 1;
    byName.clear();
    for (const room of rooms.values()) {
      clearTimeout(room.timer);
      room.joining = false;
      room.name = null;
      lose(room, lastHeard);
    }
  });

  function show(room: Room, next: RoomView): void {
    room.shown = next;
    for (const listener of [...room.listeners]) listener();
  }

  function lose(room: Room, at: number): void {
    if (room.shown.synced) show(room, { ...room.shown, synced: false, lostAt: at });
  }

  function join(room: Room, delay: number): void {
    if (room.joining || room.holders === 0) return;
    room.joining = true;
    const broken = breaks;
    room.timer = setTimeout(() => {
      const socket = line.socket();
      if (socket === null || broken !== breaks) {
        room.joining = false;
        return;
      }
      socket.timeout(answerMs).emit("room:join", room.view, (error: Error | null, answer: JoinAnswer) => {
        if (broken !== breaks) return;
        room.joining = false;
        if (error) join(room, againSoon());
        else joined(room, answer);
      });
    }, delay);
  }

  function joined(room: Room, answer: JoinAnswer): void {
    if (!answer.ok) {
      const passing = answer.code === "too_many" || answer.code === "unavailable";
      if (passing) join(room, againSoon());
      else show(room, { ...room.shown, synced: false, refusal: answer.message });
      return;
    }
    if (room.holders === 0) {
      leave(answer.room);
      return;
    }
    room.name = answer.room;
    byName.set(answer.room, room);
    const window = applySnapshot(room.shown.window, answer);
    show(room, { window, synced: true, lostAt: null, refusal: null, polled: false, pausedAt: null });
  }

  function onFrame(frame: Frame): void {
    const room = byName.get(frame.room);
    if (!room) return;
    const { state, outcome } = applyFrame(room.shown.window, frame);
    if (outcome === "applied") show(room, { ...room.shown, window: state });
    if (outcome === "gap") {
      lose(room, room.shown.window.asOf ?? clock.now());
      join(room, Math.random() * rejoinSpreadMs);
    }
  }

  function leave(name: string): void {
    line.socket()?.emit("room:leave", { room: name }, () => {});
  }

  function find(view: View): Room {
    const key = viewKey(view);
    let room = rooms.get(key);
    if (!room) {
      const grain = view.measure === "total_users" ? null : view.grain;
      const shown = { ...emptyRoom, window: emptyWindow(grain) };
      room = {
        view,
        shown,
        still: null,
        holders: 0,
        listeners: new Set(),
        name: null,
        joining: false,
        timer: undefined,
      };
      rooms.set(key, room);
    }
    return room;
  }

  function release(room: Room): void {
    if (room.holders > 0 || rooms.get(viewKey(room.view)) !== room) return;
    rooms.delete(viewKey(room.view));
    clearTimeout(room.timer);
    if (room.name === null) return;
    byName.delete(room.name);
    leave(room.name);
  }

  return {
    attach: (socket) => void socket.on("frame", onFrame),
    hold(view) {
      const room = find(view);
      room.holders += 1;
      if (room.name === null && line.socket() !== null) join(room, 0);
      return () => {
        room.holders -= 1;
        setTimeout(() => release(room), leaveAfterMs);
      };
    },
    held: () => [...rooms.values()].filter(({ holders }) => holders > 0).map(({ view }) => view),
    takePolled(view, answer) {
      const room = rooms.get(viewKey(view));
      if (room === undefined || room.shown.synced) return;
      if (!answer.ok) {
        show(room, { ...room.shown, refusal: answer.code === "forbidden" ? answer.message : null });
        return;
      }
      const window = applySnapshot(room.shown.window, answer);
      show(room, { ...room.shown, window, lostAt: answer.asOf, refusal: null, polled: true });
    },
    read: (view) => rooms.get(viewKey(view))?.shown ?? emptyRoom,
    stand(still) {
      for (const room of rooms.values()) {
        room.still = still && room.shown.window.position !== null ? room.shown : null;
      }
    },
    readStill(view) {
      const room = rooms.get(viewKey(view));
      return room?.still ?? room?.shown ?? emptyRoom;
    },
    subscribe(view, listener) {
      const room = find(view);
      room.listeners.add(listener);
      return () => {
        room.listeners.delete(listener);
      };
    },
  };
}

/** Long enough for the server's allowance of joins to have grown again. */
function againSoon(): number {
  return (1_000 / limits.joinsPerSecond) * (5 + 5 * Math.random());
}
