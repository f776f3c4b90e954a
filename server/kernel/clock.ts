/** The one source of business time. Tests move it; nothing else in the server calls `Date.now()`. */
export interface Clock {
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  now(): number;
}

export const systemClock: Clock = { now: () => Date.now() };
