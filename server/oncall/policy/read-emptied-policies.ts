import type { People } from "../schedule/read-people.ts";
import { aheadOf, type StoredPlan } from "../schedule/read-plans.ts";
import type { Query } from "../schedule/store.ts";
import { endsWithNobody, type Reachable } from "./rules.ts";
import { selectPolicies } from "./store.ts";

export function reachableBy(people: Pick<People, "isAvailable">, plans: readonly StoredPlan[]): Reachable {
  const byId = new Map(plans.map((plan) => [plan.schedule.id, plan]));
  return { planOf: (scheduleId) => byId.get(scheduleId), isAvailable: people.isAvailable };
}

/** Names of the policies whose last level reaches nobody in the 14 days from a time on. */
export async function readEmptiedPolicies(
  query: Query,
  people: People,
  plans: readonly StoredPlan[],
  at: number,
): Promise<string[]> {
  const reachable = reachableBy(people, plans);
  const policies = await selectPolicies(query);
  return policies.filter((policy) => endsWithNobody(policy, reachable, aheadOf(at))).map(({ name }) => name);
}
