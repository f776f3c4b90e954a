import { randomUUID } from "node:crypto";
import { type LiveRow, liveLayers } from "../counting/contract.ts";
import type { Clock } from "../kernel/clock.ts";
import { Refusal } from "../kernel/refusal.ts";
import { type Frame, layerOf, limits, oldestBucket, type View } from "./contract.ts";
import { type CountReader, createHotWindow } from "./hot-window.ts";
import { createRoom, type Room } from "./room.ts";
import { createRooms } from "./rooms.ts";
import { type Scheduler, timers } from "./scheduler.ts";
import { type TotalFigure, watchTotalUsers } from "./total-users.ts";
import { roomOf } from "./view.ts";

/** From the first change to its frame when nothing was sent lately: long enough to gather one commit's rows. */
const gatherMs = 25;
/** At least this long from one frame of a room to its next. */
const tickMs = 250;
const sweepMs = 10_000;
const floorMs = 15_000;
const emptyRoomMs = 60_000;

export interface Hub extends AsyncDisposable {
  /** Names this hub's numbering; another hub or a restart has another. */
  readonly epoch: string;
  /** Loads the live window, then keeps it. @throws what reading throws. */
  start(): Promise<void>;
  /** Takes the rows that a commit changed. A hint: what is never published comes by the floor. */
  publish(rows: readonly LiveRow[]): void;
  /** Takes the news that a gauge was measured. A hint like the other. */
  publishGauges(): void;
  /** Puts a member into the room of a view and answers the live window. @throws Refusal `too_many` */
  join(view: View, member: string): Frame;
  leave(room: string, member: string): void;
  /** The live window of a view for somebody who only looks once. @throws Refusal `too_many` */
  peek(view: View): Frame;
  /** The whole live window of an open room with the number of its last frame; null when the room is not open. */
  snapshot(room: string): Frame | null;
  /** Calls back with each frame of each room. */
  onFrame(send: (frame: Frame) => void): void;
  /** Sends one frame for each room that changed. The hub does so itself; tests call it. */
  tick(): void;
  /** Lets go of what is too old and of rooms that nobody is in. The hub does so itself; tests call it. */
  sweep(): void;
  /** Reads the live window of the open rooms again from the database. Never rejects. */
  floor(): Promise<void>;
  figures(): { rooms: number; rows: number };
}

/** The live hub: the hot rows of the cubes in memory, and rooms that sum them up by view (DESIGN 5). */
export function createHub(options: {
  clock: Clock;
  counts: CountReader;
  onError: (error: unknown) => void;
  epoch?: string;
  scheduler?: Scheduler;
}): Hub {
  const { clock, counts, onError } = options;
  const scheduler = options.scheduler ?? timers;
  const epoch = options.epoch ?? randomUUID();
  const rooms = createRooms();
  const changed = new Set<Room>();
  const listeners: ((frame: Frame) => void)[] = [];
  const stops: (() => void)[] = [];
  let cancelTick: (() => void) | null = null;
  let accountsNewest: number | null = null;
  let closed = false;

  const hot = createHotWindow({ clock, counts, take: apply, onError });
  const totals = watchTotalUsers({ read: () => counts.readTotalUsers(), changed: setTotals, onError, scheduler });

  function setTotals(figure: TotalFigure): void {
    for (const room of rooms.ofTotals()) {
      showTotal(room, figure);
      markChanged(room);
    }
  }

  function showTotal(room: Room, { rev, value, measuredAt }: TotalFigure): void {
    room.set({ key: "all", bucket: 0, rev, value, newest: Math.max(measuredAt ?? 0, accountsNewest ?? 0) || null });
  }

  function markChanged(room: Room): void {
    changed.add(room);
    if (!closed) cancelTick ??= scheduler.after(gatherMs, sendThenPause);
  }

  function sendThenPause(): void {
    tick();
    cancelTick = scheduler.after(tickMs, () => {
      cancelTick = null;
      if (changed.size > 0) sendThenPause();
    });
  }

  function tick(): void {
    const now = clock.now();
    for (const room of changed) {
      forgetOld(room, now);
      const frame = room.nextFrame(epoch, now);
      if (frame !== null) for (const send of listeners) send(frame);
    }
    changed.clear();
  }

  function apply(rows: readonly LiveRow[]): void {
    let accountsChanged = false;
    for (const row of rows) {
      const change = hot.apply(row);
      if (change === null) continue;
      if (row.kind === "accounts_created" || row.kind === "accounts_deleted") {
        accountsChanged = true;
        accountsNewest = Math.max(accountsNewest ?? 0, row.newest);
      }
      rooms.visit(row, (room) => {
        if (room.add(change)) markChanged(room);
      });
    }
    if (accountsChanged) publishGauges();
  }

  function publishGauges(): void {
    if (!closed && rooms.ofTotals().size > 0) totals.hint();
  }

  const isTotal = (room: Room) => room.view.measure === "total_users";

  function forgetOld(room: Room, now: number): void {
    if (!isTotal(room)) room.forgetBefore(oldestBucket(room.view.grain, now));
  }

  async function floor(): Promise<void> {
    for (const layer of liveLayers) if (rooms.anyOf(layer)) await hot.refresh(layer);
    if (rooms.ofTotals().size > 0) await totals.read();
  }

  function sweep(): void {
    const now = clock.now();
    hot.letGo(now);
    for (const room of rooms.all()) {
      if (room.members.size === 0 && now - (room.emptySince ?? now) >= emptyRoomMs) close(room);
      else if (!isTotal(room)) moveWindow(room, now);
    }
  }

  function moveWindow(room: Room, now: number): void {
    const layer = layerOf(room.view);
    if (layer === null) return;
    const start = hot.start(layer, now);
    if (room.from() <= start) {
      room.forgetBefore(start);
    } else {
      // The clock went back: buckets that the room let go are in its window again.
      room.refill(hot.rows(layer, start), start);
      markChanged(room);
    }
  }

  function open(view: View): Room {
    if (rooms.size() >= limits.roomsPerNode) makeSpace();
    const layer = view.measure === "total_users" ? null : layerOf(view);
    if (layer === null) return openTotal(view);
    const start = hot.start(layer, clock.now());
    const room = createRoom(view, hot.rows(layer, start), start);
    const keptFresh = rooms.anyOf(layer);
    rooms.add(room);
    // Nobody read this layer again while none of its rooms was open.
    if (!keptFresh && !closed) void hot.refresh(layer);
    return room;
  }

  function openTotal(view: View): Room {
    const room = createRoom(view, [], Number.NEGATIVE_INFINITY);
    rooms.add(room);
    const figure = totals.figure();
    if (figure !== null) showTotal(room, figure);
    else totals.hint();
    return room;
  }

  function makeSpace(): void {
    const empty = [...rooms.all()].find(({ members }) => members.size === 0);
    if (empty === undefined) throw new Refusal("too_many", "Too many different views are open; try again later.");
    close(empty);
  }

  function close(room: Room): void {
    rooms.remove(room);
    changed.delete(room);
    if (rooms.ofTotals().size === 0) totals.forget();
  }

  return {
    epoch,
    publish: apply,
    publishGauges,
    tick,
    sweep,
    floor,
    async start() {
      for (const layer of liveLayers) await hot.load(layer);
      stops.push(
        scheduler.every(sweepMs, sweep),
        scheduler.every(floorMs, () => void floor()),
      );
    },
    join(view, member) {
      const room = rooms.get(roomOf(view)) ?? open(view);
      const now = clock.now();
      forgetOld(room, now);
      room.members.add(member);
      room.emptySince = null;
      return room.snapshot(epoch, now);
    },
    peek(view) {
      const room = rooms.get(roomOf(view)) ?? open(view);
      const now = clock.now();
      // Who asks again and again keeps the room: it goes a minute after the last look.
      if (room.members.size === 0) room.emptySince = now;
      forgetOld(room, now);
      return room.snapshot(epoch, now);
    },
    leave(name, member) {
      const room = rooms.get(name);
      if (room?.members.delete(member) && room.members.size === 0) room.emptySince = clock.now();
    },
    snapshot(name) {
      const room = rooms.get(name);
      if (room === undefined) return null;
      forgetOld(room, clock.now());
      return room.snapshot(epoch, clock.now());
    },
    onFrame: (send) => void listeners.push(send),
    figures: () => ({ rooms: rooms.size(), rows: hot.size() }),
    async [Symbol.asyncDispose]() {
      closed = true;
      for (const stop of stops) stop();
      cancelTick?.();
      totals.forget();
      await Promise.all([hot.close(), totals.settled()]);
    },
  };
}
