import { recordDeed } from "../../audit/audit.ts";
import { inTransaction } from "../../database/transaction.ts";
import type { Actor } from "../../kernel/actor.ts";
import { parseOrRefuse } from "../../kernel/parse.ts";
import { Refusal } from "../../kernel/refusal.ts";
import { requireOwnRules } from "../notification/change-notification-rules.ts";
import { contactIdSchema, type IssuedContact } from "./contract.ts";
import { type ContactContext, contactIsGone } from "./create-contact.ts";
import { openTarget } from "./open-contacts.ts";
import { contactPlace, rotated, writeTarget } from "./rules.ts";
import { lockContact, writeSealed } from "./store.ts";

/**
 * Gives an endpoint of one's own another secret. For a day pages are signed by both.
 * @throws Refusal `forbidden`, `invalid`, `not_found`, or `conflict` for a kind that is not signed
 */
export async function rotateContact(context: ContactContext, actor: Actor, input: unknown): Promise<IssuedContact> {
  const personId = requireOwnRules(actor);
  const { id } = parseOrRefuse(contactIdSchema, input);
  return inTransaction(context, actor, async (write) => {
    const found = await lockContact(write.query, id, personId);
    if (!found) throw contactIsGone();
    const { sealed, ...contact } = found;
    if (contact.kind !== "standard") {
      throw new Refusal("conflict", "Nothing is signed for this kind of endpoint: its address is the secret.");
    }
    const known = openTarget(context.seal, { id, kind: contact.kind, sealed });
    if (!known) {
      throw new Refusal("conflict", "This endpoint was saved under another AUTH_SECRET. Delete it, then add it again.");
    }
    const target = rotated(known, write.at);
    await writeSealed(write.query, id, context.seal.seal(writeTarget(target), contactPlace(id, contact.kind)));
    await recordDeed(write, { name: "contact.secret_rotated", subject: id, detail: { kind: contact.kind } });
    return { contact, secret: target.secret };
  });
}
