import { recordDeed } from "../../audit/audit.ts";
import type { Database } from "../../database/database.ts";
import { inTransaction } from "../../database/transaction.ts";
import type { Actor } from "../../kernel/actor.ts";
import type { Clock } from "../../kernel/clock.ts";
import { parseOrRefuse } from "../../kernel/parse.ts";
import { requirePermission } from "../../kernel/permission.ts";
import { storedLink } from "../invitation/invite-person.ts";
import { holdForAdministration } from "../people/check-administrators.ts";
import { drawLink } from "../rules.ts";
import { deleteSessions } from "../session/store.ts";
import { type IssuedReset, issueResetLinkSchema } from "./contract.ts";
import { writeReset } from "./store.ts";

/**
 * Ends a person's sessions and issues a link by which they set a new password. Until it is used the old password works,
 * so that a link that is lost locks nobody out. @throws Refusal `forbidden`, `invalid`, `not_found`.
 */
export async function issueResetLink(
  context: { database: Database; clock: Clock; publicUrl: string },
  actor: Actor,
  input: unknown,
): Promise<IssuedReset> {
  requirePermission(actor, "people.manage");
  const { personId, removeFactors } = parseOrRefuse(issueResetLinkSchema, input);
  const { link, tokenHash } = drawLink(context.publicUrl, "/new-password");
  return inTransaction(context, actor, async (write) => {
    const person = await holdForAdministration(write, personId);
    const stored = storedLink(write, tokenHash);
    await writeReset(write.query, { personId, removeFactors }, stored);
    const ended = await deleteSessions(write.query, personId);
    const detail = { name: person.name, remove_factors: removeFactors, ended };
    await recordDeed(write, { name: "password.reset_issued", subject: personId, detail });
    return { link, expiresAt: stored.expiresAt, ended };
  });
}
