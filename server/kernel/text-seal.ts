import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";

/** Texts as they are kept: AES-256-GCM, so that a copy of the database alone reads nothing. */
export interface TextSeal {
  /** `context`: where the text stands; sealed text that is moved elsewhere does not open. */
  seal(text: string, context: string): Buffer;
  /** @throws Error when the secret is another, or text or context were changed. */
  open(sealed: Buffer, context: string): string;
}

const nonceBytes = 12;
const tagBytes = 16;
const cipher = "aes-256-gcm";

/** What is sealed, each by a key of its own; a name that is changed opens nothing that was sealed before. */
type Purpose = "watchfloor hotline messages 1" | "watchfloor contacts 1";

/** The key is derived from the secret that signs sessions, for this purpose alone (RFC 5869). */
export function createTextSeal(secret: string, purpose: Purpose): TextSeal {
  const key = Buffer.from(hkdfSync("sha256", secret, "", purpose, 32));
  return {
    seal(text, context) {
      const nonce = randomBytes(nonceBytes);
      const sealing = createCipheriv(cipher, key, nonce).setAAD(Buffer.from(context));
      const body = Buffer.concat([sealing.update(text, "utf8"), sealing.final()]);
      return Buffer.concat([nonce, sealing.getAuthTag(), body]);
    },
    open(sealed, context) {
      const opening = createDecipheriv(cipher, key, sealed.subarray(0, nonceBytes), { authTagLength: tagBytes });
      opening.setAAD(Buffer.from(context)).setAuthTag(sealed.subarray(nonceBytes, nonceBytes + tagBytes));
      const body = sealed.subarray(nonceBytes + tagBytes);
      return Buffer.concat([opening.update(body), opening.final()]).toString("utf8");
    },
  };
}
