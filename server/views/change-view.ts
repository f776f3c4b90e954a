import { recordDeed } from "../audit/audit.ts";
import type { Database } from "../database/database.ts";
import { inTransaction } from "../database/transaction.ts";
import type { Actor } from "../kernel/actor.ts";
import type { Clock } from "../kernel/clock.ts";
import { parseOrRefuse } from "../kernel/parse.ts";
import { Refusal } from "../kernel/refusal.ts";
import { changeViewSchema, type SavedView } from "./contract.ts";
import { keptOf, requireFreeName, requireOwner } from "./create-view.ts";
import { asSeenBy } from "./rules.ts";
import { countOwnViews, lockView, updateView } from "./store.ts";

/**
 * Gives the own view another name, another page's state, or shares it or stops sharing it.
 * @throws Refusal `forbidden`, `invalid`, `not_found`, or `conflict` when the name is taken or it changed meanwhile
 */
export async function changeView(
  context: { database: Database; clock: Clock },
  actor: Actor,
  input: unknown,
): Promise<SavedView> {
  const { personId } = requireOwner(actor);
  const { id, version, name, shared, shown } = parseOrRefuse(changeViewSchema, input);
  return inTransaction(context, actor, async (write) => {
    // The same lock as at the creation of one, so that a name is taken once.
    await countOwnViews(write.query, personId);
    const known = await lockView(write.query, id);
    // Whether somebody else has a view that is not shared is nobody's business.
    if (!known || (known.ownerId !== personId && !known.shared)) throw gone();
    if (known.ownerId !== personId) {
      throw new Refusal("forbidden", `This view is ${known.owner}'s. Save it as a new one to change it.`);
    }
    if (known.version !== version) {
      throw new Refusal("conflict", "You changed this view in another window. Open it again and look at it first.");
    }
    if (name !== undefined) await requireFreeName(write, personId, name, id);
    const next = { ...known, ...(shown && keptOf(shown)), name: name ?? known.name, shared: shared ?? known.shared };
    const view = await updateView(write.query, { ...next, at: write.at });
    await recordDeed(write, {
      name: "view.changed",
      subject: String(id),
      detail: { renamed: next.name !== known.name, shared: next.shared, overwritten: shown !== undefined },
    });
    return asSeenBy(personId, view);
  });
}

export function gone(): Refusal {
  return new Refusal("not_found", "There is no such view any more. Look at the list again.", "id");
}
