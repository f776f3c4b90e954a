import type { Actor } from "../../kernel/actor.ts";
import { parseOrRefuse } from "../../kernel/parse.ts";
import { requirePermission } from "../../kernel/permission.ts";
import { Refusal } from "../../kernel/refusal.ts";
import { scheduleIsGone } from "../schedule/change-schedule.ts";
import type { ScheduleOutlook } from "../schedule/contract.ts";
import { type OncallContext, readPeople, requireAvailable } from "../schedule/read-people.ts";
import { outlookOf, planOf, readOverridesFrom } from "../schedule/read-plans.ts";
import { selectSchedule } from "../schedule/store.ts";
import { checkOverrideSchema } from "./contract.ts";
import { fromNowOn } from "./rules.ts";

const day = 86_400_000;
/** Stands above every override that is stored, as it will when it is the newest. */
const newest = Number.MAX_SAFE_INTEGER;

/**
 * Who would be on call around an override if it were saved: from a day before it to a day after.
 * @throws Refusal `forbidden`, `invalid`, `not_found`
 */
export async function checkOverride(context: OncallContext, actor: Actor, input: unknown): Promise<ScheduleOutlook> {
  requirePermission(actor, "oncall.override");
  const asked = parseOrRefuse(checkOverrideSchema, input);
  const { query } = context.database;
  const now = context.clock.now();
  const schedule = await selectSchedule(query, asked.scheduleId);
  if (!schedule) throw scheduleIsGone();
  const people = await readPeople(context, query);
  requireAvailable(people, [asked.personId], "personId");
  const override = fromNowOn(asked, now);
  if (!override) throw new Refusal("invalid", "to: is past already", "to");
  const stretch = { from: Math.max(now, override.from - day), to: override.to + day };
  const stored = await readOverridesFrom(query, stretch.from, schedule.id);
  const others = stored.filter(({ id }) => id !== asked.id);
  // A change keeps its place among the others, a new one stands above them.
  const plan = planOf(schedule, [...others, { ...override, id: asked.id ?? newest }], people);
  return outlookOf(plan, people, stretch);
}
