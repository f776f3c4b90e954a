import type { ServerClock } from "./server-clock.ts";

/** Whether what is drawn stands still. What is received goes on being kept, so that going on shows the present at once. */
export interface Pause {
  /** Server time since when it stands still, epoch ms; null while it moves. */
  read(): number | null;
  subscribe(listener: () => void): () => void;
  toggle(): void;
}

export function createPause(clock: ServerClock): Pause {
  const listeners = new Set<() => void>();
  let since: number | null = null;
  return {
    read: () => since,
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    toggle() {
      since = since === null ? clock.now() : null;
      for (const listener of [...listeners]) listener();
    },
  };
}
