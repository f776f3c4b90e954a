/** What a person proves themselves with, and their own account. Runs in browsers: no imports from Node. */
import { z } from "zod";
import type { Role } from "../../kernel/roles.ts";

/** More than anyone has devices; the list stays readable. */
export const mostPasskeys = 10;

/** As authenticator apps show it, with or without a gap in the middle. */
const codeSchema = z
  .string()
  .max(20)
  .transform((text) => text.replaceAll(/\s/g, ""))
  .pipe(z.string().regex(/^\d{6}$/, "the 6 digits that the app shows"));

/** As it was shown, or typed without the hyphen or in capitals. */
const recoveryCodeSchema = z
  .string()
  .max(40)
  .transform((text) => text.toLowerCase().replaceAll(/[\s-]/g, ""))
  .pipe(z.string().regex(/^[2-9a-hjkmnp-z]{10}$/, "10 letters and digits, as they were shown"))
  .transform((code) => `${code.slice(0, 5)}-${code.slice(5)}`);

const passkeyNameSchema = z
  .string()
  .trim()
  .regex(/^[^\p{C}]{1,60}$/u, "1 to 60 characters without line breaks");
const currentPasswordSchema = z.string().min(1, "enter it").max(128, "at most 128 characters");
const newPasswordSchema = z
  .string()
  .max(128, "at most 128 characters")
  .refine((text) => [...text].length >= 12, "at least 12 characters");

const base64url = (most: number) =>
  z
    .string()
    .max(most)
    .regex(/^[\w-]+$/, "not base64url");
const credential = {
  id: base64url(2_000),
  rawId: base64url(2_000),
  type: z.literal("public-key"),
  // What extensions answer is not asked for.
  clientExtensionResults: z.unknown().transform(() => ({})),
};

/** A passkey's answer to a challenge, as `PublicKeyCredential.toJSON` writes it. */
export const passkeyAnswerSchema = z.object({
  response: z.object({
    ...credential,
    response: z.object({
      clientDataJSON: base64url(4_000),
      authenticatorData: base64url(4_000),
      signature: base64url(4_000),
      userHandle: z
        .string()
        .max(200)
        .nullish()
        .transform((handle) => handle ?? undefined),
    }),
  }),
});

/** A new passkey, as `PublicKeyCredential.toJSON` writes it. */
export const newPasskeySchema = z.object({
  name: passkeyNameSchema,
  response: z.object({
    ...credential,
    response: z.object({
      clientDataJSON: base64url(4_000),
      attestationObject: base64url(12_000),
      transports: z
        .array(z.string().regex(/^[a-z-]{1,20}$/))
        .max(10)
        .optional(),
    }),
  }),
});

/** The second step of a sign-in. */
export const codeStepSchema = z.object({ code: codeSchema });
export const recoveryStepSchema = z.object({ code: recoveryCodeSchema });

export const changePasswordSchema = z.strictObject({ current: currentPasswordSchema, next: newPasswordSchema });
export const provePasswordSchema = z.strictObject({ password: currentPasswordSchema });
export const verifyAuthenticatorSchema = z.strictObject({ code: codeSchema });
export const revokePasskeySchema = z.strictObject({ passkeyId: z.string().regex(/^[\w-]{1,100}$/, "not an id") });

/** An authenticator app that waits for its first code: in this answer and nowhere else. */
export interface IssuedAuthenticator {
  /** Base32, for typing by hand. */
  secret: string;
  /** `otpauth:` address, for a QR code. */
  address: string;
}

export interface Passkey {
  id: string;
  name: string;
  /** Epoch milliseconds. */
  addedAt: number;
}

/** The own account, as its page shows it. */
export interface Account {
  personId: string;
  name: string;
  email: string;
  roles: readonly Role[];
  /** Since when codes of an authenticator app are asked for, epoch ms; null when they are not. */
  authenticatorSince: number | null;
  recoveryCodesLeft: number;
  passkeys: Passkey[];
  /** So long from now, ms, what guards the account may be changed without another proof. */
  proofLastsMs: number;
  /** A role demands a second factor that this session does not have; nothing else opens. */
  secondFactorMissing: boolean;
}
