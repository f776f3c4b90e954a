import { randomUUID } from "node:crypto";
import type pg from "pg";
import type { Database } from "../database/database.ts";
import { onClient, retrying } from "../database/transaction.ts";
import type { ContentRow, CountableEvent, GaugeMeasurement } from "./contract.ts";
import { foldEvents } from "./cube/rules.ts";
import { addToCubes } from "./cube/store.ts";
import {
  copyRawEvents,
  identityKey,
  insertGauges,
  insertIdentities,
  type NewEvent,
  withdrawIdentities,
} from "./store.ts";

/** What one request of one key brings, already parsed: its doors have refused what is malformed. */
export interface Submission {
  source: { id: number; keyId: string };
  /** Epoch milliseconds. */
  receivedAt: number;
  events: readonly CountableEvent[];
  gauges: readonly GaugeMeasurement[];
  /** How many items of the request its door refused. */
  rejected: number;
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

export interface IntakeBatch {
  batchId: string;
  sourceId: number;
  keyId: string;
  receivedAt: number;
  received: number;
  accepted: number;
  duplicates: number;
  rejected: number;
  newestEvent: number | null;
}

export interface RecordingContext {
  database: Database;
  /** Makes the partitions of that day of receipt, in a transaction of its own. */
  ensurePartitions(receivedAt: number): Promise<void>;
  insertIntakeBatches(client: pg.ClientBase, batches: readonly IntakeBatch[]): Promise<void>;
}

interface Outcome {
  recorded: Recorded[];
  liveRows: ContentRow[];
  gaugesChanged: boolean;
}

/**
 * Stores the submissions in one transaction, each event exactly once: identities, raw events, gauges, cubes, one
 * intake batch a submission, commit. Identities of all-or-nothing submissions must not occur in another of the group.
 */
export function recordEvents(context: RecordingContext, submissions: readonly Submission[]): Promise<Outcome> {
  return retrying(async () => {
    for (const { receivedAt } of submissions) await context.ensurePartitions(receivedAt);
    return onClient(context.database, (client) => store(context, client, submissions));
  });
}

async function store(
  context: RecordingContext,
  client: pg.ClientBase,
  submissions: readonly Submission[],
): Promise<Outcome> {
  const claims = claimIdentities(submissions);
  const sorted = [...claims.keys.values()].sort((a, b) => (identityKey(a) < identityKey(b) ? -1 : 1));
  const inserted = sorted.length === 0 ? new Set<string>() : await insertIdentities(client, sorted);

  const recorded: Recorded[] = [];
  const newEvents: NewEvent[] = [];
  const batches: IntakeBatch[] = [];
  const gauges = [];
  for (const [i, submission] of submissions.entries()) {
    const sourceId = submission.source.id;
    const isNew = (identity: string) => {
      const key = identityKey({ sourceId, identity });
      return inserted.has(key) && claims.owner.get(key) === i;
    };
    const items = [...submission.events, ...submission.gauges];
    const seen = new Set<string>();
    const duplicates: string[] = [];
    for (const { identity } of items) {
      if (!isNew(identity) || seen.has(identity)) duplicates.push(identity);
      seen.add(identity);
    }
    const batchId = randomUUID();
    let accepted = items.length - duplicates.length;
    if (submission.allOrNothing && duplicates.length > 0) {
      const mine = sorted.filter((key) => key.sourceId === sourceId && isNew(key.identity));
      if (mine.length > 0) await withdrawIdentities(client, mine);
      accepted = 0;
    } else {
      const once = new Set<string>();
      const first = ({ identity }: { identity: string }) =>
        isNew(identity) && !once.has(identity) && once.add(identity) !== undefined;
      const { receivedAt } = submission;
      for (const event of submission.events) {
        if (first(event)) newEvents.push({ sourceId, batchId, receivedAt, event });
      }
      for (const measurement of submission.gauges) {
        if (first(measurement)) gauges.push({ sourceId, receivedAt, measurement });
      }
      await submission.alongside?.(client);
    }
    recorded.push({ accepted, duplicates });
    batches.push(intakeBatch(submission, batchId, accepted, duplicates.length));
  }
  await copyRawEvents(client, newEvents);
  await insertGauges(client, gauges);
  const liveRows = newEvents.length === 0 ? [] : await addToCubes(client, foldEvents(newEvents));
  await context.insertIntakeBatches(client, batches);
  return { recorded, liveRows, gaugesChanged: gauges.length > 0 };
}

/** Each identity once, with the submission that brought it first: the others' copies are duplicates. */
function claimIdentities(submissions: readonly Submission[]) {
  const keys = new Map<string, { sourceId: number; identity: string }>();
  const owner = new Map<string, number>();
  for (const [i, submission] of submissions.entries()) {
    for (const { identity } of [...submission.events, ...submission.gauges]) {
      const key = { sourceId: submission.source.id, identity };
      const text = identityKey(key);
      if (owner.has(text)) continue;
      owner.set(text, i);
      keys.set(text, key);
    }
  }
  return { keys, owner };
}

function intakeBatch(submission: Submission, batchId: string, accepted: number, duplicates: number): IntakeBatch {
  const { source, receivedAt, events, gauges, rejected } = submission;
  let newest: number | null = null;
  for (const { eventTime } of [...events, ...gauges]) if (newest === null || eventTime > newest) newest = eventTime;
  return {
    batchId,
    sourceId: source.id,
    keyId: source.keyId,
    receivedAt,
    received: events.length + gauges.length + rejected,
    accepted,
    duplicates,
    rejected,
    newestEvent: newest,
  };
}
