import { randomUUID } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { z } from "zod";

/** Events of one request, as NDJSON; how many they are and the sum of their `count`. */
export interface Batch {
  body: string;
  events: number;
  count: number;
}

/** Senders that post without a pause, keep every batch, and send one again until it is answered with 2xx. */
export interface SteadySenders {
  /** Batches that were answered 2xx, in the order of the answers. */
  readonly acknowledged: readonly Batch[];
  /** Events acknowledged a second over the next `seconds`. */
  measureRate(seconds: number): Promise<number>;
  /** Status of every answer that was not 2xx; 0 where the connection broke. */
  readonly refusals: readonly number[];
  /** Ends the sending; answers the batches that were sent and never acknowledged: whether they are stored is open. */
  stop(): Promise<Batch[]>;
}

const answerSchema = z.object({ accepted: z.number(), duplicates: z.number(), rejected: z.array(z.unknown()) });
export type BatchAnswer = z.infer<typeof answerSchema>;

/** A batch of `events` decisions of the last minute, with ids of their own. */
export function newBatch(events: number): Batch {
  let sum = 0;
  const lines = Array.from({ length: events }, () => {
    const count = 1 + Math.floor(Math.random() * 3);
    sum += count;
    const time = new Date(Date.now() - Math.random() * 60_000).toISOString();
    const decision_visibility = ["DECISION_VISIBILITY_CONTENT_REMOVED"];
    const data = { category: "STATEMENT_CATEGORY_SCAMS_AND_FRAUD", decision_visibility, count };
    return JSON.stringify({
      specversion: "1.0",
      id: randomUUID(),
      source: "/faults",
      type: "decision.made",
      time,
      data,
    });
  });
  return { body: lines.join("\n"), events, count: sum };
}

/** Posts one batch once. Status 0: no answer came. */
export async function postBatch(
  url: string,
  key: string,
  batch: Batch,
): Promise<{ status: number; answer: BatchAnswer | null }> {
  try {
    const response = await fetch(`${url}/api/v1/events`, {
      method: "POST",
      headers: { authorization: `Bearer ${key}`, "content-type": "application/x-ndjson" },
      body: batch.body,
      signal: AbortSignal.timeout(20_000),
    });
    const body: unknown = await response.json();
    return { status: response.status, answer: response.status === 200 ? answerSchema.parse(body) : null };
  } catch (error) {
    if (error instanceof z.ZodError) throw error;
    return { status: 0, answer: null };
  }
}

/** Starts `senders` at once; each posts batches of `events` to `url`, one after the other. */
export function startSenders(url: string, key: string, options = { senders: 4, events: 100 }): SteadySenders {
  const acknowledged: Batch[] = [];
  const refusals: number[] = [];
  const open: Batch[] = [];
  let stopped = false;

  const send = async () => {
    while (!stopped) {
      const batch = newBatch(options.events);
      while (true) {
        const { status } = await postBatch(url, key, batch);
        if (status === 200) {
          acknowledged.push(batch);
          break;
        }
        refusals.push(status);
        if (stopped) {
          open.push(batch);
          break;
        }
        await wait(50);
      }
    }
  };
  const sending = Promise.all(Array.from({ length: options.senders }, send));

  return {
    acknowledged,
    refusals,
    async measureRate(seconds) {
      const before = acknowledged.length;
      const began = performance.now();
      await wait(seconds * 1000);
      return ((acknowledged.length - before) * options.events * 1000) / (performance.now() - began);
    },
    async stop() {
      stopped = true;
      await sending;
      return open;
    },
  };
}
