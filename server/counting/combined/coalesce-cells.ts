import type { Database } from "../../database/database.ts";
import { beginWithShortLockWaits } from "../../database/lock-wait.ts";
import { onClient } from "../../database/transaction.ts";
import { bucketOf } from "../../kernel/grains.ts";
import { addCells, type CellCount, packCells } from "./rules.ts";
import { lockCombinedCube, readBuckets, replaceBuckets, takeAdditions } from "./store.ts";

const additionsATransaction = 1_000;

/** Adds what commits have brought to the hours and days of the combined cube, some at a time, each exactly once. */
export async function coalesceCells(context: { database: Database }, signal: AbortSignal): Promise<void> {
  for (;;) {
    signal.throwIfAborted();
    const taken = await onClient(context.database, coalesceSome, beginWithShortLockWaits);
    if (taken < additionsATransaction) return;
  }
}

async function coalesceSome(client: Parameters<typeof takeAdditions>[0]): Promise<number> {
  await lockCombinedCube(client);
  const additions = await takeAdditions(client, additionsATransaction);
  if (additions.length === 0) return 0;
  for (const grain of ["hour", "day"] as const) {
    const touched = new Map<string, { sourceId: number; bucket: number; counts: Map<number, CellCount> }>();
    for (const { sourceId, bucket: hour, cells } of additions) {
      const bucket = bucketOf(hour, grain);
      const key = `${sourceId}|${bucket}`;
      const held = touched.get(key) ?? { sourceId, bucket, counts: new Map() };
      touched.set(key, held);
      addCells(held.counts, cells);
    }
    for (const { sourceId, bucket, cells } of await readBuckets(client, grain, [...touched.values()])) {
      const held = touched.get(`${sourceId}|${bucket}`);
      if (held) addCells(held.counts, cells);
    }
    const buckets = [...touched.values()].map(({ counts, ...place }) => ({ ...place, cells: packCells(counts) }));
    await replaceBuckets(client, grain, buckets);
  }
  return additions.length;
}
