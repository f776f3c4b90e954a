import { randomUUID } from "node:crypto";
import { recordDeed } from "../../audit/audit.ts";
import { inTransaction } from "../../database/transaction.ts";
import type { Actor } from "../../kernel/actor.ts";
import { parseOrRefuse } from "../../kernel/parse.ts";
import { Refusal } from "../../kernel/refusal.ts";
import type { TextSeal } from "../../kernel/text-seal.ts";
import { isOutboundFault, type Outbound } from "../../outbound/outbound.ts";
import { requireOwnRules } from "../notification/change-notification-rules.ts";
import type { OncallContext } from "../schedule/read-people.ts";
import { contactsAtMost, createContactSchema, type IssuedContact } from "./contract.ts";
import { contactPlace, newTarget, writeTarget } from "./rules.ts";
import { countContacts, insertContact } from "./store.ts";

/** What endpoints need beside all that on-call needs. */
export interface ContactContext extends OncallContext {
  seal: TextSeal;
  outbound: Pick<Outbound, "check">;
}

/**
 * Adds an endpoint of one's own. The secret by which its pages are signed is in the answer and nowhere else.
 * @throws Refusal `forbidden`, `invalid`, also for an address that nothing may be sent to, `conflict` when there are many
 */
export async function createContact(context: ContactContext, actor: Actor, input: unknown): Promise<IssuedContact> {
  const personId = requireOwnRules(actor);
  const { kind, url } = parseOrRefuse(createContactSchema, input);
  await requireReachable(context.outbound, url);
  const id = randomUUID();
  const target = newTarget(kind, url);
  return inTransaction(context, actor, async (write) => {
    if ((await countContacts(write.query, personId)) >= contactsAtMost) {
      throw new Refusal("conflict", `You have ${contactsAtMost} endpoints. Delete one that you no longer use.`);
    }
    const { host } = new URL(url);
    const sealed = context.seal.seal(writeTarget(target), contactPlace(id, kind));
    await insertContact(write.query, { id, personId, kind, host, sealed, at: write.at });
    await recordDeed(write, { name: "contact.created", subject: id, detail: { kind } });
    return { contact: { id, kind, host, createdAt: write.at, disabled: null }, secret: target.secret };
  });
}

async function requireReachable(outbound: Pick<Outbound, "check">, url: string): Promise<void> {
  await outbound.check(url).catch((error: unknown) => {
    if (!isOutboundFault(error)) throw error;
    throw new Refusal("invalid", `Pages cannot be sent there: ${error.message}.`, "url");
  });
}

/** The same whether it never was, is gone, or is another's. */
export function contactIsGone(): Refusal {
  return new Refusal("not_found", "You have no such endpoint any more. Look at the list again.", "id");
}
