import type pg from "pg";
import type { IntakeBatch } from "../counting/contract.ts";
import type { Database } from "../database/database.ts";
import type { Actor } from "../kernel/actor.ts";
import type { Clock } from "../kernel/clock.ts";
import type {
  CreateSource,
  IssuedKey,
  IssueKey,
  Page,
  ReadPage,
  RejectedItems,
  RotatedKey,
  RotateKey,
  SentBatch,
  SourceFreshness,
  SourceKey,
  SourceOutage,
  SourceOverview,
} from "./contract.ts";
import { createSource } from "./create-source.ts";
import { createFreshnessReader } from "./freshness/read-freshness.ts";
import { readBatches } from "./intake/read-batches.ts";
import { readRejections } from "./intake/read-rejections.ts";
import { insertIntakeBatches } from "./intake/store.ts";
import { authenticateKey } from "./keys/authenticate-key.ts";
import { issueKey } from "./keys/issue-key.ts";
import { readKeys } from "./keys/read-keys.ts";
import { revokeKey } from "./keys/revoke-key.ts";
import { rotateKey } from "./keys/rotate-key.ts";
import { readOutages } from "./outages/read-outages.ts";
import { revokeSource } from "./revoke-source.ts";
import { readNames } from "./store.ts";
import { markVoidedBatches, stageVoidedBatches } from "./voiding/store.ts";

export { batchesKeptDays, pruneIntake } from "./jobs.ts";
export { type OutageCaller, recordOutages } from "./outages/record-outages.ts";

/** Systems that send events: their keys, how fresh what they send is, what of it was refused. */
export interface Sources {
  createSource(actor: Actor, input: CreateSource): Promise<{ id: number; key: string }>;
  revokeSource(actor: Actor, input: { id: number }): Promise<{ id: number; name: string }>;
  issueKey(actor: Actor, input: IssueKey): Promise<IssuedKey>;
  rotateKey(actor: Actor, input: RotateKey): Promise<RotatedKey>;
  revokeKey(actor: Actor, input: { keyId: string }): Promise<{ keyId: string; sourceId: number; label: string }>;
  readKeys(actor: Actor, input: { sourceId: number }): Promise<SourceKey[]>;
  authenticateKey(authorization: string | undefined): Promise<Extract<Actor, { kind: "source" }>>;
  /** Every active source with a scope that sends events, by name. `now` in epoch ms, the clock's by default. */
  readFreshness(now?: number): Promise<SourceFreshness[]>;
  /** Every source, revoked ones last. */
  readOverview(): Promise<SourceOverview[]>;
  /** Names of all sources, by their number as counts name it. */
  readNames(): Promise<ReadonlyMap<string, string>>;
  readRejections(actor: Actor, input: ReadPage): Promise<Page<RejectedItems>>;
  readBatches(actor: Actor, input: ReadPage): Promise<Page<SentBatch>>;
  /** Stretches of event time, epoch ms, of which nothing came from a source, newest first, at most 200. */
  readOutages(window: { from: number; to: number }): Promise<SourceOutage[]>;
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
    ...createFreshnessReader(context),
    createSource: (actor, input) => createSource(context, actor, input),
    revokeSource: (actor, input) => revokeSource(context, actor, input),
    issueKey: (actor, input) => issueKey(context, actor, input),
    rotateKey: (actor, input) => rotateKey(context, actor, input),
    revokeKey: (actor, input) => revokeKey(context, actor, input),
    readKeys: (actor, input) => readKeys(context, actor, input),
    authenticateKey: (authorization) => authenticateKey(context, authorization),
    readNames: () => readNames(context.database.query),
    readRejections: (actor, input) => readRejections(context, actor, input),
    readBatches: (actor, input) => readBatches(context, actor, input),
    readOutages: (window) => readOutages(context, window),
  };
}
