import { randomUUID } from "node:crypto";
import { symmetricEncrypt } from "better-auth/crypto";
import { recordDeed } from "../../audit/audit.ts";
import type { Database } from "../../database/database.ts";
import { inTransaction } from "../../database/transaction.ts";
import type { Clock } from "../../kernel/clock.ts";
import { Refusal } from "../../kernel/refusal.ts";
import type { Session } from "../session/read-session.ts";
import { checkProof } from "./check-proof.ts";
import type { IssuedAuthenticator } from "./contract.ts";
import { authenticatorAddress, drawSecret } from "./rules.ts";
import { writeWaitingAuthenticator } from "./store.ts";

/**
 * A secret for an authenticator app. It guards nothing until a code of it was right; asked for again, it is another one.
 * @throws Refusal `forbidden` without a fresh proof, `conflict` when an app is in use.
 */
export async function issueAuthenticator(
  context: { database: Database; clock: Clock; secret: string },
  session: Session,
): Promise<IssuedAuthenticator> {
  await checkProof(context, session.sessionId);
  const secret = drawSecret();
  const [stored, backupCodes] = await Promise.all([
    // better-auth's way to write a secret that is base32 already; its own sign-in reads it.
    symmetricEncrypt({ key: context.secret, data: `base32:${secret}` }),
    symmetricEncrypt({ key: context.secret, data: "[]" }),
  ]);
  const { personId, email } = session;
  await inTransaction(context, session.actor, async (write) => {
    const waiting = { id: randomUUID(), personId, secret: stored, backupCodes };
    if (!(await writeWaitingAuthenticator(write.query, waiting))) {
      throw new Refusal("conflict", "An authenticator app is in use. Remove it first, then set up the other one.");
    }
    await recordDeed(write, { name: "authenticator.issued", subject: personId });
  });
  return { secret, address: authenticatorAddress(secret, email) };
}
