/** A bucket of tokens: `burst` at once, then `perSecond`. Time is any rising number of milliseconds. */
export function createPace(perSecond: number, burst: number, elapsed: () => number): { take(): boolean } {
  let tokens = burst;
  let filledAt = elapsed();
  return {
    take() {
      const now = elapsed();
      tokens = Math.min(burst, tokens + ((now - filledAt) / 1_000) * perSecond);
      filledAt = now;
      if (tokens < 1) return false;
      tokens--;
      return true;
    },
  };
}
