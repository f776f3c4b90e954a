import { recordDeed } from "../audit/audit.ts";
import type { Database } from "../database/database.ts";
import { waitShortlyForLocks } from "../database/lock-wait.ts";
import { inTransaction, onClient } from "../database/transaction.ts";
import type { Actor } from "../kernel/actor.ts";
import type { Clock } from "../kernel/clock.ts";
import { statementKeptMs } from "./statement/rules.ts";
import { dropStatementPartition, statementPartitionDays } from "./statement/store.ts";

/** Drops each UTC day of receipt whose last statement is past its keep, whole, and says in the audit how many it held. */
export async function dropOldStatements(
  context: { database: Database; clock: Clock },
  signal: AbortSignal,
): Promise<void> {
  const { database, clock } = context;
  const chore: Actor = { kind: "chore", name: "drop-statements" };
  const oldest = new Date(clock.now() - statementKeptMs).toISOString().slice(0, 10);
  for (const day of await onClient(database, statementPartitionDays)) {
    if (day >= oldest) return;
    signal.throwIfAborted();
    await inTransaction(context, chore, async (write) => {
      await waitShortlyForLocks(write.query);
      const statements = await dropStatementPartition(write.query, day);
      if (statements === null) return;
      await recordDeed(write, { name: "statements.dropped", subject: day, detail: { statements } });
    });
  }
}
