import type { Actor } from "../../kernel/actor.ts";
import { requirePermission } from "../../kernel/permission.ts";
import { type OncallContext, readPeople } from "../schedule/read-people.ts";
import { aheadOf, readPlans } from "../schedule/read-plans.ts";
import type { Query } from "../schedule/store.ts";
import type { PolicyOnBoard, PolicySnapshot, Responder, Target } from "./contract.ts";
import { peopleOfPolicy } from "./create-policy.ts";
import { reachableBy } from "./read-emptied-policies.ts";
import { reachOf, respondersAt, snapshotOf } from "./rules.ts";
import { selectPolicies, selectPolicy } from "./store.ts";

/** Every policy with whom its levels reach in the next 14 days, by name. @throws Refusal `forbidden` */
export async function readPolicies(context: OncallContext, actor: Actor): Promise<PolicyOnBoard[]> {
  requirePermission(actor, "oncall.read");
  const { query } = context.database;
  const now = context.clock.now();
  const people = await readPeople(context, query);
  const reachable = reachableBy(people, await readPlans(query, people, now));
  const policies = await selectPolicies(query);
  return policies.map((policy) => ({
    ...policy,
    reach: policy.levels.map((level) => reachOf(level, reachable, aheadOf(now))),
    people: [...new Set(peopleOfPolicy(policy))].map((id) => ({ id, name: people.nameOf(id) })),
  }));
}

/** A policy as an escalation keeps it, in the caller's transaction; null when there is none. */
export async function readPolicySnapshot(query: Query, policyId: number, at: number): Promise<PolicySnapshot | null> {
  const policy = await selectPolicy(query, policyId);
  return policy ? snapshotOf(policy, at) : null;
}

/** Whom targets reach at an instant, in the caller's transaction. Nobody: the next level is to be called at once. */
export async function readResponders(
  context: OncallContext,
  query: Query,
  targets: readonly Target[],
  at: number,
): Promise<Responder[]> {
  const people = await readPeople(context, query);
  const reachable = reachableBy(people, await readPlans(query, people, at));
  return respondersAt(targets, reachable, at).map(({ personId, by }) => ({
    personId,
    person: people.nameOf(personId) ?? "",
    by,
  }));
}
