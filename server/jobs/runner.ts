import type { Logger } from "../telemetry/logger.ts";

export interface Job {
  name: string;
  everyMs: number;
  run(): Promise<void>;
}

/** Runs each job now and at its interval, one run at a time; a run that fails is logged and tried again at the next turn. */
export function createRunner(context: { jobs: readonly Job[]; log: Logger }) {
  const { jobs, log } = context;
  const running = new Map<string, Promise<void>>();

  const turn = (job: Job) => {
    if (running.has(job.name)) return;
    const run = job
      .run()
      .catch((error: unknown) => log.error({ err: error, job: job.name }, "a job failed"))
      .finally(() => running.delete(job.name));
    running.set(job.name, run);
  };
  for (const job of jobs) turn(job);
  const timers = jobs.map((job) => setInterval(() => turn(job), job.everyMs).unref());

  return {
    async close(): Promise<void> {
      for (const timer of timers) clearInterval(timer);
      await Promise.all(running.values());
    },
  };
}
