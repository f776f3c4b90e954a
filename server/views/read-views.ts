import type { Database } from "../database/database.ts";
import type { Actor } from "../kernel/actor.ts";
import { requirePermission } from "../kernel/permission.ts";
import type { SavedView } from "./contract.ts";
import { asSeenBy } from "./rules.ts";
import { selectViews } from "./store.ts";

/** The own views, then those that others share, each by name. @throws Refusal `forbidden` */
export async function readViews(context: { database: Database }, actor: Actor): Promise<SavedView[]> {
  requirePermission(actor, "now.read");
  const personId = actor.kind === "person" ? actor.personId : "";
  return (await selectViews(context.database.query, personId)).map((view) => asSeenBy(personId, view));
}
