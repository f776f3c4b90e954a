import { setTimeout as wait } from "node:timers/promises";
import { PgBoss } from "pg-boss";
import type { Database } from "../database/database.ts";
import { isLockedOut } from "../database/lock-wait.ts";
import { isUnreachable } from "../database/transaction.ts";
import { isRefusal } from "../kernel/refusal.ts";
import type { Chore, ChoreHealth } from "../retention/contract.ts";
import type { Logger } from "../telemetry/logger.ts";
import { readChoreHealth } from "./chore-health.ts";

/** How soon things are noticed, in seconds. */
export interface Pace {
  /** A run whose process is silent for so long is another's to do again; PgBoss takes no less than 10. */
  heartbeat: number;
  /** How often silent runs are looked for. */
  supervise: number;
  /** How often a queue is looked into, for what cron or a retry has put there. */
  poll: number;
  /** Before the first retry; each later one waits twice as long, up to half an hour. */
  retryDelay: number;
}
const usualPace: Pace = { heartbeat: 30, supervise: 30, poll: 20, retryDelay: 30 };

const retries = 5;
const longestRunSeconds = 6 * 3600;
/** What runs at the stop may come to the end of its step. */
const patienceMs = 3_000;
/** While the database is away every poll fails: once a minute says as much. */
const quietMs = 60_000;

/**
 * Runs each chore at its times and once now, over all processes on this database one run at a time. A run that fails is
 * logged and tried again; one whose process died is another's. PgBoss keeps its tables in the schema `chores`.
 */
export async function createRunner(context: {
  database: Pick<Database, "pool">;
  chores: readonly Chore[];
  log: Logger;
  pace?: Partial<Pace>;
}): Promise<{ readHealth(): Promise<ChoreHealth[]>; close(): Promise<void> }> {
  const { database, chores, log } = context;
  const pace = { ...usualPace, ...context.pace };
  const stopping = new AbortController();
  const boss = new PgBoss({
    db: { executeSql: (text, values) => database.pool.query(text, values) },
    schema: "chores",
    registerInstance: false,
    cronWorkerIntervalSeconds: usualPace.poll,
    superviseIntervalSeconds: pace.supervise,
    monitorIntervalSeconds: pace.supervise,
  });
  boss.on("error", reportTo(log));
  boss.on("warning", ({ message, data }) => log.warn({ data }, message));

  const stop = async () => {
    const patience = new AbortController();
    const stopped = boss.stop({ close: false, timeout: patienceMs });
    // With a database that does not answer, the stop would wait for it.
    await Promise.race([stopped, wait(patienceMs + 500, undefined, { signal: patience.signal }).catch(() => {})]);
    patience.abort();
  };
  try {
    await boss.start();
    await Promise.all(chores.map((chore) => employ(boss, chore, pace, stopping.signal, log)));
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    readHealth: () => readChoreHealth(database, chores),
    async close() {
      stopping.abort(new Error("the server stops"));
      await stop();
    },
  };
}

async function employ(boss: PgBoss, chore: Chore, pace: Pace, stopping: AbortSignal, log: Logger): Promise<void> {
  const { name, cron, run } = chore;
  const options = {
    heartbeatSeconds: pace.heartbeat,
    expireInSeconds: longestRunSeconds,
    retryLimit: retries,
    retryDelay: pace.retryDelay,
    retryBackoff: true,
    retryDelayMax: 1_800,
  };
  // "exclusive": while one waits or runs, on whichever process, another is not taken.
  await boss.createQueue(name, { policy: "exclusive", ...options });
  await boss.updateQueue(name, options);
  await boss.schedule(name, cron, null, { tz: "UTC" });
  // Once a minute: of servers that start together one runs it.
  await boss.send(name, null, { singletonSeconds: 60 });
  await boss.work(name, { pollingIntervalSeconds: pace.poll }, async ([job]) => {
    const signal = job ? AbortSignal.any([job.signal, stopping]) : stopping;
    try {
      await run(signal);
    } catch (error) {
      if (!stopping.aborted) {
        const level = isAway(error) || isLockedOut(error) ? "warn" : "error";
        log[level]({ err: error, chore: name }, "a chore failed; it is tried again");
      }
      throw error;
    }
  });
}

function isAway(error: unknown): boolean {
  return isUnreachable(error) || (isRefusal(error) && error.code === "unavailable");
}

/** PgBoss tells of its own failures by events, some of them copies of errors without their class. */
function reportTo(log: Logger): (event: Error) => void {
  let toldAt = Number.NEGATIVE_INFINITY;
  return (event) => {
    const error = event instanceof Error ? event : Object.assign(new Error(), event);
    if (!isAway(error)) return log.error({ err: error }, "the chores' queue failed");
    if (performance.now() - toldAt < quietMs) return;
    toldAt = performance.now();
    log.warn({ err: error }, "chores wait for the database");
  };
}
