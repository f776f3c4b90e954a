import type { Database } from "../../database/database.ts";
import type { Clock } from "../../kernel/clock.ts";
import { allows, type Permission } from "../../kernel/roles.ts";
import { readPeopleRows } from "./store.ts";

/** Who may do this now, by name: of the people who are not suspended. For other domains; no e-mail address leaves. */
export async function readHolders(
  context: { database: Database; clock: Clock },
  permission: Permission,
): Promise<{ personId: string; name: string }[]> {
  const people = await readPeopleRows(context.database.query, context.clock.now());
  return people
    .filter(({ state, roles }) => state === "active" && allows(roles, permission))
    .map(({ id, name }) => ({ personId: id, name }));
}
