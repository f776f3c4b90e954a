import { hashPassword } from "better-auth/crypto";
import type { Database } from "../database/database.ts";
import { inTransaction } from "../database/transaction.ts";
import type { Clock } from "../kernel/clock.ts";
import { parseOrRefuse } from "../kernel/parse.ts";
import { Refusal } from "../kernel/refusal.ts";
import { redeemFirstAdminLinkSchema } from "./contract.ts";
import { addPerson } from "./create-person.ts";
import { hashToken } from "./rules.ts";
import { firstAdminLinkIsOpen, someoneIsAdmin, spendFirstAdminLink } from "./store.ts";

/**
 * Makes the holder of the terminal's link the first admin; the link is the proof, so the deed counts as the operator's.
 * @throws Refusal `invalid` with the field; `conflict` when the link is used, dead or no longer needed.
 */
export async function redeemFirstAdminLink(
  context: { database: Database; clock: Clock },
  input: unknown,
): Promise<{ id: string }> {
  const { token, name, email, password, onCall } = parseOrRefuse(redeemFirstAdminLinkSchema, input);
  const tokenHash = hashToken(token);
  // Looked at before the costly hash, so that guessing tokens does not keep the processor busy.
  if (!(await firstAdminLinkIsOpen(context.database.query, tokenHash, context.clock.now()))) throw linkIsClosed();
  const hash = await hashPassword(password);
  return inTransaction(context, { kind: "operator" }, async (write) => {
    const won = await spendFirstAdminLink(write.query, tokenHash, write.at);
    if (!won || (await someoneIsAdmin(write.query))) throw linkIsClosed();
    const id = await addPerson(write, { name, email, hash, roles: onCall ? ["admin", "on-call"] : ["admin"] });
    return { id };
  });
}

function linkIsClosed(): Refusal {
  return new Refusal(
    "conflict",
    "This link was used, replaced or is older than 24 hours. Sign in if you have an account; while there is no admin, a restart of the server prints a new link.",
    "token",
  );
}
