import { recordDeed } from "../../audit/audit.ts";
import type { Database } from "../../database/database.ts";
import { inTransaction } from "../../database/transaction.ts";
import { type Actor, describeActor } from "../../kernel/actor.ts";
import type { Clock } from "../../kernel/clock.ts";
import { parseOrRefuse } from "../../kernel/parse.ts";
import { requirePermission } from "../../kernel/permission.ts";
import { Refusal } from "../../kernel/refusal.ts";
import { revokeIntegrationSchema } from "../contract.ts";
import { utcInstant } from "../rules.ts";
import { findIntegration, revokeRow } from "./store.ts";

/**
 * Its key stops working at once; its alerts stay.
 * @throws Refusal `forbidden`, `invalid`, `not_found`, or `conflict` that says who revoked it before, or that it is one of ours.
 */
export async function revokeIntegration(
  context: { database: Database; clock: Clock },
  actor: Actor,
  input: unknown,
): Promise<{ id: number; name: string }> {
  requirePermission(actor, "integrations.manage");
  const { id } = parseOrRefuse(revokeIntegrationSchema, input);
  return inTransaction(context, actor, async (write) => {
    const name = await revokeRow(write.query, id, { at: write.at, name: describeActor(actor).name });
    if (name === undefined) {
      const found = await findIntegration(write.query, id);
      if (found?.own) throw new Refusal("conflict", `${found.name} is built in and stays. Change its policy instead.`);
      if (!found?.revokedAt) throw new Refusal("not_found", "No integration has this id.", "id");
      const when = utcInstant(found.revokedAt.getTime());
      throw new Refusal("conflict", `${found.revokedBy} revoked this integration at ${when}. Create a new one.`);
    }
    await recordDeed(write, { name: "integration.revoked", subject: String(id), detail: { name } });
    return { id, name };
  });
}
