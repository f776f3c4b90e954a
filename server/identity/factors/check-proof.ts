import type { Database } from "../../database/database.ts";
import type { Clock } from "../../kernel/clock.ts";
import { Refusal } from "../../kernel/refusal.ts";
import type { Session } from "../session/read-session.ts";
import { mostPasskeys } from "./contract.ts";
import { proofLastsMs } from "./rules.ts";
import { countPasskeys, readProof } from "./store.ts";

/** Field of the refusal that asks for a proof, by which the page knows to ask for it. */
const proofField = "proof";

/** So long, ms, the last proof of the person at this session still counts as fresh; 0 when it does not. */
export async function proofLasts(context: { database: Database; clock: Clock }, sessionId: string): Promise<number> {
  const provedAt = await readProof(context.database.query, sessionId);
  return provedAt === undefined ? 0 : Math.max(0, provedAt + proofLastsMs - context.clock.now());
}

/**
 * Who changes what guards an account has just shown a password or passkey: a browser left open, or a cookie that was
 * stolen, changes nothing. @throws Refusal `forbidden` with the field `proof`.
 */
export async function checkProof(context: { database: Database; clock: Clock }, sessionId: string): Promise<void> {
  if ((await proofLasts(context, sessionId)) > 0) return;
  throw new Refusal("forbidden", "Confirm that it is you, by password or passkey, then try again.", proofField);
}

/** May the person at this session add a passkey? @throws Refusal `forbidden` without a fresh proof, `conflict` when full. */
export async function checkNewPasskey(
  context: { database: Database; clock: Clock },
  { sessionId, personId }: Session,
): Promise<void> {
  await checkProof(context, sessionId);
  if ((await countPasskeys(context.database.query, personId)) < mostPasskeys) return;
  throw new Refusal(
    "conflict",
    `An account holds at most ${mostPasskeys} passkeys. Remove one that is not used any more.`,
  );
}
