import type { Database } from "../database/database.ts";
import { inTransaction } from "../database/transaction.ts";
import type { Actor } from "../kernel/actor.ts";
import type { Clock } from "../kernel/clock.ts";
import { parseOrRefuse } from "../kernel/parse.ts";
import { requirePermission } from "../kernel/permission.ts";
import { Refusal } from "../kernel/refusal.ts";
import { recordDeed } from "./audit.ts";
import { type AuditEntry, type AuditPage, auditFileRows, auditFilterSchema, readAuditSchema } from "./contract.ts";
import { readDeedNames, readEntries } from "./store.ts";

interface Context {
  database: Database;
  clock: Clock;
}

/** Deeds that fit the filter, newest first. @throws Refusal `forbidden`, `invalid`. */
export async function readAudit({ database }: Context, actor: Actor, input: unknown): Promise<AuditPage> {
  requirePermission(actor, "audit.read");
  const { cursor, limit, ...filter } = parseOrRefuse(readAuditSchema, input);
  const found = await readEntries(database.query, { ...filter, before: cursor ?? null, limit: limit + 1 });
  const rows = found.slice(0, limit);
  return { rows, nextCursor: found.length > limit ? (rows.at(-1)?.id ?? null) : null };
}

/** The names of all deeds that were ever done. @throws Refusal `forbidden`. */
export async function readDeeds({ database }: Context, actor: Actor): Promise<string[]> {
  requirePermission(actor, "audit.read");
  return readDeedNames(database.query);
}

/**
 * All deeds that fit the filter, for a file; that they were taken out is a deed itself, and not in the file.
 * @throws Refusal `forbidden`, `invalid`, `too_large` beyond `auditFileRows`.
 */
export async function exportAudit(context: Context, actor: Actor, input: unknown): Promise<AuditEntry[]> {
  requirePermission(actor, "audit.read");
  const filter = parseOrRefuse(auditFilterSchema, input);
  return inTransaction(context, actor, async (write) => {
    const rows = await readEntries(write.query, { ...filter, before: null, limit: auditFileRows + 1 });
    if (rows.length > auditFileRows) {
      throw new Refusal("too_large", `These are more than ${auditFileRows} rows: choose a shorter time.`, "from");
    }
    // Names of fields only: what was searched for may be a person's name.
    const detail = { rows: rows.length, filtered: Object.keys(filter).sort().join(",") };
    await recordDeed(write, { name: "audit.exported", subject: "audit", detail });
    return rows;
  });
}
