import type { Database } from "../../database/database.ts";
import type { Actor } from "../../kernel/actor.ts";
import { requirePermission } from "../../kernel/permission.ts";
import type { Invitation } from "./contract.ts";
import { readInvitationRows } from "./store.ts";

/** Invitations that nobody has taken up, ended ones too, the newest first. @throws Refusal `forbidden`. */
export async function readInvitations(context: { database: Database }, actor: Actor): Promise<Invitation[]> {
  requirePermission(actor, "people.read");
  return readInvitationRows(context.database.query);
}
