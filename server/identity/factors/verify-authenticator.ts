import { symmetricDecrypt, symmetricEncrypt } from "better-auth/crypto";
import { recordDeed } from "../../audit/audit.ts";
import type { Database } from "../../database/database.ts";
import { inTransaction } from "../../database/transaction.ts";
import { type Clock, systemClock } from "../../kernel/clock.ts";
import { parseOrRefuse } from "../../kernel/parse.ts";
import { Refusal } from "../../kernel/refusal.ts";
import type { Session } from "../session/read-session.ts";
import { deleteSessions } from "../session/store.ts";
import { checkProof } from "./check-proof.ts";
import { verifyAuthenticatorSchema } from "./contract.ts";
import { drawRecoveryCodes, stepOfCode } from "./rules.ts";
import { confirmAuthenticator, readAuthenticator } from "./store.ts";

/**
 * The first right code turns the waiting authenticator app on: from now on a password alone signs nobody in, and every
 * other session, for which it was enough, ends. @returns the recovery codes, in this answer and nowhere else.
 * @throws Refusal `forbidden` without a fresh proof, `invalid` with the field, `conflict` when none waits.
 */
export async function verifyAuthenticator(
  context: { database: Database; clock: Clock; secret: string },
  session: Session,
  input: unknown,
): Promise<{ recoveryCodes: string[]; ended: number }> {
  const { code } = parseOrRefuse(verifyAuthenticatorSchema, input);
  await checkProof(context, session.sessionId);
  const { personId } = session;
  const recoveryCodes = drawRecoveryCodes();
  const backupCodes = await symmetricEncrypt({ key: context.secret, data: JSON.stringify(recoveryCodes) });
  return inTransaction(context, session.actor, async (write) => {
    const waiting = await readAuthenticator(write.query, personId, { lock: true });
    if (!waiting || waiting.verified) {
      throw new Refusal("conflict", "No authenticator app waits for its first code. Begin again with a new QR code.");
    }
    const secret = (await symmetricDecrypt({ key: context.secret, data: waiting.secret })).replace(/^base32:/, "");
    // Codes are of true time, which the app on the phone shares: business time may be moved.
    const step = await stepOfCode(secret, code, systemClock.now());
    if (step === null) {
      throw new Refusal(
        "invalid",
        "This is not the code of now. Wait for the next one; is the phone's clock right?",
        "code",
      );
    }
    await confirmAuthenticator(write.query, { personId, backupCodes, step, at: write.at });
    const ended = await deleteSessions(write.query, personId, session.sessionId);
    await recordDeed(write, { name: "authenticator.added", subject: personId, detail: { ended } });
    return { recoveryCodes, ended };
  });
}
