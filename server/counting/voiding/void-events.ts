import type { Transaction } from "kysely";
import { recordDeed } from "../../audit/audit.ts";
import type { Database } from "../../database/database.ts";
import { inTransaction } from "../../database/transaction.ts";
import { type Actor, describeActor } from "../../kernel/actor.ts";
import type { Clock } from "../../kernel/clock.ts";
import { parseOrRefuse } from "../../kernel/parse.ts";
import { requirePermission } from "../../kernel/permission.ts";
import { Refusal } from "../../kernel/refusal.ts";
import { voidCells, voidSealedCells } from "../combined/void-cells.ts";
import { type VoidEffect, type Voiding, type VoidScope, voidEventsSchema, voidScopeSchema } from "./contract.ts";
import {
  compensateRawEvents,
  gatherVoidedEvents,
  insertVoiding,
  lockStoredCounts,
  measureEffect,
  readUnsealedFrom,
  selectVoidings,
  sourceExists,
  takeFromCubes,
  takeSealedFromCubes,
  voidGauges,
} from "./store.ts";

type Query = Transaction<Record<never, never>>;

export interface VoidingContext {
  database: Database;
  clock: Clock;
  /** Lists the batches of the scope that are not voided yet in the temporary table `voided_batch`; how many. */
  stageVoidedBatches(query: Query, scope: VoidScope): Promise<number>;
  markVoidedBatches(query: Query, sourceId: number, voidingId: number): Promise<void>;
}

/** True when everything of the source is meant: then what is sealed can be taken back, too. */
const isWholeSource = ({ keyId, batchId, from, to }: VoidScope) => (keyId ?? batchId ?? from ?? to) === undefined;

/**
 * Takes counts back (DESIGN 3): compensating rows beside the raw events, every cube lowered and its rows' rev raised,
 * measurements set aside. Identities stay: the same event sent again is a duplicate, a correction needs a new id.
 * @throws Refusal `forbidden`, `not_found`, `invalid` where the scope reaches into sealed days, `conflict` when nothing is
 * left to void
 */
export function voidEvents(context: VoidingContext, actor: Actor, input: unknown): Promise<Voiding> {
  requirePermission(actor, "counts.void");
  const { scope, reason } = parseOrRefuse(voidEventsSchema, input);
  const { sourceId } = scope;
  return inTransaction(context, actor, async (write) => {
    const effect = await stage(context, write.query, scope);
    const by = describeActor(actor).name;
    const voidingId = await insertVoiding(write.query, { scope, reason, at: write.at, by, effect });
    await context.markVoidedBatches(write.query, sourceId, voidingId);
    await takeFromCubes(write.query, sourceId);
    await voidCells(write.query, sourceId);
    await compensateRawEvents(write.query);
    if (isWholeSource(scope)) {
      await voidSealedCells(write.query, sourceId);
      await takeSealedFromCubes(write.query, sourceId);
    }
    const measurements = await voidGauges(write.query, sourceId, voidingId, isWholeSource(scope));
    if (effect.events === 0 && measurements === 0) {
      throw new Refusal("conflict", "Nothing is left to void here: it holds no events, or they were voided before.");
    }
    await recordDeed(write, {
      name: "events.voided",
      subject: String(voidingId),
      detail: { source: sourceId, batches: effect.batches, events: effect.events, counted: effect.counted },
    });
    const [voiding] = await selectVoidings(write.query, 0, voidingId);
    if (!voiding) throw new Error("a voiding that was just written cannot be read");
    return voiding;
  });
}

/** What a voiding of this scope would take back now. Same refusals, but for `conflict`; changes nothing. */
export function previewVoid(context: VoidingContext, actor: Actor, input: unknown): Promise<VoidEffect> {
  requirePermission(actor, "counts.void");
  const scope = parseOrRefuse(voidScopeSchema, input);
  return inTransaction(context, actor, (write) => stage(context, write.query, scope));
}

async function stage(context: VoidingContext, query: Query, scope: VoidScope): Promise<VoidEffect> {
  await lockStoredCounts(query);
  if (!(await sourceExists(query, scope.sourceId))) {
    throw new Refusal("not_found", "There is no source with this id.", "sourceId");
  }
  const unsealedFrom = isWholeSource(scope) ? null : await readUnsealedFrom(query, scope.sourceId);
  if (unsealedFrom !== null && scope.batchId === undefined && (scope.from ?? 0) < Date.parse(unsealedFrom)) {
    throw new Refusal(
      "invalid",
      `Of events received before ${unsealedFrom} (UTC) only the counts of whole sources are kept: void from that day on, or the whole source.`,
      "from",
    );
  }
  const batches = await context.stageVoidedBatches(query, scope);
  await gatherVoidedEvents(query, scope.sourceId);
  return { batches, ...(await measureEffect(query, scope.sourceId, isWholeSource(scope))) };
}
