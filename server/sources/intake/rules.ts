import type { z } from "zod";
import type { IntakeBatch, IntakeDoor } from "../../counting/contract.ts";
import { Refusal } from "../../kernel/refusal.ts";

/** Writes the place of a page's last row as text that callers hand back and need not understand. */
export function cursorOf(place: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(place)).toString("base64url");
}

/** Reads a cursor back. @throws Refusal `invalid` for what no page gave out. */
export function placeOf<Schema extends z.ZodType>(schema: Schema, cursor: string): z.output<Schema> {
  try {
    return schema.parse(JSON.parse(Buffer.from(cursor, "base64url").toString()));
  } catch {
    throw new Refusal("invalid", "cursor: start again from the first page", "cursor");
  }
}

/** Refused items of one minute that broke one rule of one field. */
export interface RejectionRow {
  sourceId: number;
  /** Start of the minute of receipt, epoch milliseconds. */
  minute: number;
  keyId: string;
  door: IntakeDoor;
  field: string;
  reason: string;
  items: number;
  /** The id of one of them. */
  sampleId: string | null;
}

/**
 * Folds the refused items of batches into rows by minute and reason, sorted by their key so that two transactions
 * never wait for each other in a circle. Texts are cut: a field 100 characters, a reason 200, an id 100.
 */
export function foldRejections(batches: readonly IntakeBatch[]): RejectionRow[] {
  const rows = new Map<string, RejectionRow>();
  for (const { sourceId, keyId, door, receivedAt, rejections } of batches) {
    const minute = Math.floor(receivedAt / 60_000) * 60_000;
    for (const { field, reason, id } of rejections) {
      const row = { sourceId, minute, keyId, door, field: storable(field, 100), reason: storable(reason, 200) };
      const key = JSON.stringify(Object.values(row));
      const known = rows.get(key);
      if (known) known.items += 1;
      else rows.set(key, { ...row, items: 1, sampleId: id === null ? null : storable(id, 100) });
    }
  }
  return [...rows].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
}

/** Text that PostgreSQL takes: no NUL, no half of a surrogate pair. */
const storable = (text: string, length: number) => text.slice(0, length).toWellFormed().replaceAll("\0", "");
