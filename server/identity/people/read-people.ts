import type { Database } from "../../database/database.ts";
import type { Actor } from "../../kernel/actor.ts";
import type { Clock } from "../../kernel/clock.ts";
import { requirePermission } from "../../kernel/permission.ts";
import type { ListedPerson } from "./contract.ts";
import { readPeopleRows } from "./store.ts";

/** Everybody, by name. @throws Refusal `forbidden`. */
export async function readPeople(context: { database: Database; clock: Clock }, actor: Actor): Promise<ListedPerson[]> {
  requirePermission(actor, "people.read");
  return readPeopleRows(context.database.query, context.clock.now());
}
