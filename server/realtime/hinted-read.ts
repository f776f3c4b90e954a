/** A read that hints ask for. */
export interface HintedRead {
  /** Reads now, or once more after the read under way, which may have missed what the hint is about. Never rejects. */
  poll(): Promise<void>;
  /** Waits for a read that is under way. */
  settled(): Promise<void>;
}

/** One read at a time, for as long as hints come or `read` says that there is more. */
export function createHintedRead(read: () => Promise<boolean>, onError: (error: unknown) => void): HintedRead {
  let reading: Promise<void> | null = null;
  let again = false;

  async function readUntilQuiet(): Promise<void> {
    try {
      do {
        again = false;
        if (await read()) again = true;
      } while (again);
    } catch (error) {
      onError(error);
    }
  }

  function poll(): Promise<void> {
    again = true;
    reading ??= readUntilQuiet().finally(() => {
      reading = null;
      // A hint that came as the last read ended.
      if (again) void poll();
    });
    return reading;
  }
  return { poll, settled: () => reading ?? Promise.resolve() };
}
