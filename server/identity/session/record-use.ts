import type { Database } from "../../database/database.ts";
import { retrying } from "../../database/transaction.ts";
import type { Clock } from "../../kernel/clock.ts";
import { writeUse } from "./store.ts";

/** A session that is in use is written down this often, milliseconds. */
const everyMs = 60_000;

/** Writes down when sessions were last used, each once a minute at most, however often it is asked for. */
export function createUseRecorder(context: {
  database: Database;
  clock: Clock;
}): (sessionIds: readonly string[]) => Promise<void> {
  const writtenAt = new Map<string, number>();
  return async (sessionIds) => {
    const now = context.clock.now();
    const due = sessionIds.filter((id) => Math.abs(now - (writtenAt.get(id) ?? Number.NEGATIVE_INFINITY)) >= everyMs);
    if (due.length === 0) return;
    for (const [id, at] of writtenAt) if (Math.abs(now - at) >= everyMs) writtenAt.delete(id);
    for (const id of due) writtenAt.set(id, now);
    await retrying(() => writeUse(context.database.query, due, now));
  };
}
