import type { Database } from "../database/database.ts";
import type { Clock } from "../kernel/clock.ts";
import { insertVersion } from "./store.ts";

/** Remembers that the server was started with a version; the first start of each counts. */
export function recordVersion(context: { database: Database; clock: Clock }, version: string): Promise<void> {
  return insertVersion(context.database.query, version, context.clock.now());
}
