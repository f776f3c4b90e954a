import { recordDeed } from "../../audit/audit.ts";
import { inTransaction } from "../../database/transaction.ts";
import type { Actor } from "../../kernel/actor.ts";
import { parseOrRefuse } from "../../kernel/parse.ts";
import { mayDo, requirePermission } from "../../kernel/permission.ts";
import { Refusal } from "../../kernel/refusal.ts";
import type { OncallContext } from "../schedule/read-people.ts";
import { revokeFeedSchema } from "./contract.ts";
import { deleteFeed } from "./store.ts";

/**
 * Revokes the own link, or, by an administrator, anybody's: calendars that use it get nothing any more.
 * @throws Refusal `forbidden`, `invalid`, `not_found`
 */
export async function revokeFeed(context: OncallContext, actor: Actor, input: unknown): Promise<{ id: string }> {
  requirePermission(actor, "oncall.read");
  const { id } = parseOrRefuse(revokeFeedSchema, input);
  const ownerId = actor.kind === "person" ? actor.personId : "";
  return inTransaction(context, actor, async (write) => {
    const revoked = await deleteFeed(write.query, id, mayDo(actor, "oncall.manage") ? null : ownerId);
    if (!revoked) throw new Refusal("not_found", "There is no such link any more. Look at the list again.", "id");
    await recordDeed(write, {
      name: "calendar_link.revoked",
      subject: id,
      detail: { scheduleId: revoked.scheduleId, own: revoked.ownerId === ownerId },
    });
    return { id };
  });
}
