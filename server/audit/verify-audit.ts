import type { Database } from "../database/database.ts";
import { onClient } from "../database/transaction.ts";
import { Refusal } from "../kernel/refusal.ts";
import { chainStart, sealOf } from "./chain.ts";
import type { ChainHead } from "./contract.ts";
import { readAuditCounts, readSealedAfter } from "./store.ts";

/** What a look through the whole chain found. */
export interface AuditVerification {
  rows_read: number;
  sealed: number;
  /** Written and not sealed yet: those of the last seconds, or since the oldest transaction that is open. */
  waiting: number;
  head: ChainHead | null;
  /** The first sequence whose row was changed, moved or taken away; null where there is none. */
  first_broken: number | null;
  /** Rows that came or lost their seal behind the audit's back: neither sealed nor waiting, or awaited and gone. */
  stray: number;
  /** Where the head that was kept outside stands in the chain; null: nowhere, so what it stood for was replaced. */
  anchor?: { hash: string; sequence: number | null };
  intact: boolean;
}

const rowsAtOnce = 2_000;

/**
 * Computes the chain anew from the rows, in one snapshot. `anchor`: a head that was logged earlier, 64 hexadecimal
 * digits; without it a chain that somebody computed anew after a change, or cut short, is not told from the true one.
 * @throws Refusal `invalid` for an anchor that is no hash.
 */
export async function verifyAudit(database: Database, anchor?: string): Promise<AuditVerification> {
  const wanted = anchor?.trim().toLowerCase();
  if (wanted !== undefined && !/^[0-9a-f]{64}$/.test(wanted)) {
    throw new Refusal("invalid", "head: 64 hexadecimal digits, as they were logged", "head");
  }
  const begin = "begin isolation level repeatable read read only";
  return onClient(
    database,
    async (client) => {
      let previous = chainStart;
      let head: ChainHead | null = null;
      let sealed = 0;
      let firstBroken: number | null = null;
      let anchorAt: number | null = null;
      for (;;) {
        const found = await readSealedAfter(client, head?.sequence ?? 0, rowsAtOnce);
        for (const { sequence, hash, row } of found) {
          sealed += 1;
          const right: boolean = row !== null && sequence === sealed && hash.equals(sealOf(previous, sequence, row));
          if (!right) firstBroken ??= Math.min(sequence, sealed);
          previous = hash;
          head = { sequence, hash: hash.toString("hex") };
          if (firstBroken === null && head.hash === wanted) anchorAt = sequence;
        }
        if (found.length < rowsAtOnce) break;
      }
      const counts = await readAuditCounts(client);
      return {
        rows_read: counts.rows,
        sealed,
        waiting: counts.waiting,
        head,
        first_broken: firstBroken,
        stray: counts.stray,
        ...(wanted === undefined ? {} : { anchor: { hash: wanted, sequence: anchorAt } }),
        intact: firstBroken === null && counts.stray === 0 && (wanted === undefined || anchorAt !== null),
      };
    },
    begin,
  );
}
