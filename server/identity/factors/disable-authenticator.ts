import { recordDeed } from "../../audit/audit.ts";
import type { Database } from "../../database/database.ts";
import { inTransaction, type Write } from "../../database/transaction.ts";
import type { Clock } from "../../kernel/clock.ts";
import { Refusal } from "../../kernel/refusal.ts";
import type { Session } from "../session/read-session.ts";
import { checkProof } from "./check-proof.ts";
import { deleteAuthenticator, deletePasskeys, deleteWaitingSignIns } from "./store.ts";

/** Sign-in asks for no code any more; the recovery codes go with it. @throws Refusal `forbidden`, `conflict`. */
export async function disableAuthenticator(
  context: { database: Database; clock: Clock },
  session: Session,
): Promise<{ personId: string }> {
  await checkProof(context, session.sessionId);
  const { personId } = session;
  await inTransaction(context, session.actor, async (write) => {
    if (!(await deleteAuthenticator(write.query, personId, write.at))) {
      throw new Refusal("conflict", "No authenticator app is in use: it was removed already.");
    }
    await recordDeed(write, { name: "authenticator.removed", subject: personId });
  });
  return { personId };
}

/** Takes every second factor of a person away, in the transaction of a reset by an administrator, which audits it. */
export async function disableFactors(write: Write, personId: string): Promise<void> {
  await deleteAuthenticator(write.query, personId, write.at);
  await deletePasskeys(write.query, personId, null);
  await deleteWaitingSignIns(write.query, personId);
}
