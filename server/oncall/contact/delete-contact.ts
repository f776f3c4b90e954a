import { recordDeed } from "../../audit/audit.ts";
import { inTransaction } from "../../database/transaction.ts";
import type { Actor } from "../../kernel/actor.ts";
import { parseOrRefuse } from "../../kernel/parse.ts";
import { requireOwnRules } from "../notification/change-notification-rules.ts";
import type { OncallContext } from "../schedule/read-people.ts";
import { contactIdSchema } from "./contract.ts";
import { contactIsGone } from "./create-contact.ts";
import { deleteContactRow } from "./store.ts";

/**
 * Deletes an endpoint of one's own: what is being sent may still arrive, nothing later does.
 * @throws Refusal `forbidden`, `invalid`, `not_found`
 */
export async function deleteContact(context: OncallContext, actor: Actor, input: unknown): Promise<{ id: string }> {
  const personId = requireOwnRules(actor);
  const { id } = parseOrRefuse(contactIdSchema, input);
  return inTransaction(context, actor, async (write) => {
    const deleted = await deleteContactRow(write.query, id, personId);
    if (!deleted) throw contactIsGone();
    await recordDeed(write, { name: "contact.deleted", subject: id, detail: deleted });
    return { id };
  });
}
