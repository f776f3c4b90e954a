import type { Database } from "../database/database.ts";
import type { Actor } from "../kernel/actor.ts";
import type { Clock } from "../kernel/clock.ts";
import type { AuditEntry, AuditPage, ChainState } from "./contract.ts";
import { exportAudit, readAudit, readDeeds } from "./read-audit.ts";
import { readChain } from "./read-chain.ts";

/** What may be read of the audit; inputs are untrusted and parsed by contract.ts. */
export interface AuditReader {
  readAudit(actor: Actor, input: unknown): Promise<AuditPage>;
  readDeeds(actor: Actor): Promise<string[]>;
  exportAudit(actor: Actor, input: unknown): Promise<AuditEntry[]>;
  readChain(): Promise<ChainState>;
}

export function createAuditReader(context: { database: Database; clock: Clock }): AuditReader {
  return {
    readAudit: (actor, input) => readAudit(context, actor, input),
    readDeeds: (actor) => readDeeds(context, actor),
    exportAudit: (actor, input) => exportAudit(context, actor, input),
    readChain: () => readChain(context),
  };
}
