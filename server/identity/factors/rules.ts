import { randomBytes, randomInt } from "node:crypto";
import { base32 } from "@better-auth/utils/base32";
import { createOTP } from "@better-auth/utils/otp";

/** So long a password or passkey is a fresh proof of who sits there, milliseconds. */
export const proofLastsMs = 10 * 60_000;
/** RFC 6238: the time step that every authenticator app knows. */
const stepMs = 30_000;
/** Without 0, 1, i, l and o, which hands confuse: 31 ^ 10 codes. */
const recoveryAlphabet = "23456789abcdefghjkmnpqrstuvwxyz";
const recoveryCodes = { count: 10, length: 10 };

/** A secret of 160 bits, as RFC 4226 recommends, in base32. */
export function drawSecret(): string {
  return base32.encode(randomBytes(20), { padding: false });
}

/** What an authenticator app reads from a QR code. */
export function authenticatorAddress(secret: string, email: string): string {
  return createOTP(base32.decode(secret)).url("Watchfloor", email);
}

/**
 * The time step whose code this is, of those that a clock half a minute off would show (RFC 6238, 5.2: one step either
 * way); null when the code is none of them. `at`: epoch milliseconds.
 */
export async function stepOfCode(secret: string, code: string, at: number): Promise<number | null> {
  const codes = createOTP(base32.decode(secret));
  const now = Math.floor(at / stepMs);
  let found: number | null = null;
  for (const step of [now + 1, now, now - 1]) if ((await codes.hotp(step)) === code) found = step;
  return found;
}

/** Ten codes, each for one sign-in without the app. */
export function drawRecoveryCodes(): string[] {
  return Array.from({ length: recoveryCodes.count }, () => {
    const signs = Array.from(
      { length: recoveryCodes.length },
      () => recoveryAlphabet[randomInt(recoveryAlphabet.length)],
    );
    return `${signs.slice(0, 5).join("")}-${signs.slice(5).join("")}`;
  });
}
