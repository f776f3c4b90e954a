import { z } from "zod";

const codeSchema = z.object({ code: z.string() });
/** What better-auth calls a fault of its own and is a passkey that it could not read. */
const unreadable = ["FAILED_TO_VERIFY_REGISTRATION", "AUTHENTICATION_FAILED"];
const lockedSeconds = 900;

/** A refusal as the browser gets it. `ended`: signing in begins again with the password. */
export interface TranslatedRefusal {
  status: number;
  message: string;
  ended: boolean;
}

/** What better-auth's refusal means in our words. `wait`: seconds, where it says them. */
export function translateRefusal(
  path: string,
  status: number,
  said: unknown,
  wait: number | undefined,
): TranslatedRefusal {
  const code = codeSchema.safeParse(said).data?.code ?? "";
  const ended = (message: string) => ({ status, message, ended: true });
  const again = (message: string) => ({ status, message, ended: false });
  if (code === "ACCOUNT_TEMPORARILY_LOCKED") {
    return ended(`Too many wrong codes for this account. Wait ${lockedSeconds / 60} minutes, then sign in again.`);
  }
  if (status === 429) return again(`Too many tries. Wait ${wait ?? 60} seconds, then try again.`);
  if (status >= 500 && !unreadable.includes(code)) return again("Something failed on our side. Try again.");
  if (path === "/api/auth/sign-in/email") return again("E-mail and password do not match. Check both and try again.");
  if (path.startsWith("/api/auth/two-factor/")) {
    if (code === "INVALID_CODE") return again("This is not the code of now. Check it, or wait for the next one.");
    if (code === "INVALID_BACKUP_CODE") return again("This recovery code is not right, or was used before.");
    if (code === "TOO_MANY_ATTEMPTS_REQUEST_NEW_CODE") return ended("Too many wrong codes. Sign in again.");
    return ended("This sign-in has ended. Sign in again.");
  }
  const refused = { status: status >= 500 ? 422 : status, ended: false };
  if (path === "/api/auth/passkey/verify-registration") {
    return { ...refused, message: "This passkey was not accepted. Try again; if it fails twice, take another device." };
  }
  return { ...refused, message: "This passkey was not accepted. Try again, or sign in by password." };
}
