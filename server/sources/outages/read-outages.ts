import type { Database } from "../../database/database.ts";
import type { SourceOutage } from "../contract.ts";
import { selectOutages } from "./store.ts";

/** Outages of sources that touch a window, epoch ms, newest first, at most 200. */
export function readOutages(
  context: { database: Database },
  { from, to }: { from: number; to: number },
): Promise<SourceOutage[]> {
  return selectOutages(context.database.query, from, to);
}
