/** Something that repaints when told. `visible` is false while it is out of view. */
export interface Job {
  commit(): void;
  visible: boolean;
}

export interface Pacer {
  /** The job has something new; it will commit when it may. */
  mark(job: Job): void;
  drop(job: Job): void;
}

/** Tiles and text: all that is marked commits together on the next painted frame; a hidden page paints none. */
export function createFramePacer(): Pacer {
  const marked = new Set<Job>();
  let asked = false;
  function flush(): void {
    asked = false;
    const jobs = [...marked];
    marked.clear();
    for (const job of jobs) job.commit();
  }
  return {
    mark(job) {
      marked.add(job);
      if (asked) return;
      asked = true;
      requestAnimationFrame(flush);
    },
    drop: (job) => void marked.delete(job),
  };
}

const chartGapMs = 500;

export interface ChartPacer extends Pacer {
  /** Look again: a chart came into view, or the page did. */
  wake(): void;
}

/**
 * Charts: at most two commits a second each, never two charts in one task, none out of view or in a hidden page.
 * What is held back stays marked and is caught up with when it may be seen again.
 */
export function createChartPacer(
  mayCommit: () => boolean = () => !document.hidden,
  now: () => number = () => performance.now(),
): ChartPacer {
  const marked = new Set<Job>();
  const last = new WeakMap<Job, number>();
  let timer: ReturnType<typeof setTimeout> | undefined;

  function wait(job: Job): number {
    return Math.max(0, (last.get(job) ?? Number.NEGATIVE_INFINITY) + chartGapMs - now());
  }

  function plan(): void {
    clearTimeout(timer);
    timer = undefined;
    if (!mayCommit()) return;
    const waits = [...marked].filter((job) => job.visible).map(wait);
    if (waits.length > 0) timer = setTimeout(run, Math.min(...waits));
  }

  function run(): void {
    timer = undefined;
    const due = mayCommit() ? [...marked].find((job) => job.visible && wait(job) === 0) : undefined;
    if (due) {
      marked.delete(due);
      last.set(due, now());
      due.commit();
    }
    plan();
  }

  return {
    mark(job) {
      marked.add(job);
      if (timer === undefined || wait(job) === 0) plan();
    },
    drop: (job) => void marked.delete(job),
    wake: plan,
  };
}
