import { recordDeed } from "../../audit/audit.ts";
import type { Database } from "../../database/database.ts";
import { inTransaction } from "../../database/transaction.ts";
import type { Actor } from "../../kernel/actor.ts";
import type { Clock } from "../../kernel/clock.ts";
import { parseOrRefuse } from "../../kernel/parse.ts";
import { requirePermission } from "../../kernel/permission.ts";
import { invitationSchema } from "./contract.ts";
import { invitationIsGone } from "./issue-invitation.ts";
import { deleteInvitation } from "./store.ts";

/** Withdraws an invitation: its link is dead at once. @throws Refusal `forbidden`, `invalid`, `not_found`. */
export async function withdrawInvitation(
  context: { database: Database; clock: Clock },
  actor: Actor,
  input: unknown,
): Promise<{ id: string }> {
  requirePermission(actor, "people.manage");
  const { invitationId } = parseOrRefuse(invitationSchema, input);
  return inTransaction(context, actor, async (write) => {
    if (!(await deleteInvitation(write.query, invitationId))) throw invitationIsGone();
    await recordDeed(write, { name: "invitation.withdrawn", subject: invitationId });
    return { id: invitationId };
  });
}
