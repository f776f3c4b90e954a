import type { Database } from "../../database/database.ts";
import type { Actor } from "../../kernel/actor.ts";
import type { Clock } from "../../kernel/clock.ts";
import { requirePermission } from "../../kernel/permission.ts";
import { readFactorHolders } from "../factors/store.ts";
import type { ListedPerson } from "./contract.ts";
import { readPeopleRows } from "./store.ts";

/** Everybody, by name. @throws Refusal `forbidden`. */
export async function readPeople(context: { database: Database; clock: Clock }, actor: Actor): Promise<ListedPerson[]> {
  requirePermission(actor, "people.read");
  const [people, holders] = await Promise.all([
    readPeopleRows(context.database.query, context.clock.now()),
    readFactorHolders(context.database.query),
  ]);
  return people.map((person) => ({ ...person, secondFactor: holders.has(person.id) }));
}
