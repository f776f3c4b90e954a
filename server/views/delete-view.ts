import { recordDeed } from "../audit/audit.ts";
import type { Database } from "../database/database.ts";
import { inTransaction } from "../database/transaction.ts";
import type { Actor } from "../kernel/actor.ts";
import type { Clock } from "../kernel/clock.ts";
import { parseOrRefuse } from "../kernel/parse.ts";
import { mayDo, requirePermission } from "../kernel/permission.ts";
import { Refusal } from "../kernel/refusal.ts";
import { gone } from "./change-view.ts";
import { deleteViewSchema } from "./contract.ts";
import { deleteViewRow, lockView } from "./store.ts";

/**
 * Deletes the own view, or, by whoever manages people, a shared one that a deleted person left.
 * @throws Refusal `forbidden`, `invalid`, `not_found`
 */
export async function deleteView(
  context: { database: Database; clock: Clock },
  actor: Actor,
  input: unknown,
): Promise<{ id: number }> {
  requirePermission(actor, "views.delete");
  const { id } = parseOrRefuse(deleteViewSchema, input);
  return inTransaction(context, actor, async (write) => {
    const known = await lockView(write.query, id);
    const own = actor.kind === "person" && known?.ownerId === actor.personId;
    if (!known || (!own && !known.shared)) throw gone();
    const left = known.ownerId === null && mayDo(actor, "people.manage");
    if (!own && !left) throw new Refusal("forbidden", `This view is ${known.owner}'s, who alone can delete it.`);
    await deleteViewRow(write.query, id);
    await recordDeed(write, { name: "view.deleted", subject: String(id), detail: { page: known.page, own } });
    return { id };
  });
}
