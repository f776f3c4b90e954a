import { inTransaction } from "../../database/transaction.ts";
import type { Actor } from "../../kernel/actor.ts";
import { parseOrRefuse } from "../../kernel/parse.ts";
import { requirePermission } from "../../kernel/permission.ts";
import { Refusal } from "../../kernel/refusal.ts";
import type { OncallContext } from "../schedule/read-people.ts";
import { lockConfiguration } from "../schedule/store.ts";
import { requirePolicyVersion } from "./change-policy.ts";
import { deletePolicySchema } from "./contract.ts";
import { recordPolicy } from "./create-policy.ts";
import { deletePolicyRow } from "./store.ts";

/**
 * Deletes a policy. Escalations under way keep the one that they began with.
 * @throws Refusal `forbidden`, `invalid`, `not_found`, or `conflict` that says who changed it meanwhile, or that it is used
 */
export async function deletePolicy(context: OncallContext, actor: Actor, input: unknown): Promise<{ id: number }> {
  requirePermission(actor, "oncall.manage");
  const asked = parseOrRefuse(deletePolicySchema, input);
  return inTransaction(context, actor, async (write) => {
    await lockConfiguration(write.query);
    const policy = await requirePolicyVersion(write, asked);
    await deletePolicyRow(write.query, policy.id).catch((error: unknown) => {
      if (!isStillReferenced(error)) throw error;
      throw new Refusal("conflict", "Integrations call people by this policy. Give them another one first.");
    });
    await recordPolicy(write, "policy.deleted", policy);
    return { id: policy.id };
  });
}

// foreign_key_violation: who routes by a policy is no business of this domain.
const isStillReferenced = (error: unknown) => error instanceof Error && "code" in error && error.code === "23503";
