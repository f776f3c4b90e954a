import type { Scheduler } from "../../server/realtime/scheduler.ts";

/** Timers that run when the test lets time pass, in the order of their time. */
export function handScheduler(): Scheduler & { pass(milliseconds: number): void; waiting(): number } {
  interface Timer {
    at: number;
    every: number | null;
    work: () => void;
  }
  const waiting = new Set<Timer>();
  let now = 0;
  const wait = (timer: Timer) => {
    waiting.add(timer);
    return () => void waiting.delete(timer);
  };
  const nextBefore = (end: number) => [...waiting].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];

  return {
    after: (milliseconds, work) => wait({ at: now + milliseconds, every: null, work }),
    every: (milliseconds, work) => wait({ at: now + milliseconds, every: milliseconds, work }),
    waiting: () => waiting.size,
    pass(milliseconds) {
      const end = now + milliseconds;
      for (let timer = nextBefore(end); timer !== undefined; timer = nextBefore(end)) {
        now = timer.at;
        if (timer.every === null) waiting.delete(timer);
        else timer.at += timer.every;
        timer.work();
      }
      now = end;
    },
  };
}
