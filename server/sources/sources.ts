import type pg from "pg";
import type { IntakeBatch } from "../counting/contract.ts";
import type { Database } from "../database/database.ts";
import type { Actor } from "../kernel/actor.ts";
import type { Clock } from "../kernel/clock.ts";
import { authenticateKey } from "./authenticate-key.ts";
import type { CreateSource, SourceFreshness } from "./contract.ts";
import { createSource } from "./create-source.ts";
import { createFreshnessReader } from "./read-freshness.ts";
import { revokeSource } from "./revoke-source.ts";
import { insertIntakeBatches } from "./store.ts";
import { markVoidedBatches, stageVoidedBatches } from "./voiding/store.ts";

export { batchesKeptDays, pruneIntake, rejectionKeptDays } from "./jobs.ts";

/** Systems that send events: their keys, and how fresh what they send is. */
export interface Sources {
  createSource(actor: Actor, input: CreateSource): Promise<{ id: number; key: string }>;
  revokeSource(actor: Actor, input: { id: number }): Promise<{ id: number; name: string }>;
  authenticateKey(authorization: string | undefined): Promise<Extract<Actor, { kind: "source" }>>;
  /** Every active source with a scope that sends events, by name. `now` in epoch ms, the clock's by default. */
  readFreshness(now?: number): Promise<SourceFreshness[]>;
  /** For voiding, inside its transaction: lists the batches of a scope, and marks them. */
  stageVoidedBatches: typeof stageVoidedBatches;
  markVoidedBatches: typeof markVoidedBatches;
  /** Writes what requests did, inside the transaction that stores their events. */
  insertIntakeBatches(client: pg.ClientBase, batches: readonly IntakeBatch[]): Promise<void>;
}

export function createSources(context: { database: Database; clock: Clock }): Sources {
  return {
    insertIntakeBatches,
    stageVoidedBatches,
    markVoidedBatches,
    createSource: (actor, input) => createSource(context, actor, input),
    revokeSource: (actor, input) => revokeSource(context, actor, input),
    authenticateKey: (authorization) => authenticateKey(context, authorization),
    readFreshness: createFreshnessReader(context),
  };
}
