import type { TotalUsers } from "../growth/growth.ts";
import type { Scheduler } from "./scheduler.ts";

/** The figure with a revision that rises with every change of the value. */
export interface TotalFigure {
  rev: number;
  value: number;
  measuredAt: number | null;
}

/** Between two reads, however many hints come. */
const pauseMs = 1_000;

export interface TotalUsersWatch {
  /** Null before the first read and before the first measurement. */
  figure(): TotalFigure | null;
  /** Something that the total depends on may have changed: read it again soon. */
  hint(): void;
  /** Reads now, or waits for the read that is under way. Never rejects. */
  read(): Promise<void>;
  /** Waits for a read that is under way. */
  settled(): Promise<void>;
  /** Forgets the figure, which nobody keeps fresh from here on. */
  forget(): void;
}

/** Reads the total again when hinted, at most once a second and never twice at a time. */
export function watchTotalUsers(options: {
  read: () => Promise<TotalUsers>;
  changed: (figure: TotalFigure) => void;
  onError: (error: unknown) => void;
  scheduler: Scheduler;
}): TotalUsersWatch {
  let figure: TotalFigure | null = null;
  let lastRev = 0;
  let reading: Promise<void> | null = null;
  let pausing = false;
  let wanted = false;
  let generation = 0;

  const take = async (started: number) => {
    try {
      const { total, measuredAt, asOf } = await options.read();
      if (total === null || started !== generation) return;
      if (figure !== null && figure.value === total && figure.measuredAt === measuredAt) return;
      lastRev = Math.max(asOf, lastRev + 1);
      figure = { rev: lastRev, value: total, measuredAt };
      options.changed(figure);
    } catch (error) {
      options.onError(error);
    } finally {
      pausing = true;
      options.scheduler.after(pauseMs, () => {
        pausing = false;
        if (wanted) watch.hint();
      });
    }
  };

  const watch: TotalUsersWatch = {
    figure: () => figure,
    hint() {
      // A hint during a read asks for another: the read may have begun before the change.
      wanted = true;
      if (reading !== null || pausing) return;
      wanted = false;
      void watch.read();
    },
    read() {
      reading ??= take(generation).finally(() => {
        reading = null;
      });
      return reading;
    },
    settled: () => reading ?? Promise.resolve(),
    forget() {
      figure = null;
      wanted = false;
      generation++;
    },
  };
  return watch;
}
