import type { Actor } from "../../kernel/actor.ts";
import { parseOrRefuse } from "../../kernel/parse.ts";
import { requirePermission } from "../../kernel/permission.ts";
import { readEmptiedPolicies } from "../policy/read-emptied-policies.ts";
import { scheduleIsGone } from "./change-schedule.ts";
import { checkScheduleSchema, type SchedulePreview } from "./contract.ts";
import { type OncallContext, readPeople } from "./read-people.ts";
import { aheadOf, outlookOf, planOf, readOverridesFrom, readPlans } from "./read-plans.ts";

/**
 * What a schedule would do in the next 14 days if it were saved as it is written: who is on call, gaps, times that the
 * clocks move, who is absent, and which policies would reach nobody. @throws Refusal `forbidden`, `invalid`, `not_found`
 */
export async function checkSchedule(context: OncallContext, actor: Actor, input: unknown): Promise<SchedulePreview> {
  requirePermission(actor, "oncall.manage");
  const written = parseOrRefuse(checkScheduleSchema, input);
  const { query } = context.database;
  const now = context.clock.now();
  const people = await readPeople(context, query);
  const plans = await readPlans(query, people, now);
  if (written.id !== undefined && !plans.some(({ schedule }) => schedule.id === written.id)) throw scheduleIsGone();
  const overrides = written.id === undefined ? [] : await readOverridesFrom(query, now, written.id);
  const plan = planOf(written, overrides, people);
  const changed = plans.map((one) => (one.schedule.id === written.id ? { ...one, ...plan } : one));
  const before = await readEmptiedPolicies(query, people, plans, now);
  const emptied = await readEmptiedPolicies(query, people, changed, now);
  return {
    ...outlookOf(plan, people, aheadOf(now)),
    emptiedPolicies: emptied.filter((name) => !before.includes(name)),
  };
}
