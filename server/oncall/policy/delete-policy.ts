import { inTransaction } from "../../database/transaction.ts";
import type { Actor } from "../../kernel/actor.ts";
import { parseOrRefuse } from "../../kernel/parse.ts";
import { requirePermission } from "../../kernel/permission.ts";
import type { OncallContext } from "../schedule/read-people.ts";
import { lockConfiguration } from "../schedule/store.ts";
import { requirePolicyVersion } from "./change-policy.ts";
import { deletePolicySchema } from "./contract.ts";
import { recordPolicy } from "./create-policy.ts";
import { deletePolicyRow } from "./store.ts";

/**
 * Deletes a policy. Escalations under way keep the one that they began with.
 * @throws Refusal `forbidden`, `invalid`, `not_found`, or `conflict` that says who changed it meanwhile
 */
export async function deletePolicy(context: OncallContext, actor: Actor, input: unknown): Promise<{ id: number }> {
  requirePermission(actor, "oncall.manage");
  const asked = parseOrRefuse(deletePolicySchema, input);
  return inTransaction(context, actor, async (write) => {
    await lockConfiguration(write.query);
    const policy = await requirePolicyVersion(write, asked);
    await deletePolicyRow(write.query, policy.id);
    await recordPolicy(write, "policy.deleted", policy);
    return { id: policy.id };
  });
}
