import type { HotlineCase, HotlineEvent } from "../../server/hotline/contract.ts";
import type { FollowAnswer } from "../../server/realtime/contract.ts";
import type { Line } from "./connection.ts";
import type { LiveSocket } from "./socket.ts";
import { mergeVersions } from "./versioned.ts";

export interface HotlineView {
  readonly cases: ReadonlyMap<string, HotlineCase>;
  /** False while the line is broken or events were missed. */
  readonly synced: boolean;
  /** Server time up to which the cases are known to be right, while not synced. */
  readonly lostAt: number | null;
  /** Server time of the last answer while no socket gets through; null with one. */
  readonly polledAt: number | null;
  /** Why the server does not show it, in words; null when it does. */
  readonly refusal: string | null;
}

export interface HotlineStream {
  attach(socket: LiveSocket): void;
  read(): HotlineView;
  subscribe(listener: () => void): () => void;
  /** Takes cases from a page, an answer or an event: of each the higher version stays. */
  take(cases: readonly HotlineCase[]): void;
  /** The place in the stream up to which everything is known. */
  cursor(): number;
  /** Takes the events after it that were asked for while there is no socket. */
  takePolled(events: readonly HotlineEvent[], serverTime: number): void;
  onEvents(listener: (events: readonly HotlineEvent[]) => void): () => void;
}

const answerMs = 5_000;
const againMs = 1_000;
const fullAnswer = 100;

/** The durable stream of cases: follows from a cursor, and from its own again whenever one is missed. */
export function createHotlineStream(
  line: Line,
  cursorOfPage: number,
  casesOfPage: readonly HotlineCase[],
): HotlineStream {
  const listeners = new Set<() => void>();
  const eventListeners = new Set<(events: readonly HotlineEvent[]) => void>();
  let cursor = cursorOfPage;
  let following = false;
  let breaks = 0;
  let view: HotlineView = {
    cases: mergeVersions(new Map(), casesOfPage),
    synced: false,
    lostAt: null,
    polledAt: null,
    refusal: null,
  };

  line.onReady(() => follow());
  line.onLost((lastHeard) => {
    breaks += 1;
    following = false;
    set({ ...view, synced: false, lostAt: lastHeard });
  });

  function set(next: HotlineView): void {
    view = next;
    for (const listener of [...listeners]) listener();
  }

  function follow(): void {
    const socket = line.socket();
    if (following || socket === null) return;
    following = true;
    const broken = breaks;
    socket.timeout(answerMs).emit("hotline:follow", { after: cursor }, (error: Error | null, answer: FollowAnswer) => {
      if (broken !== breaks) return;
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

  function onEvent(event: HotlineEvent): void {
    if (event.cursor <= cursor) return;
    if (event.cursor === cursor + 1 && !following) apply([event]);
    else follow();
  }

  function apply(events: readonly HotlineEvent[]): void {
    const fresh = events.filter((event) => event.cursor > cursor);
    const last = fresh.at(-1);
    if (!last) return;
    cursor = last.cursor;
    const cases = fresh.map((event) => event.case);
    set({ ...view, cases: mergeVersions(view.cases, cases) });
    for (const listener of eventListeners) listener(fresh);
  }

  return {
    attach: (socket) => void socket.on("hotline:event", onEvent),
    read: () => view,
    subscribe(listener) {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
    cursor: () => cursor,
    takePolled(events, serverTime) {
      if (view.synced) return;
      apply(events);
      set({ ...view, lostAt: serverTime, polledAt: serverTime });
    },
    take: (cases) => set({ ...view, cases: mergeVersions(view.cases, cases) }),
    onEvents(listener) {
      eventListeners.add(listener);
      return () => {
        eventListeners.delete(listener);
      };
    },
  };
}
