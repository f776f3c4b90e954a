import type { IntakeBatch, IntakeDoor } from "../counting/contract.ts";
import type { FreshnessState } from "./contract.ts";

/** An event this old is counted `late` on receipt (DESIGN 3), so live charts cannot show it any more. */
const staleAfterMs = 15 * 60_000;
const delayedAtLeastMs = 10_000;
const delayedAfterGaps = 3;

/**
 * How fresh a source is (PRODUCT, Screens): delayed when its newest event is older than three times its median gap,
 * at least 10 s. Times are epoch milliseconds; an event slightly ahead of the clock is fresh.
 */
export function freshnessOf(now: number, newestEvent: number | null, medianGapMs: number | null): FreshnessState {
  if (newestEvent === null) return "silent";
  const age = now - newestEvent;
  if (age > staleAfterMs) return "stale";
  return age > Math.max(delayedAtLeastMs, delayedAfterGaps * (medianGapMs ?? 0)) ? "delayed" : "live";
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
