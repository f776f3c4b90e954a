import { randomUUID } from "node:crypto";
import { hashPassword } from "better-auth/crypto";
import type { Database } from "../../database/database.ts";
import { inTransaction } from "../../database/transaction.ts";
import type { Clock } from "../../kernel/clock.ts";
import { parseOrRefuse } from "../../kernel/parse.ts";
import { Refusal } from "../../kernel/refusal.ts";
import { addPerson } from "../create-person.ts";
import { hashToken } from "../rules.ts";
import { type OpenInvitation, openInvitationSchema, redeemInvitationSchema } from "./contract.ts";
import { findOpenInvitation, spendInvitation } from "./store.ts";

/** What the holder of a link is invited to. @throws Refusal `invalid`, or `conflict` when the link is dead. */
export async function openInvitation(
  context: { database: Database; clock: Clock },
  input: unknown,
): Promise<OpenInvitation> {
  const { token } = parseOrRefuse(openInvitationSchema, input);
  const found = await findOpenInvitation(context.database.query, hashToken(token), context.clock.now());
  if (!found) throw invitationIsClosed();
  const { email, roles, issuedBy, expiresAt } = found;
  return { email, roles, issuedBy, expiresAt };
}

/**
 * Makes the invited a person, with the roles that the invitation names now. Signing in is the browser's next step.
 * @throws Refusal `invalid` with the field; `conflict` when the link is dead or the address has an account by now.
 */
export async function redeemInvitation(
  context: { database: Database; clock: Clock },
  input: unknown,
): Promise<{ id: string; email: string }> {
  const { token, name, password } = parseOrRefuse(redeemInvitationSchema, input);
  const tokenHash = hashToken(token);
  // Looked at before the costly hash, so that guessing tokens does not keep the processor busy.
  const open = await findOpenInvitation(context.database.query, tokenHash, context.clock.now());
  if (!open) throw invitationIsClosed();
  const hash = await hashPassword(password);
  const id = randomUUID();
  const invited = { kind: "person" as const, personId: id, name, roles: open.roles };
  return inTransaction(context, invited, async (write) => {
    const spent = await spendInvitation(write.query, tokenHash, write.at);
    if (!spent) throw invitationIsClosed();
    await addPerson(write, { id, name, email: spent.email, hash, roles: spent.roles, invitation: spent.id });
    return { id, email: spent.email };
  });
}

function invitationIsClosed(): Refusal {
  return new Refusal(
    "conflict",
    "This invitation was used, withdrawn, replaced or is older than 24 hours. Sign in if you have an account; otherwise ask an administrator for a new link.",
    "token",
  );
}
