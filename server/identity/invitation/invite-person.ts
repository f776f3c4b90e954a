import { randomUUID } from "node:crypto";
import { recordDeed } from "../../audit/audit.ts";
import type { Database } from "../../database/database.ts";
import { inTransaction, type Write } from "../../database/transaction.ts";
import { type Actor, describeActor } from "../../kernel/actor.ts";
import type { Clock } from "../../kernel/clock.ts";
import { parseOrRefuse } from "../../kernel/parse.ts";
import { requirePermission } from "../../kernel/permission.ts";
import { Refusal } from "../../kernel/refusal.ts";
import { requireStillManages } from "../people/check-administrators.ts";
import { findPersonByEmail } from "../people/store.ts";
import { drawLink, linkLivesMs } from "../rules.ts";
import { type IssuedInvitation, invitePersonSchema } from "./contract.ts";
import { deleteInvitationsThatEndedBefore, insertInvitation, type StoredLink } from "./store.ts";

/** Invitations that nobody took up stay in the list this long, then their addresses go. */
const endedKeptMs = 30 * 86_400_000;

/**
 * Invites an address with these roles: a link, single use, 24 hours, in this answer and nowhere else.
 * @throws Refusal `forbidden`, `invalid`; `conflict` when the address has an account or an open invitation.
 */
export async function invitePerson(
  context: { database: Database; clock: Clock; publicUrl: string },
  actor: Actor,
  input: unknown,
): Promise<IssuedInvitation> {
  requirePermission(actor, "people.manage");
  const { email, roles } = parseOrRefuse(invitePersonSchema, input);
  const { link, tokenHash } = drawLink(context.publicUrl, "/invitation");
  return inTransaction(context, actor, async (write) => {
    await requireStillManages(write);
    await deleteInvitationsThatEndedBefore(write.query, write.at - endedKeptMs);
    if ((await findPersonByEmail(write.query, email)) !== undefined) {
      throw new Refusal("conflict", "A person with this e-mail address exists: change their roles instead.", "email");
    }
    const id = randomUUID();
    const stored = storedLink(write, tokenHash);
    if (!(await insertInvitation(write.query, { id, email, roles }, stored))) {
      throw new Refusal("conflict", "This address has an open invitation: issue it anew in the list.", "email");
    }
    await recordDeed(write, { name: "invitation.issued", subject: id, detail: { roles: roles.join(",") } });
    return { id, email, link, expiresAt: stored.expiresAt };
  });
}

/** What is kept of a link that the writer issues now. */
export function storedLink(write: Write, tokenHash: Buffer): StoredLink {
  const { id, name } = describeActor(write.actor);
  return { tokenHash, issuedAt: write.at, issuedBy: { id, name }, expiresAt: write.at + linkLivesMs };
}
