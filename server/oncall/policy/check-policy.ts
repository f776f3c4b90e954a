import type { Actor } from "../../kernel/actor.ts";
import { parseOrRefuse } from "../../kernel/parse.ts";
import { requirePermission } from "../../kernel/permission.ts";
import { isRefusal } from "../../kernel/refusal.ts";
import { type OncallContext, readPeople } from "../schedule/read-people.ts";
import { aheadOf, readPlans } from "../schedule/read-plans.ts";
import { checkPolicySchema, type PolicyPreview } from "./contract.ts";
import { peopleOfPolicy, requireReach } from "./create-policy.ts";
import { reachableBy } from "./read-emptied-policies.ts";
import { reachOf } from "./rules.ts";
import { selectPolicy } from "./store.ts";

/** Whom a policy would reach in the next 14 days, and why it would not be saved. @throws Refusal `forbidden`, `invalid` */
export async function checkPolicy(context: OncallContext, actor: Actor, input: unknown): Promise<PolicyPreview> {
  requirePermission(actor, "oncall.manage");
  const { id, ...definition } = parseOrRefuse(checkPolicySchema, input);
  const { query } = context.database;
  const now = context.clock.now();
  const people = await readPeople(context, query);
  const plans = await readPlans(query, people, now);
  const known = id === undefined ? undefined : await selectPolicy(query, id);
  const before = known ? peopleOfPolicy(known) : [];
  const reachable = reachableBy(people, plans);
  return {
    reach: definition.levels.map((level) => reachOf(level, reachable, aheadOf(now))),
    refusal: refusalOf(() => requireReach(definition, before, people, plans, now)),
  };
}

function refusalOf(check: () => void): string | null {
  try {
    check();
    return null;
  } catch (error) {
    if (isRefusal(error)) return error.message;
    throw error;
  }
}
