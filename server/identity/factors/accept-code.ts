import { symmetricDecrypt } from "better-auth/crypto";
import { recordDeed } from "../../audit/audit.ts";
import type { Database } from "../../database/database.ts";
import { inTransaction } from "../../database/transaction.ts";
import { type Clock, systemClock } from "../../kernel/clock.ts";
import { Refusal } from "../../kernel/refusal.ts";
import { stepOfCode } from "./rules.ts";
import { deleteSessionByToken, findSessionByToken, readAuthenticator, spendStep } from "./store.ts";

/**
 * A code that better-auth found right opens one session only (RFC 6238, 5.2), so that whoever saw it typed gains
 * nothing. The second session is deleted before its cookie leaves. @throws Refusal `unauthenticated`.
 */
export async function acceptCode(
  context: { database: Database; clock: Clock; secret: string },
  sessionToken: string,
  code: string,
): Promise<void> {
  const { query } = context.database;
  const opened = await findSessionByToken(query, sessionToken);
  const authenticator = opened && (await readAuthenticator(query, opened.personId));
  if (!authenticator) throw new Refusal("unauthenticated", "This sign-in has ended. Sign in again.");
  const secret = (await symmetricDecrypt({ key: context.secret, data: authenticator.secret })).replace(/^base32:/, "");
  const step = await stepOfCode(secret, code, systemClock.now());
  if (step !== null && (await spendStep(query, opened.personId, step))) return;
  const { personId, name } = opened;
  await inTransaction(context, { kind: "person", personId, name, roles: [] }, async (write) => {
    await deleteSessionByToken(write.query, sessionToken);
    await recordDeed(write, { name: "authenticator.code_repeated", subject: personId });
  });
  throw new Refusal("unauthenticated", "This code was used already. Sign in again with the next one.");
}
