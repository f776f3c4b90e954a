import { randomUUID } from "node:crypto";
import { hashPassword } from "better-auth/crypto";
import { recordDeed } from "../../audit/audit.ts";
import type { Database } from "../../database/database.ts";
import { inTransaction, type Write } from "../../database/transaction.ts";
import type { Clock } from "../../kernel/clock.ts";
import { parseOrRefuse } from "../../kernel/parse.ts";
import { Refusal } from "../../kernel/refusal.ts";
import { lockPerson } from "../people/store.ts";
import { hashToken } from "../rules.ts";
import { deleteSessions } from "../session/store.ts";
import { readRoles, replacePassword } from "../store.ts";
import { redeemResetLinkSchema } from "./contract.ts";
import { findOpenReset, spendReset } from "./store.ts";

/**
 * Sets the new password of whoever holds the link, and ends every session that they had; second factors go where the
 * administrator chose so. @throws Refusal `invalid` with the field, or `conflict` when the link is dead.
 */
export async function redeemResetLink(
  context: { database: Database; clock: Clock; removeFactors: (write: Write, personId: string) => Promise<void> },
  input: unknown,
): Promise<{ email: string }> {
  const { token, password } = parseOrRefuse(redeemResetLinkSchema, input);
  const tokenHash = hashToken(token);
  // Looked at before the costly hash, so that guessing tokens does not keep the processor busy.
  const open = await findOpenReset(context.database.query, tokenHash, context.clock.now());
  if (!open) throw resetIsClosed();
  const hash = await hashPassword(password);
  const { personId, name } = open;
  const roles = await readRoles(context.database.query, personId);
  return inTransaction(context, { kind: "person", personId, name, roles }, async (write) => {
    const person = await lockPerson(write.query, personId);
    const spent = await spendReset(write.query, tokenHash, write.at);
    if (!person || !spent) throw resetIsClosed();
    await replacePassword(write.query, { id: randomUUID(), personId, hash, at: write.at });
    if (spent.removeFactors) await context.removeFactors(write, personId);
    const ended = await deleteSessions(write.query, personId);
    const detail = { name: person.name, removed_factors: spent.removeFactors, ended };
    await recordDeed(write, { name: "password.reset", subject: personId, detail });
    return { email: person.email };
  });
}

function resetIsClosed(): Refusal {
  return new Refusal(
    "conflict",
    "This link was used, replaced or is older than 24 hours. Ask an administrator for a new one.",
    "token",
  );
}
