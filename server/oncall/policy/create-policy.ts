import { recordDeed } from "../../audit/audit.ts";
import { inTransaction, type Write } from "../../database/transaction.ts";
import type { Actor } from "../../kernel/actor.ts";
import { parseOrRefuse } from "../../kernel/parse.ts";
import { requirePermission } from "../../kernel/permission.ts";
import { Refusal } from "../../kernel/refusal.ts";
import { byWriter } from "../schedule/create-schedule.ts";
import { type OncallContext, type People, readPeople, requireAvailable } from "../schedule/read-people.ts";
import { aheadOf, readPlans, type StoredPlan } from "../schedule/read-plans.ts";
import { lockConfiguration, type Query } from "../schedule/store.ts";
import { type Policy, type PolicyDefinition, policyDefinitionSchema } from "./contract.ts";
import { reachableBy } from "./read-emptied-policies.ts";
import { endsWithNobody } from "./rules.ts";
import { insertPolicy, policyNameIsTaken, selectPolicies } from "./store.ts";

const policiesAtMost = 100;

/**
 * Creates an escalation policy.
 * @throws Refusal `forbidden`; `invalid` when somebody cannot be called or the last level reaches nobody; `conflict` when
 * the name is taken
 */
export async function createPolicy(context: OncallContext, actor: Actor, input: unknown): Promise<Policy> {
  requirePermission(actor, "oncall.manage");
  const definition = parseOrRefuse(policyDefinitionSchema, input);
  return inTransaction(context, actor, async (write) => {
    await lockConfiguration(write.query);
    if ((await selectPolicies(write.query)).length >= policiesAtMost) {
      throw new Refusal("conflict", `There are ${policiesAtMost} policies. Delete one that is no longer used.`);
    }
    const people = await readPeople(context, write.query);
    requireReach(definition, [], people, await readPlans(write.query, people, write.at), write.at);
    await requireFreePolicyName(write.query, definition.name, 0);
    const policy = await insertPolicy(write.query, definition, byWriter(write));
    await recordPolicy(write, "policy.created", policy);
    return policy;
  });
}

/** The people whom a policy names itself. */
export const peopleOfPolicy = ({ levels }: Pick<PolicyDefinition, "levels">) =>
  levels.flatMap(({ targets }) => targets.flatMap((target) => (target.kind === "person" ? [target.personId] : [])));

/**
 * Refuses what could leave an alert with nobody. `before`: people whom the stored policy names, who may stay although
 * they cannot be called now.
 * @throws Refusal `invalid`
 */
export function requireReach(
  definition: PolicyDefinition,
  before: readonly string[],
  people: People,
  plans: readonly StoredPlan[],
  at: number,
): void {
  const reachable = reachableBy(people, plans);
  const added = peopleOfPolicy(definition).filter((personId) => !before.includes(personId));
  requireAvailable(people, added, "levels");
  for (const { targets } of definition.levels) {
    const gone = targets.some((target) => target.kind === "schedule" && !reachable.planOf(target.scheduleId));
    if (gone) throw new Refusal("invalid", "A schedule that you chose is no longer there. Choose another.", "levels");
  }
  if (endsWithNobody(definition, reachable, aheadOf(at))) {
    throw new Refusal(
      "invalid",
      "The last level reaches nobody in the next 14 days: an alert would end there unheard. Name a person in it.",
      "levels",
    );
  }
}

/** @throws Refusal `conflict` when another policy has the name */
export async function requireFreePolicyName(query: Query, name: string, except: number): Promise<void> {
  if (!(await policyNameIsTaken(query, name, except))) return;
  throw new Refusal("conflict", "There is a policy of this name. Choose another name.", "name");
}

export async function recordPolicy(write: Write, name: string, policy: Policy): Promise<void> {
  const { levels, repeats, version } = policy;
  const detail = { name: policy.name, levels: levels.length, repeats, version };
  await recordDeed(write, { name, subject: String(policy.id), detail });
}
