import { recordDeed } from "../audit/audit.ts";
import type { Database } from "../database/database.ts";
import { inTransaction } from "../database/transaction.ts";
import type { Clock } from "../kernel/clock.ts";
import { drawLink, linkLivesMs } from "./rules.ts";
import { replaceFirstAdminLink, someoneIsAdmin } from "./store.ts";

/** While nobody is an admin: a new link, single use, 24 hours; earlier ones die. `null` once somebody is. */
export async function issueFirstAdminLink(context: {
  database: Database;
  clock: Clock;
  publicUrl: string;
}): Promise<string | null> {
  const { link, tokenHash } = drawLink(context.publicUrl, "/welcome");
  return inTransaction(context, { kind: "operator" }, async (write) => {
    if (await someoneIsAdmin(write.query)) return null;
    await replaceFirstAdminLink(write.query, tokenHash, write.at + linkLivesMs);
    await recordDeed(write, { name: "first-admin-link.issued", subject: "first-admin-link" });
    return link;
  });
}
