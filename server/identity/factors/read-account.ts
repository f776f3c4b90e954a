import { symmetricDecrypt } from "better-auth/crypto";
import { z } from "zod";
import type { Database } from "../../database/database.ts";
import type { Clock } from "../../kernel/clock.ts";
import type { Session } from "../session/read-session.ts";
import { readRoles } from "../store.ts";
import { proofLasts } from "./check-proof.ts";
import type { Account } from "./contract.ts";
import { readAuthenticator, readPasskeys, type StoredAuthenticator } from "./store.ts";

const codesSchema = z.array(z.string());

/** The own account: who one is here and what guards it. */
export async function readAccount(
  context: { database: Database; clock: Clock; secret: string },
  session: Session,
): Promise<Account> {
  const { query } = context.database;
  const { personId, name, email, secondFactorMissing } = session;
  const [roles, authenticator, passkeys, lasts] = await Promise.all([
    readRoles(query, personId),
    readAuthenticator(query, personId),
    readPasskeys(query, personId),
    proofLasts(context, session.sessionId),
  ]);
  const inUse = authenticator?.verified ? authenticator : undefined;
  return {
    personId,
    name,
    email,
    roles,
    authenticatorSince: inUse?.confirmedAt ?? null,
    recoveryCodesLeft: inUse ? await codesLeft(context.secret, inUse) : 0,
    passkeys,
    proofLastsMs: lasts,
    secondFactorMissing,
  };
}

async function codesLeft(secret: string, { backupCodes }: StoredAuthenticator): Promise<number> {
  return codesSchema.parse(JSON.parse(await symmetricDecrypt({ key: secret, data: backupCodes }))).length;
}
