import { passkey } from "@better-auth/passkey";
import { betterAuth } from "better-auth";
import { APIError } from "better-auth/api";
import { twoFactor } from "better-auth/plugins";
import type { Database } from "../database/database.ts";
import { isSuspended } from "./people/store.ts";
import { browserOf, networkOf } from "./session/rules.ts";

const day = 86_400;
/** Codes of the second step a minute and client address: nobody types more. */
const codesPerMinute = 10;
/** Header that carries the client's address to better-auth; what a client sends under this name is overwritten. */
export const addressHeader = "x-watchfloor-client-address";

/** better-auth's own answer to a wrong password, to the letter: whoever guesses does not learn of a suspension. */
const noSuchPair = { message: "Invalid email or password", code: "INVALID_EMAIL_OR_PASSWORD" };

/** Where identity reports faults; pino's logger fits. Messages only: arguments could hold addresses. */
export interface IdentityLog {
  warn(message: string): void;
  error(message: string): void;
}

/**
 * better-auth with sessions in the database and nothing cached, so that a session ends for everyone at once. People are
 * made by our verbs, in our transaction with audit and roles: its own sign-up stays off. However somebody signs in, who
 * is suspended gets no session, and a session keeps the network and the browser's name instead of address and agent.
 * Apps and passkeys are set up by our verbs and at our door, which ask for a fresh proof: better-auth need not.
 */
export function configureSignIn(options: {
  database: Database;
  publicUrl: string;
  secret: string;
  log: IdentityLog;
  /** Sign-in attempts a minute and client address. */
  signInsPerMinute: number;
}) {
  const { database, publicUrl, secret, log } = options;
  return betterAuth({
    appName: "Watchfloor",
    baseURL: publicUrl,
    basePath: "/api/auth",
    secret,
    trustedOrigins: [publicUrl],
    database: { db: database.query, type: "postgres" },
    emailAndPassword: { enabled: true, disableSignUp: true, minPasswordLength: 12, maxPasswordLength: 128 },
    user: { modelName: "person" },
    // Seven days from the last day of use.
    session: {
      modelName: "person_session",
      expiresIn: 7 * day,
      updateAge: day,
      freshAge: 0,
      cookieCache: { enabled: false },
    },
    account: { modelName: "person_account" },
    verification: { modelName: "person_verification" },
    rateLimit: {
      enabled: true,
      storage: "database",
      modelName: "sign_in_rate",
      customRules: {
        "/sign-in/email": { window: 60, max: options.signInsPerMinute },
        "/two-factor/verify-totp": { window: 60, max: codesPerMinute },
        "/two-factor/verify-backup-code": { window: 60, max: codesPerMinute },
        "/passkey/generate-authenticate-options": { window: 60, max: options.signInsPerMinute },
        "/passkey/verify-authentication": { window: 60, max: options.signInsPerMinute },
        "/get-session": false,
        "/sign-out": false,
      },
    },
    advanced: {
      cookiePrefix: "watchfloor",
      useSecureCookies: publicUrl.startsWith("https:"),
      defaultCookieAttributes: { httpOnly: true, sameSite: "lax", path: "/" },
      ipAddress: { ipAddressHeaders: [addressHeader] },
    },
    databaseHooks: {
      session: {
        create: {
          async before({ userId, ipAddress, userAgent }) {
            if (await isSuspended(database.query, userId)) throw new APIError("UNAUTHORIZED", noSuchPair);
            return { data: { ipAddress: networkOf(ipAddress ?? ""), userAgent: browserOf(userAgent ?? "") } };
          },
        },
      },
    },
    plugins: [
      twoFactor({
        issuer: "Watchfloor",
        schema: { twoFactor: { modelName: "person_two_factor" } },
        // Whoever knows the password has five tries a sign-in, ten in a row an account.
        accountLockout: { enabled: true, maxFailedAttempts: 10, durationSeconds: 900 },
      }),
      passkey({
        rpID: new URL(publicUrl).hostname,
        rpName: "Watchfloor",
        origin: publicUrl,
        schema: { passkey: { modelName: "person_passkey" } },
        authenticatorSelection: { residentKey: "required", userVerification: "required" },
        advanced: { webAuthnChallengeCookie: "passkey_challenge" },
        // A passkey signs in without a password, so the device must have made sure who holds it.
        registration: {
          afterVerification: ({ verification }) => requireVerified(verification.registrationInfo?.userVerified),
        },
        authentication: {
          afterVerification: ({ verification }) => requireVerified(verification.authenticationInfo.userVerified),
        },
      }),
    ],
    telemetry: { enabled: false },
    logger: {
      level: "error",
      // What a browser sends and better-auth cannot read is no fault of ours.
      log: (_level, message) => log[message.startsWith("Failed to verify") ? "warn" : "error"](`sign-in: ${message}`),
    },
  });
}

function requireVerified(userVerified: boolean | undefined): void {
  if (userVerified !== true) throw new APIError("BAD_REQUEST", { code: "USER_NOT_VERIFIED" });
}

export type SignIn = ReturnType<typeof configureSignIn>;
