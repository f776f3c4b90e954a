import type { CallEnd } from "../../server/alerts/delivery/contract.ts";
import type { PageCall } from "../../server/realtime/contract.ts";
import type { Line } from "./connection.ts";
import type { ServerClock } from "./server-clock.ts";
import type { LiveSocket } from "./socket.ts";

/** A call with when this tab heard of it, server time in epoch ms. */
export interface HeardCall extends PageCall {
  heardAt: number;
}

/** What this person is called about on this tab, newest first, until it is over or closed by hand. */
export interface PageCalls {
  /** Takes up what the tab showed before it was loaded anew, and hears other tabs. */
  start(): void;
  stop(): void;
  attach(socket: LiveSocket): void;
  read(): readonly HeardCall[];
  subscribe(listener: () => void): () => void;
  /** Takes a call away here; other tabs hear from the server that it is over, and of whom. */
  take(deliveryId: string): void;
  /** Takes a call away here and on the other tabs of this browser, while it goes on. */
  close(deliveryId: string): void;
  /** Told of calls that are over because of what somebody did while they were shown here. */
  onEnd(listener: (end: CallEnd) => void): () => void;
}

const channelName = "watchfloor:page-calls";
/** After this time a call that nobody closed says nothing of now. */
const keptMs = 60 * 60_000;
const shownAtMost = 50;
const answerMs = 5_000;

const none: readonly HeardCall[] = [];

/** Whatever links are followed, each a page of its own: calls live as long as the tab. */
export function createPageCalls(line: Line, clock: ServerClock, personId: string): PageCalls {
  const storageKey = `page-calls ${personId}`;
  const listeners = new Set<() => void>();
  const endListeners = new Set<(end: CallEnd) => void>();
  /** Deliveries that were closed here: a repeat of one is not shown anew. */
  const closed = new Set<string>();
  let calls = none;
  let channel: BroadcastChannel | null = null;

  function set(next: readonly HeardCall[]): void {
    if (next === calls) return;
    calls = next;
    keep(storageKey, next);
    for (const listener of [...listeners]) listener();
  }

  function hear(call: PageCall): void {
    const before = calls.find(({ deliveryId }) => deliveryId === call.deliveryId);
    if (before !== undefined || closed.has(call.deliveryId)) return;
    set([{ ...call, heardAt: clock.now() }, ...calls].slice(0, shownAtMost));
  }

  /** True when there was one. */
  function remove(gone: (call: PageCall) => boolean): boolean {
    const left = calls.filter((call) => !gone(call));
    if (left.length === calls.length) return false;
    for (const call of calls) if (gone(call)) closed.add(call.deliveryId);
    set(left.length === 0 ? none : left);
    return true;
  }

  function end(ended: CallEnd): void {
    if (!remove(({ deliveryId }) => deliveryId === ended.deliveryId)) return;
    for (const listener of endListeners) listener(ended);
  }

  /** Of what is shown already, the server knows nothing after a break of the line. */
  function watch(): void {
    const deliveryIds = calls.map(({ deliveryId }) => deliveryId);
    if (deliveryIds.length === 0) return;
    line
      .socket()
      ?.timeout(answerMs)
      .emit("pages:watch", { deliveryIds }, () => {});
  }

  line.onReady(watch);
  return {
    start() {
      const since = clock.now() - keptMs;
      set(restored(storageKey).filter(({ heardAt }) => heardAt > since));
      channel = new BroadcastChannel(channelName);
      channel.onmessage = ({ data }) => void remove(({ deliveryId }) => deliveryId === data);
      watch();
    },
    stop() {
      channel?.close();
      channel = null;
    },
    attach(socket) {
      socket.on("page", hear);
      socket.on("page:ended", end);
    },
    read: () => calls,
    subscribe: (listener) => add(listeners, listener),
    take: (deliveryId) => void remove((call) => call.deliveryId === deliveryId),
    close(deliveryId) {
      remove((call) => call.deliveryId === deliveryId);
      channel?.postMessage(deliveryId);
    },
    onEnd: (listener) => add(endListeners, listener),
  };
}

function add<T>(listeners: Set<T>, listener: T): () => void {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}

/** A browser that keeps nothing shows the calls of this page alone. */
function keep(storageKey: string, calls: readonly HeardCall[]): void {
  try {
    sessionStorage.setItem(storageKey, JSON.stringify(calls));
  } catch {
    // Storage is full or switched off.
  }
}

function restored(storageKey: string): readonly HeardCall[] {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(storageKey) ?? "[]");
    return Array.isArray(kept) ? (kept as HeardCall[]) : none;
  } catch {
    return none;
  }
}
