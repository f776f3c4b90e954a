import type { WireRefusal } from "../../server/realtime/contract.ts";
import type { Line } from "./connection.ts";
import type { LiveSocket } from "./socket.ts";
import { mergeVersions, type Versioned } from "./versioned.ts";

/** What is known of the items of a durable stream. */
export interface EventView<One extends Versioned> {
  readonly items: ReadonlyMap<string, One>;
  /** False while the line is broken or events were missed. */
  readonly synced: boolean;
  /** Server time up to which the items are known to be right, while not synced. */
  readonly lostAt: number | null;
  /** Server time of the last answer while no socket gets through; null with one. */
  readonly polledAt: number | null;
  /** Why the server does not show it, in words; null when it does. */
  readonly refusal: string | null;
}

export interface EventStream<One extends Versioned> {
  read(): EventView<One>;
  subscribe(listener: () => void): () => void;
  /** Takes items from a page, an answer or an event: of each the higher version stays. */
  take(items: readonly One[]): void;
  /** Takes what was asked for while no socket gets through; `serverTime`, epoch ms, is when it was true. */
  takePolled(items: readonly One[], serverTime: number): void;
  /** Nothing is followed before; it may be started again after a stop. */
  start(): void;
  stop(): void;
}

type Followed<Event> = { ok: true; cursor: number; events: readonly Event[] } | WireRefusal;

/** How a stream goes over the wire, and what its events say. */
export interface Wire<One extends Versioned, Event extends { cursor: number }> {
  listen(socket: LiveSocket, onEvent: (event: Event) => void): void;
  unlisten(socket: LiveSocket, onEvent: (event: Event) => void): void;
  follow(socket: LiveSocket, after: number, answer: (error: Error | null, followed: Followed<Event>) => void): void;
  itemOf(event: Event): One;
}

const againMs = 1_000;
const fullAnswer = 100;

/**
 * A durable stream of one page: follows from the page's cursor, and from its own again whenever an event is missed. It
 * lives as long as the part of the page that made it, on the one line of the tab.
 */
export function createEventStream<One extends Versioned, Event extends { cursor: number }>(
  line: Line,
  wire: Wire<One, Event>,
  page: { cursor: number; items: readonly One[] },
): EventStream<One> {
  const listeners = new Set<() => void>();
  let { cursor } = page;
  let following = false;
  let breaks = 0;
  let stopped = true;
  let ends: (() => void)[] = [];
  let heard: LiveSocket | null = null;
  let view: EventView<One> = {
    items: mergeVersions(new Map(), page.items),
    synced: false,
    lostAt: null,
    polledAt: null,
    refusal: null,
  };

  function lost(lastHeard: number): void {
    breaks += 1;
    following = false;
    set({ ...view, synced: false, lostAt: lastHeard });
  }

  function set(next: EventView<One>): void {
    view = next;
    for (const listener of [...listeners]) listener();
  }

  function follow(): void {
    const socket = line.socket();
    if (following || stopped || socket === null) return;
    if (heard !== socket) {
      heard = socket;
      wire.listen(socket, onEvent);
    }
    following = true;
    const broken = breaks;
    wire.follow(socket, cursor, (error, answer) => {
      if (broken !== breaks || stopped) return;
      following = false;
      if (error === null && !answer.ok && answer.code === "forbidden") {
        set({ ...view, synced: false, refusal: answer.message });
        return;
      }
      if (error || !answer.ok) {
        setTimeout(follow, againMs);
        return;
      }
      apply(answer.events);
      cursor = Math.max(cursor, answer.cursor);
      // A full answer may have been cut off: what follows is asked for at once.
      if (answer.events.length >= fullAnswer) follow();
      else set({ ...view, synced: true, lostAt: null, polledAt: null, refusal: null });
    });
  }

  function onEvent(event: Event): void {
    if (event.cursor <= cursor) return;
    if (event.cursor === cursor + 1 && !following) apply([event]);
    else follow();
  }

  function apply(events: readonly Event[]): void {
    const fresh = events.filter((event) => event.cursor > cursor);
    const last = fresh.at(-1);
    if (!last) return;
    cursor = last.cursor;
    set({ ...view, items: mergeVersions(view.items, fresh.map(wire.itemOf)) });
  }

  return {
    read: () => view,
    subscribe(listener) {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    take: (items) => set({ ...view, items: mergeVersions(view.items, items) }),
    takePolled(items, serverTime) {
      if (view.synced) return;
      set({ ...view, items: mergeVersions(view.items, items), lostAt: serverTime, polledAt: serverTime });
    },
    start() {
      stopped = false;
      ends = [line.onReady(() => follow()), line.onLost(lost)];
      // The line may be up already.
      follow();
    },
    stop() {
      stopped = true;
      breaks += 1;
      following = false;
      for (const end of ends) end();
      if (heard !== null) wire.unlisten(heard, onEvent);
      heard = null;
    },
  };
}
