import { randomUUID } from "node:crypto";
import { hashPassword, verifyPassword } from "better-auth/crypto";
import type { Database } from "../../database/database.ts";
import { inTransaction } from "../../database/transaction.ts";
import type { Clock } from "../../kernel/clock.ts";
import { parseOrRefuse } from "../../kernel/parse.ts";
import { Refusal } from "../../kernel/refusal.ts";
import { countGuess } from "../guessing/count-guess.ts";
import type { Session } from "../session/read-session.ts";
import { deleteSessions } from "../session/store.ts";
import { replacePassword } from "../store.ts";
import { changePasswordSchema } from "./contract.ts";
import { deleteWaitingSignIns, readPasswordHash, writeProof } from "./store.ts";

/**
 * A new password for whoever knows the present one. Every other session ends, and every sign-in that waits for its
 * second step; that the password changed is audited where it is kept. @throws Refusal `invalid` with the field; `too_many` after wrong guesses; `conflict` when it was changed
 * at the same moment.
 */
export async function changePassword(
  context: { database: Database; clock: Clock },
  session: Session,
  input: unknown,
): Promise<{ ended: number }> {
  const { current, next } = parseOrRefuse(changePasswordSchema, input);
  const { personId } = session;
  const held = await checkPassword(context, personId, current, "current");
  const hash = await hashPassword(next);
  return inTransaction(context, session.actor, async (write) => {
    if ((await readPasswordHash(write.query, personId, { lock: true })) !== held) {
      throw new Refusal("conflict", "The password was changed at the same moment. Sign in again.", "current");
    }
    await replacePassword(write.query, { id: randomUUID(), personId, hash, at: write.at });
    await deleteWaitingSignIns(write.query, personId);
    await writeProof(write.query, session.sessionId, { at: write.at, byPasskey: false });
    const ended = await deleteSessions(write.query, personId, session.sessionId);
    return { ended };
  });
}

/** @returns the hash that the password fits. @throws Refusal `invalid` with the field, or `too_many`. */
export async function checkPassword(
  context: { database: Database; clock: Clock },
  personId: string,
  password: string,
  field: string,
): Promise<string> {
  const guess = await countGuess(context, "own password", personId);
  const hash = await readPasswordHash(context.database.query, personId);
  if (hash === undefined || !(await verifyPassword({ hash, password }))) {
    throw new Refusal("invalid", "This is not your present password. Check it and try again.", field);
  }
  await guess.takeBack();
  return hash;
}
