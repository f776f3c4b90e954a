import type { Database } from "../../database/database.ts";
import { selectAddress } from "./store.ts";

/** Where a person has their mail, for what is sent to themselves; null for whoever is suspended or gone. */
export async function readAddress(context: { database: Database }, personId: string): Promise<string | null> {
  return (await selectAddress(context.database.query, personId)) ?? null;
}
