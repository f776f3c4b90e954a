/** Timers as a dependency: the hub and the gateway are driven by hand in tests. Each call answers how to cancel. */
export interface Scheduler {
  after(milliseconds: number, work: () => void): () => void;
  every(milliseconds: number, work: () => void): () => void;
}

/** Node's own timers; none keeps the process alive. */
export const timers: Scheduler = {
  after(milliseconds, work) {
    const timer = setTimeout(work, milliseconds).unref();
    return () => clearTimeout(timer);
  },
  every(milliseconds, work) {
    const timer = setInterval(work, milliseconds).unref();
    return () => clearInterval(timer);
  },
};
