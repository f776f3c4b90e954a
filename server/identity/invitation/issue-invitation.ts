import { recordDeed } from "../../audit/audit.ts";
import type { Database } from "../../database/database.ts";
import { inTransaction } from "../../database/transaction.ts";
import type { Actor } from "../../kernel/actor.ts";
import type { Clock } from "../../kernel/clock.ts";
import { parseOrRefuse } from "../../kernel/parse.ts";
import { requirePermission } from "../../kernel/permission.ts";
import { Refusal } from "../../kernel/refusal.ts";
import { requireStillManages } from "../people/check-administrators.ts";
import { drawLink } from "../rules.ts";
import { type IssuedInvitation, invitationSchema } from "./contract.ts";
import { storedLink } from "./invite-person.ts";
import { replaceInvitationLink } from "./store.ts";

/**
 * Issues an invitation anew: another link for 24 hours; the earlier one is dead at once.
 * @throws Refusal `forbidden`, `invalid`, or `not_found` when it was used or withdrawn.
 */
export async function issueInvitation(
  context: { database: Database; clock: Clock; publicUrl: string },
  actor: Actor,
  input: unknown,
): Promise<IssuedInvitation> {
  requirePermission(actor, "people.manage");
  const { invitationId } = parseOrRefuse(invitationSchema, input);
  const { link, tokenHash } = drawLink(context.publicUrl, "/invitation");
  return inTransaction(context, actor, async (write) => {
    await requireStillManages(write);
    const stored = storedLink(write, tokenHash);
    const invited = await replaceInvitationLink(write.query, invitationId, stored);
    if (!invited) throw invitationIsGone();
    const { email, roles } = invited;
    await recordDeed(write, { name: "invitation.issued", subject: invitationId, detail: { roles: roles.join(",") } });
    return { id: invitationId, email, link, expiresAt: stored.expiresAt };
  });
}

export function invitationIsGone(): Refusal {
  return new Refusal("not_found", "This invitation was used or withdrawn. Look at the list again.", "invitationId");
}
