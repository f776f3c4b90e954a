import type { Database } from "../../database/database.ts";
import type { Clock } from "../../kernel/clock.ts";
import type { Role } from "../../kernel/roles.ts";
import type { SignIn } from "../configure-sign-in.ts";
import type { Session } from "../session/read-session.ts";
import { authenticateByPasskey, authenticateByPassword } from "./authenticate-again.ts";
import { changePassword } from "./change-password.ts";
import type { Account, IssuedAuthenticator } from "./contract.ts";
import { disableAuthenticator } from "./disable-authenticator.ts";
import { issueAuthenticator } from "./issue-authenticator.ts";
import { issueRecoveryCodes } from "./issue-recovery-codes.ts";
import { readAccount } from "./read-account.ts";
import { revokePasskey } from "./revoke-passkey.ts";
import { verifyAuthenticator } from "./verify-authenticator.ts";

/** What people do to their own account, whatever their roles; `input` is untrusted. */
export interface OwnAccount {
  read(session: Session): Promise<Account>;
  proveByPassword(session: Session, input: unknown): Promise<{ proofLastsMs: number }>;
  /** `cookie`: of the request, which holds the challenge. */
  proveByPasskey(session: Session, input: unknown, cookie: string | undefined): Promise<{ proofLastsMs: number }>;
  changePassword(session: Session, input: unknown): Promise<{ ended: number }>;
  issueAuthenticator(session: Session): Promise<IssuedAuthenticator>;
  verifyAuthenticator(session: Session, input: unknown): Promise<{ recoveryCodes: string[]; ended: number }>;
  disableAuthenticator(session: Session): Promise<{ personId: string }>;
  issueRecoveryCodes(session: Session): Promise<{ recoveryCodes: string[] }>;
  revokePasskey(session: Session, input: unknown): Promise<{ id: string }>;
}

export function createOwnAccount(context: {
  database: Database;
  clock: Clock;
  signIn: SignIn;
  /** Encrypts what authenticator apps share with us. */
  secret: string;
  secondFactorRoles: readonly Role[];
}): OwnAccount {
  return {
    read: (session) => readAccount(context, session),
    proveByPassword: (session, input) => authenticateByPassword(context, session, input),
    proveByPasskey: (session, input, cookie) => authenticateByPasskey(context, session, input, cookie),
    changePassword: (session, input) => changePassword(context, session, input),
    issueAuthenticator: (session) => issueAuthenticator(context, session),
    verifyAuthenticator: (session, input) => verifyAuthenticator(context, session, input),
    disableAuthenticator: (session) => disableAuthenticator(context, session),
    issueRecoveryCodes: (session) => issueRecoveryCodes(context, session),
    revokePasskey: (session, input) => revokePasskey(context, session, input),
  };
}
