import type { Database } from "../database/database.ts";
import type { Clock } from "../kernel/clock.ts";
import type { HotlineBoard } from "./contract.ts";
import { fillHours, firstShownHour, hoursToAcknowledge } from "./rules.ts";
import { countCasesPerHour, readLastCursor, readShownCases, readTimesToAcknowledge } from "./store.ts";

const acknowledgedShownMs = 24 * 3_600_000;

/**
 * The board as of now. The cursor is read before the cases: what commits in between is in the cases and comes once more
 * by the stream, where the version makes it harmless; the other order would lose it.
 */
export async function readBoard(context: {
  database: Database;
  clock: Clock;
  acknowledgeWithinMs: number;
}): Promise<HotlineBoard> {
  const asOf = context.clock.now();
  const { query } = context.database;
  const cursor = await readLastCursor(query);
  const [cases, counted, times] = await Promise.all([
    readShownCases(query, asOf - acknowledgedShownMs),
    countCasesPerHour(query, firstShownHour(asOf)),
    readTimesToAcknowledge(query, firstShownHour(asOf)),
  ]);
  const toAcknowledge = hoursToAcknowledge(asOf, times, context.acknowledgeWithinMs);
  return { cursor, cases, perHour: fillHours(asOf, counted), toAcknowledge, asOf };
}
