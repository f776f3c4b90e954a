import { createHash, randomBytes } from "node:crypto";
import { recordDeed } from "../audit/audit.ts";
import type { Database } from "../database/database.ts";
import { inTransaction } from "../database/transaction.ts";
import type { Clock } from "../kernel/clock.ts";
import { replaceFirstAdminLink, someoneIsAdmin } from "./store.ts";

/** DESIGN 8: the first admin's link lives 24 hours. */
const linkLivesMs = 24 * 3_600_000;

/** SHA-256 of a link's token, as it is stored. */
export function hashToken(token: string): Buffer {
  return createHash("sha256").update(token).digest();
}

/**
 * While nobody is an admin: a new link, single use, 24 hours; earlier ones die. `null` once somebody is.
 * The token is in the fragment, which browsers do not send: it reaches no access log and no Referer.
 * The URL is for the terminal only, never for the logger.
 */
export async function issueFirstAdminLink(context: {
  database: Database;
  clock: Clock;
  publicUrl: string;
}): Promise<string | null> {
  const token = randomBytes(32).toString("base64url");
  return inTransaction(context, { kind: "operator" }, async (write) => {
    if (await someoneIsAdmin(write.query)) return null;
    await replaceFirstAdminLink(write.query, hashToken(token), write.at + linkLivesMs);
    await recordDeed(write, { name: "first-admin-link.issued", subject: "first-admin-link" });
    return new URL(`/welcome#${token}`, context.publicUrl).href;
  });
}
