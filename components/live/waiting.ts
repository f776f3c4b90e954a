import { hasWorkers, startWorker } from "./worker.ts";

/** What a person did while the line was broken; the worker keeps it and sends it. Nothing but these two is kept. */
export type Postponed = { personId: string; alertId: string; number: string } & (
  | { kind: "acknowledge" }
  | { kind: "note"; note: string }
);

/** As the worker tells it. `page`: the press on a notification, which knows the alert's number only. */
export interface WaitingDeed {
  kind: "acknowledge" | "note" | "page";
  number: string;
  /** When it was done by this device's clock, epoch ms. */
  at: number;
}
export interface SettledDeed extends WaitingDeed {
  ok: boolean;
  /** Why it was not done, as the server says it: who was first. */
  words?: string;
}

export interface Waiting {
  read(): readonly WaitingDeed[];
  subscribe(listener: () => void): () => void;
  /** Hears of each deed that waited and was answered. */
  onSettled(listener: (deed: SettledDeed) => void): () => void;
  /** Hands a deed to the worker, which sends it when it can. False where there is none: then nothing was kept. */
  postpone(deed: Postponed): Promise<boolean>;
  /** Sends what waits, if the line is there. */
  send(): void;
  start(): () => void;
}

/** What waits on this device, as the worker knows it. Nothing happens until `start`. */
export function createWaiting(): Waiting {
  const listeners = new Set<() => void>();
  const settledListeners = new Set<(deed: SettledDeed) => void>();
  let deeds: readonly WaitingDeed[] = [];
  let worker: Promise<ServiceWorker | null> = Promise.resolve(null);

  function hear({ data }: MessageEvent<{ waiting?: WaitingDeed[]; settled?: SettledDeed[] }>): void {
    if (!Array.isArray(data?.waiting)) return;
    deeds = data.waiting;
    for (const listener of listeners) listener();
    for (const deed of data.settled ?? []) for (const listener of settledListeners) listener(deed);
  }
  const tell = async (message: object) => {
    const there = await worker;
    there?.postMessage(message);
    return there !== null;
  };
  const send = () => void tell({ kind: "send" });

  return {
    read: () => deeds,
    subscribe: (listener) => add(listeners, listener),
    onSettled: (listener) => add(settledListeners, listener),
    postpone: tell,
    send,
    start() {
      if (!hasWorkers()) return () => {};
      worker = startWorker().then(
        ({ active }) => active,
        () => null,
      );
      navigator.serviceWorker.addEventListener("message", hear);
      navigator.serviceWorker.startMessages();
      window.addEventListener("online", send);
      send();
      return () => {
        navigator.serviceWorker.removeEventListener("message", hear);
        window.removeEventListener("online", send);
      };
    },
  };
}

function add<T>(listeners: Set<T>, listener: T): () => void {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}
