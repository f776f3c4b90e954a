import type { Actor } from "../../kernel/actor.ts";
import { parseOrRefuse } from "../../kernel/parse.ts";
import { requirePermission } from "../../kernel/permission.ts";
import { type ReachContext, readReachability } from "../contact/read-contacts.ts";
import { scheduleIsGone } from "./change-schedule.ts";
import {
  type OnCallNow,
  type OnCallPerson,
  readShiftsSchema,
  type ScheduleOnBoard,
  type ScheduleOutlook,
  warnedBeforeMs,
} from "./contract.ts";
import { type OncallContext, type People, readPeople } from "./read-people.ts";
import { aheadOf, outlookOf, planOf, readOverridesFrom, readPlans, type StoredPlan } from "./read-plans.ts";
import { joined, nextHandOff, shiftAt, shiftsBetween } from "./rules.ts";
import { selectSchedule } from "./store.ts";

/** Every schedule with who is on call now, the next hand-off and the next 14 days. @throws Refusal `forbidden` */
export async function readSchedules(context: ReachContext, actor: Actor): Promise<ScheduleOnBoard[]> {
  requirePermission(actor, "oncall.read");
  const now = context.clock.now();
  const people = await readPeople(context, context.database.query);
  const plans = await readPlans(context.database.query, people, now);
  const standing = await onCallNow(context, plans, people, now);
  return standing.map(({ plan, ...who }) => ({
    ...plan.schedule,
    ...who,
    outlook: outlookOf(plan, people, aheadOf(now)),
  }));
}

/**
 * Who is on call now and who comes next, of every schedule, and the reader's own shift: for the head of each page.
 * @throws Refusal `forbidden`
 */
export async function readOnCallNow(context: ReachContext, actor: Actor): Promise<OnCallNow[]> {
  requirePermission(actor, "oncall.read");
  const at = context.clock.now();
  const people = await readPeople(context, context.database.query);
  const plans = await readPlans(context.database.query, people, at);
  const own = await ownShifts(context, plans, actor, at);
  const standing = await onCallNow(context, plans, people, at);
  return standing.map(({ plan, now, next }) => ({
    scheduleId: plan.schedule.id,
    schedule: plan.schedule.name,
    now: now && { personId: now.personId, person: now.person, reach: now.reach },
    next,
    own: own.get(plan.schedule.id) ?? null,
  }));
}

/** The reader's first shift of each schedule that is on or begins soon. */
async function ownShifts(
  context: ReachContext,
  plans: readonly StoredPlan[],
  actor: Actor,
  at: number,
): Promise<Map<number, OnCallNow["own"]>> {
  const personId = actor.kind === "person" ? actor.personId : null;
  const shifts = plans.flatMap((plan) => {
    const soon = joined(shiftsBetween(plan, { from: at, to: at + warnedBeforeMs }));
    const first = soon.find((shift) => shift.personId === personId);
    return first ? [{ scheduleId: plan.schedule.id, from: first.from }] : [];
  });
  if (personId === null || shifts.length === 0) return new Map();
  const reach = (await readReachability(context, [personId])).get(personId) ?? "nothing";
  return new Map(shifts.map(({ scheduleId, from }) => [scheduleId, { from, reach }]));
}

/** Who is on call now and next by each plan, and whether a call would come through to them. */
async function onCallNow(context: ReachContext, plans: readonly StoredPlan[], people: People, now: number) {
  const standing = plans.map((plan) => ({ plan, shift: shiftAt(plan, now), next: nextHandOff(plan, now) }));
  const concerned = standing.flatMap(({ shift, next }) => [shift?.personId ?? [], next?.personId ?? []].flat());
  const reaches = await readReachability(context, concerned);
  const reachOf = (personId: string) => reaches.get(personId) ?? "nothing";
  return standing.map(({ plan, shift, next }) => ({
    plan,
    now: shift ? { ...shift, person: people.nameOf(shift.personId) ?? "", reach: reachOf(shift.personId) } : null,
    next: next && {
      ...next,
      person: next.personId === null ? null : people.nameOf(next.personId),
      reach: next.personId === null ? null : reachOf(next.personId),
    },
  }));
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
