import { createHash, randomBytes } from "node:crypto";

/** DESIGN 8: a one-time link lives 24 hours. */
export const linkLivesMs = 24 * 3_600_000;

/** SHA-256 of a link's token, as it is stored: enough for 256 random bits. */
export function hashToken(token: string): Buffer {
  return createHash("sha256").update(token).digest();
}

/**
 * A link to a page with a new token, and what is stored of it. The token is in the fragment, which browsers do not send:
 * it reaches no access log and no Referer. The URL is for a terminal or a screen, never for the logger.
 */
export function drawLink(publicUrl: string, path: string): { link: string; tokenHash: Buffer } {
  const token = randomBytes(32).toString("base64url");
  return { link: new URL(`${path}#${token}`, publicUrl).href, tokenHash: hashToken(token) };
}

/** ", by Ada at 2026-11-26 14:32 UTC", as far as it is known; times in epoch milliseconds. */
export function whoAndWhen(by: string | null, at: number | null): string {
  if (by === null || at === null) return "";
  return `, by ${by} at ${new Date(at).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}
