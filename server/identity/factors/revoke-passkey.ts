import { recordDeed } from "../../audit/audit.ts";
import type { Database } from "../../database/database.ts";
import { inTransaction } from "../../database/transaction.ts";
import type { Clock } from "../../kernel/clock.ts";
import { parseOrRefuse } from "../../kernel/parse.ts";
import { Refusal } from "../../kernel/refusal.ts";
import type { Session } from "../session/read-session.ts";
import { checkProof } from "./check-proof.ts";
import { revokePasskeySchema } from "./contract.ts";
import { deletePasskeys } from "./store.ts";

/** Nobody signs in with this passkey any more. @throws Refusal `forbidden`, `invalid`, `not_found`. */
export async function revokePasskey(
  context: { database: Database; clock: Clock },
  session: Session,
  input: unknown,
): Promise<{ id: string }> {
  const { passkeyId } = parseOrRefuse(revokePasskeySchema, input);
  await checkProof(context, session.sessionId);
  const { personId } = session;
  return inTransaction(context, session.actor, async (write) => {
    if ((await deletePasskeys(write.query, personId, passkeyId)) === 0) {
      throw new Refusal("not_found", "This passkey was removed already. Look at the list again.", "passkeyId");
    }
    await recordDeed(write, { name: "passkey.removed", subject: personId, detail: { passkey: passkeyId } });
    return { id: passkeyId };
  });
}
