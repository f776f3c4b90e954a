import type { Actor } from "../../kernel/actor.ts";
import { requirePermission } from "../../kernel/permission.ts";
import { type OncallContext, readPeople } from "../schedule/read-people.ts";
import { readPlans } from "../schedule/read-plans.ts";
import { shiftAt } from "../schedule/rules.ts";
import type { Query } from "../schedule/store.ts";
import type { HandOver } from "./contract.ts";
import { awaits } from "./rules.ts";
import { selectHandOvers } from "./store.ts";

const handOversShown = 20;

/** The newest notes, with which of them wait for the asker. @throws Refusal `forbidden` */
export async function readHandOvers(context: OncallContext, actor: Actor): Promise<HandOver[]> {
  requirePermission(actor, "alerts.read");
  const { query } = context.database;
  const at = context.clock.now();
  const handOvers = await selectHandOvers(query, handOversShown);
  const personId = actor.kind === "person" ? actor.personId : "";
  const waiting = handOvers.some(({ accepted }) => accepted === null);
  const onCallIn = waiting ? await readOnCallIn(context, query, personId, at) : new Set<number>();
  return handOvers.map((one) => ({ ...one, awaitsMe: awaits(one, { personId, onCallIn }, at) }));
}

/** The schedules in which a person is on call at an instant. */
export async function readOnCallIn(
  context: OncallContext,
  query: Query,
  personId: string,
  at: number,
): Promise<Set<number>> {
  const plans = await readPlans(query, await readPeople(context, query), at);
  const theirs = plans.filter((plan) => shiftAt(plan, at)?.personId === personId);
  return new Set(theirs.map(({ schedule }) => schedule.id));
}
