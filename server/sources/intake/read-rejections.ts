import { z } from "zod";
import type { Database } from "../../database/database.ts";
import type { Actor } from "../../kernel/actor.ts";
import type { Clock } from "../../kernel/clock.ts";
import { parseOrRefuse } from "../../kernel/parse.ts";
import { requirePermission } from "../../kernel/permission.ts";
import { type Page, type RejectedItems, readRejectionsSchema, rejectionDays } from "../contract.ts";
import { cursorOf, placeOf } from "./rules.ts";
import { readRejectionRows } from "./store.ts";

// PostgreSQL takes neither NUL nor half a surrogate pair, and no time as late as JavaScript's last.
const text = z.string().refine((value) => value.isWellFormed() && !value.includes("\0"));
const placeSchema = z.tuple([z.int().min(0).max(Date.UTC(9999, 0)), text, text, text, text]);

/**
 * What a source sent and was refused in the last 7 days, by minute and reason, newest minute first: which rule of which
 * field and one id, never a body. By the clock, so that what the chore has not deleted yet does not show either.
 * @throws Refusal `forbidden`, `invalid`.
 */
export async function readRejections(
  context: { database: Database; clock: Clock },
  actor: Actor,
  input: unknown,
): Promise<Page<RejectedItems>> {
  requirePermission(actor, "sources.read");
  const { sourceId, cursor, limit } = parseOrRefuse(readRejectionsSchema, input);
  const before = cursor ? placeOf(placeSchema, cursor) : null;
  const from = context.clock.now() - rejectionDays * 86_400_000;
  const found = await readRejectionRows(context.database.query, { sourceId, from, before, limit: limit + 1 });
  const rows = found.slice(0, limit);
  const last = found.length > limit ? rows.at(-1) : undefined;
  const nextCursor = last ? cursorOf([last.minute, last.keyId, last.door, last.field, last.reason]) : null;
  return { rows, nextCursor };
}
