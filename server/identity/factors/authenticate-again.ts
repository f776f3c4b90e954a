import { recordDeed } from "../../audit/audit.ts";
import type { Database } from "../../database/database.ts";
import { inTransaction } from "../../database/transaction.ts";
import type { Clock } from "../../kernel/clock.ts";
import { parseOrRefuse } from "../../kernel/parse.ts";
import { Refusal } from "../../kernel/refusal.ts";
import type { SignIn } from "../configure-sign-in.ts";
import type { Session } from "../session/read-session.ts";
import { deleteSession } from "../session/store.ts";
import { checkPassword } from "./change-password.ts";
import { passkeyAnswerSchema, provePasswordSchema } from "./contract.ts";
import { proofLastsMs } from "./rules.ts";
import { writeProof } from "./store.ts";

type Context = { database: Database; clock: Clock; signIn: SignIn };

/**
 * The person at this session shows their password again. @returns how long that counts, ms.
 * @throws Refusal `invalid` with the field; `too_many` after wrong guesses.
 */
export async function authenticateByPassword(
  context: Context,
  session: Session,
  input: unknown,
): Promise<{ proofLastsMs: number }> {
  const { password } = parseOrRefuse(provePasswordSchema, input);
  await checkPassword(context, session.personId, password, "password");
  return keepProof(context, session, false);
}

/**
 * The same by one of their passkeys. `cookie`: of the request, as it holds the challenge.
 * @throws Refusal `invalid` when it is no answer, too old, or another person's.
 */
export async function authenticateByPasskey(
  context: Context,
  session: Session,
  input: unknown,
  cookie: string | undefined,
): Promise<{ proofLastsMs: number }> {
  const answer = parseOrRefuse(passkeyAnswerSchema, input);
  const opened = await context.signIn.api
    .verifyPasskeyAuthentication({ body: answer, headers: new Headers({ cookie: cookie ?? "" }), asResponse: false })
    .catch((error: unknown) => {
      if (error instanceof Error && error.name === "APIError") return null;
      throw error;
    });
  // better-auth signs in whoever answers; here it is asked who that is, and the session that it made ends at once.
  if (opened) await deleteSession(context.database.query, opened.session.id, null);
  if (opened?.user.id !== session.personId) {
    throw new Refusal("invalid", "This passkey was not accepted. Use one of this account, or the password.", "passkey");
  }
  return keepProof(context, session, true);
}

async function keepProof(context: Context, session: Session, byPasskey: boolean): Promise<{ proofLastsMs: number }> {
  return inTransaction(context, session.actor, async (write) => {
    await writeProof(write.query, session.sessionId, { at: write.at, byPasskey });
    const detail = { by: byPasskey ? "passkey" : "password" };
    await recordDeed(write, { name: "session.confirmed", subject: session.sessionId, detail });
    return { proofLastsMs };
  });
}
