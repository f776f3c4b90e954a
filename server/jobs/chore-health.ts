import type { Database } from "../database/database.ts";
import type { Chore, ChoreHealth, ChoreOutcome, ChoreRun } from "../retention/contract.ts";
import { lastDue, nextDue } from "./cron.ts";
import { type ChoreRecord, readChoreRecords } from "./store.ts";

/** A chore may wait this long for its turn, behind a start or another server's poll, before it counts as overdue. */
const graceMs = 5 * 60_000;
const failureLength = 300;

/** How each chore does, over all servers of this database. */
export async function readChoreHealth(
  database: Pick<Database, "pool">,
  chores: readonly Pick<Chore, "name" | "cron">[],
): Promise<ChoreHealth[]> {
  const records = await readChoreRecords(
    database.pool,
    chores.map(({ name }) => name),
  );
  return chores.flatMap(({ name, cron }) => {
    const record = records.find((one) => one.name === name);
    return record ? [healthOf({ name, cron }, record)] : [];
  });
}

/** What its record says of a chore at the record's own `now`. */
export function healthOf({ name, cron }: Pick<Chore, "name" | "cron">, record: ChoreRecord): ChoreHealth {
  const { now, scheduledAt, doneAt } = record;
  return {
    name,
    cron,
    last: runOf(record),
    doneAt,
    nextAt: nextDue(cron, now),
    overdue: Math.max(doneAt ?? 0, scheduledAt) < lastDue(cron, now - graceMs),
  };
}

const outcomes: Record<string, ChoreOutcome> = {
  completed: "done",
  active: "running",
  retry: "retrying",
  failed: "failed",
  cancelled: "failed",
};

function runOf({ now, state, startedAt, endedAt, failure }: ChoreRecord): ChoreRun | null {
  if (state === null || startedAt === null) return null;
  const outcome = outcomes[state] ?? "failed";
  const failed = outcome === "failed" || outcome === "retrying";
  return {
    startedAt,
    tookMs: Math.max(0, (endedAt ?? now) - startedAt),
    outcome,
    failure: failed ? (failure?.slice(0, failureLength) ?? null) : null,
  };
}
