import { randomUUID } from "node:crypto";
import type pg from "pg";
import type { Database } from "../database/database.ts";
import { inPipeline, retrying } from "../database/transaction.ts";
import type { CountableEvent, GaugeMeasurement, IntakeBatch, IntakeDoor, LiveRow, Rejection } from "./contract.ts";
import { cellsOf } from "./cube/rules.ts";
import { addToCubes } from "./cube/store.ts";
import { insertGauges, insertIdentities, insertRawEvents, type NewEvent, withdrawIdentities } from "./store.ts";

/** What one request of one key brings, already parsed: its doors have refused what is malformed. */
export interface Submission {
  source: { id: number; keyId: string };
  door: IntakeDoor;
  /** Epoch milliseconds. */
  receivedAt: number;
  events: readonly CountableEvent[];
  gauges: readonly GaugeMeasurement[];
  /** The items of the request that its door refused. */
  rejections: readonly Rejection[];
  /** With it, one duplicate keeps the whole request out (the EU's contract for statements). */
  allOrNothing?: boolean;
  /** What a domain stores in the same transaction, when the request is stored. */
  alongside?: (client: pg.ClientBase) => Promise<void>;
}

export interface Recorded {
  /** Events and measurements stored now. */
  accepted: number;
  /** Identities known before, or repeated inside the request; in the order of the request. */
  duplicates: string[];
}

export interface RecordingContext {
  database: Database;
  /** Makes the partitions of that day of receipt, in a transaction of its own. */
  ensurePartitions(receivedAt: number): Promise<void>;
  /** Partitions that were made before may be gone: a clock that jumped ahead and back has sealed them. */
  forgetPartitions(): void;
  insertIntakeBatches(client: pg.ClientBase, batches: readonly IntakeBatch[]): Promise<void>;
}

interface Outcome {
  recorded: Recorded[];
  liveRows: LiveRow[];
  gaugesChanged: boolean;
}

/**
 * Stores the submissions in one transaction, each event exactly once: identities, raw events, gauges, cubes, one
 * intake batch a submission, commit. Identities of all-or-nothing submissions must not occur in another of the group.
 */
export function recordEvents(context: RecordingContext, submissions: readonly Submission[]): Promise<Outcome> {
  const attempt = async () => {
    for (const { receivedAt } of submissions) await context.ensurePartitions(receivedAt);
    return inPipeline(context.database, (client) => store(context, client, submissions));
  };
  return retrying(() =>
    attempt().catch((error: unknown) => {
      if (!lacksPartition(error)) throw error;
      context.forgetPartitions();
      return attempt();
    }),
  );
}

/** check_violation: the day of receipt has no partition. Nothing else that the intake writes has a check. */
const lacksPartition = (error: unknown) => error instanceof Error && "code" in error && error.code === "23514";

async function store(
  context: RecordingContext,
  client: pg.ClientBase,
  submissions: readonly Submission[],
): Promise<{ sent: Promise<unknown>[]; result: () => Outcome }> {
  const claims = claimIdentities(submissions);
  const sorted = [...claims.values()].sort((a, b) => (a.identity < b.identity ? -1 : 1));
  const inserted = sorted.length === 0 ? new Set<string>() : await insertIdentities(client, sorted);

  const recorded: Recorded[] = [];
  const newEvents: NewEvent[] = [];
  const batches: IntakeBatch[] = [];
  const gauges = [];
  for (const [i, submission] of submissions.entries()) {
    const sourceId = submission.source.id;
    const isNew = (identity: string) => inserted.has(identity) && claims.get(identity)?.submission === i;
    const taken = new Set<string>();
    const duplicates: string[] = [];
    const first = ({ identity }: { identity: string }) => {
      if (isNew(identity) && !taken.has(identity)) return taken.add(identity) !== undefined;
      duplicates.push(identity);
      return false;
    };
    const events = submission.events.filter(first);
    const measurements = submission.gauges.filter(first);
    const batchId = randomUUID();
    let counted = 0;
    let aggregates = 0;
    const withdrawn = submission.allOrNothing === true && duplicates.length > 0;
    if (withdrawn) {
      if (taken.size > 0)
        await withdrawIdentities(
          client,
          sorted.filter(({ identity }) => taken.has(identity)),
        );
    } else {
      const { receivedAt } = submission;
      for (const event of events) {
        newEvents.push({ sourceId, batchId, receivedAt, event, cells: cellsOf(event) });
        counted += event.count;
        if (event.count > 1) aggregates += 1;
      }
      for (const measurement of measurements) gauges.push({ sourceId, batchId, receivedAt, measurement });
      await submission.alongside?.(client);
    }
    const accepted = withdrawn ? 0 : taken.size;
    recorded.push({ accepted, duplicates });
    batches.push(intakeBatch(submission, { batchId, accepted, duplicates: duplicates.length, counted, aggregates }));
  }
  const sent: Promise<unknown>[] = [];
  let liveRows: LiveRow[] = [];
  if (newEvents.length > 0) {
    sent.push(insertRawEvents(client, newEvents));
    const { live, others } = addToCubes(client, newEvents);
    const keep = live.then((rows) => {
      liveRows = rows;
    });
    sent.push(keep, ...others);
  }
  if (gauges.length > 0) sent.push(insertGauges(client, gauges));
  sent.push(context.insertIntakeBatches(client, batches));
  return { sent, result: () => ({ recorded, liveRows, gaugesChanged: gauges.length > 0 }) };
}

/** Each identity once, with the submission that brought it first: the others' copies are duplicates. */
function claimIdentities(submissions: readonly Submission[]) {
  const claims = new Map<string, { identity: string; sourceId: number; submission: number }>();
  for (const [submission, { source, events, gauges }] of submissions.entries()) {
    for (const items of [events, gauges]) {
      for (const { identity } of items) {
        if (!claims.has(identity)) claims.set(identity, { identity, sourceId: source.id, submission });
      }
    }
  }
  return claims;
}

function intakeBatch(
  { source, door, receivedAt, events, gauges, rejections }: Submission,
  outcome: Pick<IntakeBatch, "batchId" | "accepted" | "duplicates" | "counted" | "aggregates">,
): IntakeBatch {
  let newest: number | null = null;
  for (const { eventTime } of [...events, ...gauges]) if (newest === null || eventTime > newest) newest = eventTime;
  return {
    ...outcome,
    sourceId: source.id,
    keyId: source.keyId,
    door,
    receivedAt,
    received: events.length + gauges.length + rejections.length,
    rejections,
    newestEvent: newest,
  };
}
