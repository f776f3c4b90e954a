import { recordDeed } from "../../audit/audit.ts";
import { inTransaction } from "../../database/transaction.ts";
import type { Actor } from "../../kernel/actor.ts";
import { parseOrRefuse } from "../../kernel/parse.ts";
import { requirePermission } from "../../kernel/permission.ts";
import { Refusal } from "../../kernel/refusal.ts";
import type { HotlineContext } from "../change-case.ts";
import { type AuthorityStaff, authoritySchema, type IssuedOfficer, inviteOfficerSchema } from "./contract.ts";
import { insertOfficer, readAuthorityRows, readKeyRows, readOfficerRows } from "./store.ts";

/** What the hotline asks of the people's domain; the app brings the two together. */
export type InviteByEmail = (
  actor: Actor,
  input: { email: string; roles: ["partner"] },
) => Promise<{ link: string; expiresAt: number }>;

/**
 * Invites an officer of an authority. The address is bound to the authority before its link exists, so that nobody ever
 * signs in with the role and without the authority.
 * @throws Refusal `forbidden`, `invalid`, `not_found`; `conflict` when the address is taken.
 */
export async function inviteOfficer(
  context: Omit<HotlineContext, "wake"> & { invite: InviteByEmail },
  actor: Actor,
  input: unknown,
): Promise<IssuedOfficer> {
  requirePermission(actor, "authorities.manage");
  const { authorityId, email } = parseOrRefuse(inviteOfficerSchema, input);
  return inTransaction(context, actor, async (write) => {
    const [authority] = await readAuthorityRows(write.query, authorityId);
    if (!authority) throw new Refusal("not_found", "No authority has this id. Reload the page.", "authorityId");
    if (!(await insertOfficer(write.query, { authorityId, email, at: write.at }))) {
      throw new Refusal("conflict", "This address belongs to another authority's officer.", "email");
    }
    await recordDeed(write, { name: "officer.invited", subject: String(authorityId) });
    const { link, expiresAt } = await context.invite(actor, { email, roles: ["partner"] });
    return { email, link, expiresAt };
  });
}

/** Officers and keys of an authority. @throws Refusal `forbidden` or `invalid`. */
export async function readStaff(
  context: Omit<HotlineContext, "wake">,
  actor: Actor,
  input: unknown,
): Promise<AuthorityStaff> {
  requirePermission(actor, "authorities.inspect");
  const { authorityId } = parseOrRefuse(authoritySchema, input);
  const { query } = context.database;
  const now = context.clock.now();
  return { officers: await readOfficerRows(query, authorityId, now), systems: await readKeyRows(query, authorityId) };
}
