import type { PersonStanding } from "./contract.ts";
import { type Query, selectStandings } from "./store.ts";

/** Everybody by name, with what other domains need to know before they count on somebody; in the caller's transaction. */
export function readStandings(query: Query): Promise<PersonStanding[]> {
  return selectStandings(query);
}
