import { z } from "zod";
import type { Database } from "../../database/database.ts";
import type { Actor } from "../../kernel/actor.ts";
import { parseOrRefuse } from "../../kernel/parse.ts";
import { requirePermission } from "../../kernel/permission.ts";
import { type Page, readBatchesSchema, type SentBatch } from "../contract.ts";
import { cursorOf, placeOf } from "./rules.ts";
import { readBatchRows } from "./store.ts";

const placeSchema = z.tuple([z.int().min(0).max(Date.UTC(9999, 0)), z.uuid()]);

/**
 * What a source's requests did, newest first. @throws Refusal `forbidden`, `invalid`.
 */
export async function readBatches(
  context: { database: Database },
  actor: Actor,
  input: unknown,
): Promise<Page<SentBatch>> {
  requirePermission(actor, "sources.read");
  const { sourceId, cursor, limit } = parseOrRefuse(readBatchesSchema, input);
  const before = cursor ? placeOf(placeSchema, cursor) : null;
  const found = await readBatchRows(context.database.query, { sourceId, before, limit: limit + 1 });
  const rows = found.slice(0, limit);
  const last = found.length > limit ? rows.at(-1) : undefined;
  return { rows, nextCursor: last ? cursorOf([last.receivedAt, last.batchId]) : null };
}
