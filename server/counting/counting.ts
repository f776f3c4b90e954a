import type { Database } from "../database/database.ts";
import { beginWithShortLockWaits } from "../database/lock-wait.ts";
import { onClient } from "../database/transaction.ts";
import type { Actor } from "../kernel/actor.ts";
import type { Grain } from "../kernel/grains.ts";
import { explainChange } from "./change/explain-change.ts";
import { type Committed, createCommitter } from "./coalesce-requests.ts";
import { coalesceCells } from "./combined/coalesce-cells.ts";
import { type LiveLayer, liveLayers } from "./contract.ts";
import { numberCells, readLiveRows } from "./cube/store.ts";
import { pruneGrains, sealOldDays } from "./jobs.ts";
import { readNetAccounts } from "./read-net-accounts.ts";
import { reconcileCounts } from "./reconcile-counts.ts";
import type { DayRange } from "./reconciliation/store.ts";
import type { RecordingContext } from "./record-events.ts";
import { sealPartition } from "./seal-partition.ts";
import { readFirstCount } from "./series/read-first-count.ts";
import { type AskedMinutes, readMinutes } from "./series/read-minutes.ts";
import { readSeries } from "./series/read-series.ts";
import { readTotals } from "./series/read-totals.ts";
import {
  ensureRawPartitions,
  hasIdentity,
  type IdentityKey,
  readUsersMeasurements,
  readUsersSinceMeasurement,
  sumNetAccountsBetween,
} from "./store.ts";
import { readVoidings } from "./voiding/read-voidings.ts";
import { previewVoid, type VoidingContext, voidEvents } from "./voiding/void-events.ts";

export type { Committed } from "./coalesce-requests.ts";
export { grainsKeptMs } from "./jobs.ts";
export { type Reconciliation, reconcileCounts } from "./reconcile-counts.ts";
export { acceptableTime, type EventName, identityOf, statementTime, timingOf } from "./rules.ts";
export { type CountOfSource, readCountsOfSources, type TotalUsers, type UsersMeasurement } from "./store.ts";
export { previewVoid, voidEvents } from "./voiding/void-events.ts";

export interface CountingContext extends VoidingContext {
  insertIntakeBatches: RecordingContext["insertIntakeBatches"];
  /** Makes other partitions by day of receipt that the same transactions write to (statements). */
  ensureMorePartitions: (client: Parameters<typeof ensureRawPartitions>[0], receivedAt: number) => Promise<void>;
  /** Hears of each commit, after it: a hint for readers, never the record. */
  onCommit: (committed: Committed) => void;
  /** Days of receipt whose raw events are kept. */
  rawDays: number;
}

/** What live screens draw event by event (DESIGN 5): the last two hours. */
const hotMs = 2 * 3_600_000;

/** Makes the cubes readable by their dimensions; to be called once the schema is there, before events are counted. */
export async function prepareCounting(database: Database): Promise<void> {
  for (const name of ["content", "method", "place"] as const) {
    await onClient(database, (client) => numberCells(client, name));
  }
}

/** The counting domain: events in, exactly once; rows and proofs out. */
export function createCounting(context: CountingContext) {
  const { database } = context;
  const makePartitions = (receivedAt: number, begin: string) =>
    onClient(
      database,
      async (client) => {
        await ensureRawPartitions(client, receivedAt, 2);
        await context.ensureMorePartitions(client, receivedAt);
      },
      begin,
    );
  const reading = { ...context, underWay: new Map() };
  const ensured = new Set<number>();
  const ensurePartitions = async (receivedAt: number) => {
    const day = Math.floor(receivedAt / 86_400_000);
    if (ensured.has(day)) return;
    await makePartitions(receivedAt, "begin");
    ensured.add(day);
  };
  const committer = createCommitter(
    {
      database,
      ensurePartitions,
      forgetPartitions: () => ensured.clear(),
      insertIntakeBatches: context.insertIntakeBatches,
    },
    context.onCommit,
  );
  return {
    submit: committer.submit,
    /** Whether an event of this identity was ever stored: asked before a sender repeats what it had no answer to. */
    isKnown: (key: IdentityKey) => hasIdentity(database.pool, key),
    drain: committer.drain,
    reconcile: (range: DayRange) => reconcileCounts(context, range),
    sealPartition: (actor: Actor, day: string) => sealPartition(context, actor, day),
    readLiveRows: (layer: LiveLayer, from: number) => readLiveRows(database.pool, layer, from),
    /** Takes counts back; see the verb. Readers hear of what is now different in the hot window. */
    voidEvents: async (actor: Actor, input: unknown) => {
      const voiding = await voidEvents(context, actor, input);
      const from = context.clock.now() - hotMs;
      const rows = await Promise.all(liveLayers.map((layer) => readLiveRows(database.pool, layer, from)));
      context.onCommit({ liveRows: rows.flat(), gaugesChanged: true });
      return voiding;
    },
    previewVoid: (actor: Actor, input: unknown) => previewVoid(context, actor, input),
    readVoidings: (input: unknown) => readVoidings(context, input),
    readSeries: (actor: Actor, input: unknown) => readSeries(reading, actor, input),
    explainChange: (actor: Actor, input: unknown) => explainChange(reading, actor, input),
    readFirstCount: (actor: Actor) => readFirstCount(context, actor),
    readMinutes: (asked: AskedMinutes) => readMinutes(reading, asked),
    readTotals: (actor: Actor, input: unknown) => readTotals(reading, actor, input),
    readUsersMeasurements: (asked: { grain: Grain; from: number; to: number }) =>
      readUsersMeasurements(database.pool, asked),
    readUsersSinceMeasurement: () => readUsersSinceMeasurement(database.pool),
    readNetAccounts: (asked: { grain: Grain; from: number; to: number }) => readNetAccounts(context, asked),
    sumNetAccountsBetween: (from: number, to: number) => sumNetAccountsBetween(database.pool, from, to),
    // The chores. Partitions are made ahead: a request that finds its day missing makes it, and waits as long as it takes.
    makePartitions: () => makePartitions(context.clock.now(), beginWithShortLockWaits),
    coalesceCells: (signal: AbortSignal) => coalesceCells(context, signal),
    sealOldDays: (signal: AbortSignal) => sealOldDays(context, context.rawDays, signal),
    pruneGrains: (signal: AbortSignal) => pruneGrains(context, signal),
  };
}
export type Counting = ReturnType<typeof createCounting>;
