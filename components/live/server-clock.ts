/** The server's time as this browser knows it. The computer's own clock is never asked: it may be hours off. */
export interface ServerClock {
  /** Epoch milliseconds. */
  now(): number;
  /** Takes a time that the server has just said. */
  correct(serverTime: number): void;
}

const samplesKept = 10;
const steppedBack = 2_000;

/**
 * Starts from a time that the server wrote into the page. Of the last samples the one that travelled fastest is the
 * best; one that is far behind means that the server's own clock was set back, and begins anew.
 */
export function createServerClock(initial: number, monotonic: () => number = () => performance.now()): ServerClock {
  const seed = initial - monotonic();
  let samples: number[] = [];
  let offset = seed;
  return {
    now: () => monotonic() + offset,
    correct(serverTime) {
      const sample = serverTime - monotonic();
      samples = sample < offset - steppedBack ? [sample] : [...samples, sample].slice(-samplesKept);
      offset = Math.max(...samples);
    },
  };
}

/** Server time in whole seconds as a store: one timer for all that count along, none while the page is hidden. */
export interface Seconds {
  subscribe(listener: () => void): () => void;
  /** Start of the present second, epoch ms; changes only when listeners are told. */
  read(): number;
}

/**
 * Until somebody listens it stands at the second the page was drawn in: server and browser reach this line some ms
 * later each, and a second that began between would draw another text here than there.
 */
export function createSeconds(clock: ServerClock, drawnAt: number): Seconds {
  const listeners = new Set<() => void>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let current = secondOf(drawnAt);

  function beat(): void {
    const now = clock.now();
    timer = setTimeout(beat, 1_000 - (now % 1_000) + 5);
    if (document.hidden) return;
    current = secondOf(now);
    for (const listener of [...listeners]) listener();
  }

  return {
    subscribe(listener) {
      listeners.add(listener);
      if (timer === undefined) timer = setTimeout(beat, 0);
      return () => {
        listeners.delete(listener);
        if (listeners.size > 0) return;
        clearTimeout(timer);
        timer = undefined;
      };
    },
    read: () => current,
  };
}

const secondOf = (at: number) => Math.floor(at / 1_000) * 1_000;
