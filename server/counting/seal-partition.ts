import { recordDeed } from "../audit/audit.ts";
import type { Database } from "../database/database.ts";
import { waitShortlyForLocks } from "../database/lock-wait.ts";
import { inTransaction } from "../database/transaction.ts";
import type { Actor } from "../kernel/actor.ts";
import type { Clock } from "../kernel/clock.ts";
import { Refusal } from "../kernel/refusal.ts";
import { sealRawPartition } from "./store.ts";

/**
 * Adds a past day's raw counts to the sealed ones and drops the partition, in one transaction, so that `reconcile`
 * stays exact without the rows. `day` is a UTC day of receipt, `YYYY-MM-DD`. Returns how many events it held.
 */
export function sealPartition(
  context: { database: Database; clock: Clock },
  actor: Actor,
  day: string,
): Promise<number> {
  return inTransaction(context, actor, async (write) => {
    if (day >= new Date(write.at).toISOString().slice(0, 10)) {
      throw new Refusal("invalid", `${day} is not over yet (UTC); seal days that have ended.`, "day");
    }
    await waitShortlyForLocks(write.query);
    const events = await sealRawPartition(write.query, day);
    if (events === null) return 0;
    await recordDeed(write, { name: "partition.sealed", subject: day, detail: { events } });
    return events;
  });
}
