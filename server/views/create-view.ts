import { recordDeed } from "../audit/audit.ts";
import type { Database } from "../database/database.ts";
import { inTransaction, type Write } from "../database/transaction.ts";
import type { Actor } from "../kernel/actor.ts";
import type { Clock } from "../kernel/clock.ts";
import { parseOrRefuse } from "../kernel/parse.ts";
import { requirePermission } from "../kernel/permission.ts";
import { Refusal } from "../kernel/refusal.ts";
import type { ViewPage } from "./address/contract.ts";
import { createViewSchema, parametersOf, type SavedView, type ViewParameters, viewsAtMost } from "./contract.ts";
import { asSeenBy } from "./rules.ts";
import { countOwnViews, insertView, nameIsTaken } from "./store.ts";

/**
 * Keeps what a page shows under a name, for oneself or for everybody.
 * @throws Refusal `forbidden`, `invalid`, or `conflict` when the name is taken or there are too many
 */
export async function createView(
  context: { database: Database; clock: Clock },
  actor: Actor,
  input: unknown,
): Promise<SavedView> {
  const { personId, name: owner } = requireOwner(actor);
  const { name, shared, shown } = parseOrRefuse(createViewSchema, input);
  return inTransaction(context, actor, async (write) => {
    if ((await countOwnViews(write.query, personId)) >= viewsAtMost) {
      throw new Refusal("conflict", `You have ${viewsAtMost} views. Delete one that you no longer open.`);
    }
    await requireFreeName(write, personId, name, 0);
    const kept = keptOf(shown);
    const view = await insertView(write.query, { ownerId: personId, owner, name, shared, ...kept, at: write.at });
    await recordDeed(write, { name: "view.created", subject: String(view.id), detail: { page: view.page, shared } });
    return asSeenBy(personId, view);
  });
}

/** @throws Refusal `forbidden` unless the actor is a person who may save views */
export function requireOwner(actor: Actor): Extract<Actor, { kind: "person" }> {
  requirePermission(actor, "views.save");
  if (actor.kind !== "person") throw new Refusal("forbidden", "Only people save views.");
  return actor;
}

/** @throws Refusal `conflict` when the person has another view of that name */
export async function requireFreeName(write: Write, personId: string, name: string, except: number): Promise<void> {
  if (!(await nameIsTaken(write.query, personId, name, except))) return;
  throw new Refusal("conflict", "You have a view of this name. Choose another, or overwrite that one.", "name");
}

/** What is kept of what a page shows: nothing that it would show anyway. */
export function keptOf(shown: { page: ViewPage; parameters: object }): { page: ViewPage; parameters: ViewParameters } {
  return { page: shown.page, parameters: parametersOf(shown.page, Object.entries(shown.parameters)) };
}
