import { symmetricEncrypt } from "better-auth/crypto";
import { recordDeed } from "../../audit/audit.ts";
import type { Database } from "../../database/database.ts";
import { inTransaction } from "../../database/transaction.ts";
import type { Clock } from "../../kernel/clock.ts";
import { Refusal } from "../../kernel/refusal.ts";
import type { Session } from "../session/read-session.ts";
import { checkProof } from "./check-proof.ts";
import { drawRecoveryCodes } from "./rules.ts";
import { readAuthenticator, replaceRecoveryCodes } from "./store.ts";

/**
 * New recovery codes; all earlier ones are void. They are in this answer and nowhere else.
 * @throws Refusal `forbidden` without a fresh proof, `conflict` without an authenticator app.
 */
export async function issueRecoveryCodes(
  context: { database: Database; clock: Clock; secret: string },
  session: Session,
): Promise<{ recoveryCodes: string[] }> {
  await checkProof(context, session.sessionId);
  const { personId } = session;
  const recoveryCodes = drawRecoveryCodes();
  const backupCodes = await symmetricEncrypt({ key: context.secret, data: JSON.stringify(recoveryCodes) });
  return inTransaction(context, session.actor, async (write) => {
    const authenticator = await readAuthenticator(write.query, personId, { lock: true });
    if (!authenticator?.verified) {
      throw new Refusal("conflict", "Recovery codes stand in for an authenticator app: set one up first.");
    }
    await replaceRecoveryCodes(write.query, { personId, backupCodes });
    await recordDeed(write, { name: "recovery-codes.issued", subject: personId });
    return { recoveryCodes };
  });
}
