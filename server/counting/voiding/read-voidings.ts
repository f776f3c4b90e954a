import type { Database } from "../../database/database.ts";
import { parseOrRefuse } from "../../kernel/parse.ts";
import { readVoidingsSchema, type Voiding } from "./contract.ts";
import { selectVoidings } from "./store.ts";

/** Voidings of events that happened at or after `from` (epoch ms), newest first, at most 200. */
export function readVoidings(context: { database: Database }, input: unknown): Promise<Voiding[]> {
  const { from } = parseOrRefuse(readVoidingsSchema, input);
  return selectVoidings(context.database.query, from);
}
