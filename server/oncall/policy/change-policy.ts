import { inTransaction, type Write } from "../../database/transaction.ts";
import type { Actor } from "../../kernel/actor.ts";
import { parseOrRefuse } from "../../kernel/parse.ts";
import { requirePermission } from "../../kernel/permission.ts";
import { Refusal } from "../../kernel/refusal.ts";
import { byWriter } from "../schedule/create-schedule.ts";
import { type OncallContext, readPeople } from "../schedule/read-people.ts";
import { readPlans } from "../schedule/read-plans.ts";
import { whoAndWhen } from "../schedule/rules.ts";
import { lockConfiguration } from "../schedule/store.ts";
import { changePolicySchema, type Policy } from "./contract.ts";
import { peopleOfPolicy, recordPolicy, requireFreePolicyName, requireReach } from "./create-policy.ts";
import { selectPolicy, updatePolicy } from "./store.ts";

/**
 * Writes a policy anew. Escalations under way keep the one that they began with.
 * @throws Refusal `forbidden`; `invalid` when somebody cannot be called or the last level reaches nobody; `not_found`;
 * `conflict` that says who changed it meanwhile, or when the name is taken
 */
export async function changePolicy(context: OncallContext, actor: Actor, input: unknown): Promise<Policy> {
  requirePermission(actor, "oncall.manage");
  const next = parseOrRefuse(changePolicySchema, input);
  return inTransaction(context, actor, async (write) => {
    await lockConfiguration(write.query);
    const known = await requirePolicyVersion(write, next);
    const people = await readPeople(context, write.query);
    requireReach(next, peopleOfPolicy(known), people, await readPlans(write.query, people, write.at), write.at);
    await requireFreePolicyName(write.query, next.name, next.id);
    const policy = await updatePolicy(write.query, next, byWriter(write));
    if (!policy) throw new Error("the policy is gone");
    await recordPolicy(write, "policy.changed", policy);
    return policy;
  });
}

/** @throws Refusal `not_found`, or `conflict` that says who changed it */
export async function requirePolicyVersion(
  { query }: Write,
  { id, version }: { id: number; version: number },
): Promise<Policy> {
  const known = await selectPolicy(query, id);
  if (!known) throw new Refusal("not_found", "There is no such policy any more. Look at the list again.", "id");
  if (known.version === version) return known;
  throw new Refusal("conflict", `Changed by ${whoAndWhen(known.changedBy, known.changedAt)}. Look at it again first.`);
}
