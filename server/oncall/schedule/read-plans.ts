import type { Override } from "../override/contract.ts";
import { selectOverrides } from "../override/store.ts";
import { previewDays, type Schedule, type ScheduleDefinition, type ScheduleOutlook, type Stretch } from "./contract.ts";
import type { People } from "./read-people.ts";
import { gapsBetween, joined, movedTimes, type Plan, shiftsBetween } from "./rules.ts";
import { type Query, selectSchedules } from "./store.ts";

/** A stored schedule with all that decides who is on call. */
export interface StoredPlan extends Plan {
  schedule: Schedule;
}

/** A turn lasts at most twelve weeks, so an override that ended before cuts nothing that is still asked for. */
const longestTurn = 100 * 86_400_000;

/** The overrides that decide about a time and later: also those that cut a shift which has begun. */
export function readOverridesFrom(query: Query, from: number, scheduleId?: number): Promise<Override[]> {
  return selectOverrides(query, { after: from - longestTurn, ...(scheduleId === undefined ? {} : { scheduleId }) });
}

/** The plans of all schedules as they are from a time on, by name. */
export async function readPlans(query: Query, people: People, from: number): Promise<StoredPlan[]> {
  const schedules = await selectSchedules(query);
  const overrides = await readOverridesFrom(query, from);
  return schedules.map((schedule) => ({
    schedule,
    ...planOf(
      schedule,
      overrides.filter(({ scheduleId }) => scheduleId === schedule.id),
      people,
    ),
  }));
}

export function planOf(
  { zone, rotations }: Pick<ScheduleDefinition, "zone" | "rotations">,
  overrides: Plan["overrides"],
  people: Pick<People, "isAvailable">,
): Plan {
  return { zone, rotations, overrides, isAvailable: people.isAvailable };
}

/** The days that previews and policies look at. */
export const aheadOf = (at: number): Stretch => ({ from: at, to: at + previewDays * 86_400_000 });

/** What a plan does in a stretch of time. */
export function outlookOf(plan: Plan, people: People, stretch: Stretch): ScheduleOutlook {
  const shifts = shiftsBetween(plan, stretch);
  const inPlan = [
    ...plan.rotations.flatMap((rotation) => rotation.people),
    ...plan.overrides.map(({ personId }) => personId),
  ];
  return {
    ...stretch,
    zone: plan.zone,
    shifts: joined(shifts).map((shift) => ({ ...shift, person: people.nameOf(shift.personId) ?? "" })),
    gaps: gapsBetween(shifts, stretch),
    moved: movedTimes(plan, stretch),
    absent: people.absentOf(inPlan),
  };
}
