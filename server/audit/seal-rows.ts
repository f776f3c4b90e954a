import type { Database } from "../database/database.ts";
import { onClient } from "../database/transaction.ts";
import type { Clock } from "../kernel/clock.ts";
import { chainStart, sealOf } from "./chain.ts";
import type { ChainHead } from "./contract.ts";
import { insertSeals, readHead, readSealable, takeSealingLock } from "./store.ts";

/** So many rows a transaction: the first run may find all that was ever written. */
const rowsAtOnce = 2_000;

/**
 * Seals what may be sealed now; null when there was nothing, or another process is at it. What it left undone, because
 * a transaction is open or `signal` was aborted, the next run does.
 */
export async function sealRows(
  context: { database: Database; clock: Clock },
  signal?: AbortSignal,
): Promise<{ head: ChainHead; rows: number } | null> {
  let head: ChainHead | null = null;
  let rows = 0;
  while (!signal?.aborted) {
    const more = await sealSome(context);
    if (!more) break;
    head = more.head;
    rows += more.rows;
    if (more.rows < rowsAtOnce) break;
  }
  return head && { head, rows };
}

function sealSome({ database, clock }: { database: Database; clock: Clock }) {
  return onClient(database, async (client) => {
    if (!(await takeSealingLock(client))) return null;
    const head = await readHead(client);
    const rows = await readSealable(client, rowsAtOnce);
    let previous = head?.hash ?? chainStart;
    const seals = rows.map((row, index) => {
      const sequence = (head?.sequence ?? 0) + index + 1;
      const hash = sealOf(previous, sequence, row);
      previous = hash;
      return { sequence, auditId: row.auditId, hash };
    });
    const last = seals.at(-1);
    if (!last) return null;
    await insertSeals(client, seals, clock.now());
    return { head: { sequence: last.sequence, hash: last.hash.toString("hex") }, rows: seals.length };
  });
}
