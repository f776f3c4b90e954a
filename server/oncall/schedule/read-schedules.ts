import type { Actor } from "../../kernel/actor.ts";
import { parseOrRefuse } from "../../kernel/parse.ts";
import { requirePermission } from "../../kernel/permission.ts";
import { scheduleIsGone } from "./change-schedule.ts";
import {
  type OnCallNow,
  type OnCallPerson,
  readShiftsSchema,
  type ScheduleOnBoard,
  type ScheduleOutlook,
} from "./contract.ts";
import { type OncallContext, type People, readPeople } from "./read-people.ts";
import { aheadOf, outlookOf, planOf, readOverridesFrom, readPlans, type StoredPlan } from "./read-plans.ts";
import { nextHandOff, shiftAt } from "./rules.ts";
import { selectSchedule } from "./store.ts";

/** Every schedule with who is on call now, the next hand-off and the next 14 days. @throws Refusal `forbidden` */
export async function readSchedules(context: OncallContext, actor: Actor): Promise<ScheduleOnBoard[]> {
  requirePermission(actor, "oncall.read");
  const now = context.clock.now();
  const people = await readPeople(context, context.database.query);
  const plans = await readPlans(context.database.query, people, now);
  return plans.map((plan) => ({
    ...plan.schedule,
    ...onCallNow(plan, people, now),
    outlook: outlookOf(plan, people, aheadOf(now)),
  }));
}

/** Who is on call now and who comes next, of every schedule: for the head of each page. @throws Refusal `forbidden` */
export async function readOnCallNow(context: OncallContext, actor: Actor): Promise<OnCallNow[]> {
  requirePermission(actor, "oncall.read");
  const at = context.clock.now();
  const people = await readPeople(context, context.database.query);
  const plans = await readPlans(context.database.query, people, at);
  return plans.map((plan) => {
    const { now, next } = onCallNow(plan, people, at);
    const { id, name } = plan.schedule;
    return { scheduleId: id, schedule: name, now: now && { personId: now.personId, person: now.person }, next };
  });
}

function onCallNow(plan: StoredPlan, people: People, now: number): Pick<ScheduleOnBoard, "now" | "next"> {
  const shift = shiftAt(plan, now);
  const next = nextHandOff(plan, now);
  return {
    now: shift ? { ...shift, person: people.nameOf(shift.personId) ?? "" } : null,
    next: next && { ...next, person: next.personId === null ? null : people.nameOf(next.personId) },
  };
}

/**
 * The shifts and gaps of one schedule in a stretch of at most 100 days. What is past is told by today's rules: who was
 * called stands on the alert. @throws Refusal `forbidden`, `invalid`, `not_found`
 */
export async function readShifts(context: OncallContext, actor: Actor, input: unknown): Promise<ScheduleOutlook> {
  requirePermission(actor, "oncall.read");
  const { scheduleId, from, to } = parseOrRefuse(readShiftsSchema, input);
  const { query } = context.database;
  const schedule = await selectSchedule(query, scheduleId);
  if (!schedule) throw scheduleIsGone();
  const people = await readPeople(context, query);
  const overrides = await readOverridesFrom(query, from, scheduleId);
  return outlookOf(planOf(schedule, overrides, people), people, { from, to });
}

/** Those who may be put on call, by name. @throws Refusal `forbidden` */
export async function readOnCallPeople(context: OncallContext, actor: Actor): Promise<OnCallPerson[]> {
  requirePermission(actor, "oncall.override");
  return (await readPeople(context, context.database.query)).available;
}
