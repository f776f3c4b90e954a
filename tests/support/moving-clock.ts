import type { Clock } from "../../server/kernel/clock.ts";

/** Business time that stands still until the test moves it. */
export interface MovingClock extends Clock {
  /** Moves time by milliseconds; forwards or, for the clock that jumps, backwards. */
  advance(milliseconds: number): void;
}

export function movingClock(start = Date.UTC(2026, 10, 23, 21, 40, 5)): MovingClock {
  let at = start;
  return {
    now: () => at,
    advance(milliseconds) {
      at += milliseconds;
    },
  };
}
