import type { TextSeal } from "../../kernel/text-seal.ts";
import type { ContactKind } from "./contract.ts";
import type { ContactContext } from "./create-contact.ts";
import { contactPlace, readTarget, secretsAt, type Target } from "./rules.ts";
import { type SealedContact, selectOpenContacts } from "./store.ts";

/** An endpoint as whoever sends to it needs it. */
export interface OpenContact {
  id: string;
  kind: ContactKind;
  /** It has this delivery already. */
  has: boolean;
  /** Null: it was saved under another secret of the installation, and cannot be read. */
  to: { url: string; secrets: string[] } | null;
}

/** A person's endpoints that pages go to. */
export async function openContacts(
  { database, clock, seal }: ContactContext,
  personId: string,
  deliveryId: string,
): Promise<OpenContact[]> {
  const contacts = await selectOpenContacts(database.query, personId, deliveryId);
  return contacts.map(({ has, ...contact }) => {
    const target = openTarget(seal, contact);
    return {
      id: contact.id,
      kind: contact.kind,
      has,
      to: target && { url: target.url, secrets: secretsAt(target, clock.now()) },
    };
  });
}

/** What is sealed of an endpoint; null when it was sealed under another secret of the installation. */
export function openTarget(seal: TextSeal, { id, kind, sealed }: SealedContact): Target | null {
  try {
    return readTarget(seal.open(sealed, contactPlace(id, kind)));
  } catch {
    return null;
  }
}
