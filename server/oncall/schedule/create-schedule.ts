import { recordDeed } from "../../audit/audit.ts";
import { inTransaction, type Write } from "../../database/transaction.ts";
import { type Actor, describeActor } from "../../kernel/actor.ts";
import { parseOrRefuse } from "../../kernel/parse.ts";
import { requirePermission } from "../../kernel/permission.ts";
import { Refusal } from "../../kernel/refusal.ts";
import { type Schedule, type ScheduleDefinition, scheduleDefinitionSchema } from "./contract.ts";
import { type OncallContext, readPeople, requireAvailable } from "./read-people.ts";
import { insertSchedule, lockConfiguration, scheduleNameIsTaken, selectSchedules } from "./store.ts";

/** More would make the page of on-call slow to read, and to draw. */
const schedulesAtMost = 50;

/**
 * Creates a schedule with its rotations.
 * @throws Refusal `forbidden`, `invalid` that names who cannot be called, `conflict` when the name is taken
 */
export async function createSchedule(context: OncallContext, actor: Actor, input: unknown): Promise<Schedule> {
  requirePermission(actor, "oncall.manage");
  const definition = parseOrRefuse(scheduleDefinitionSchema, input);
  return inTransaction(context, actor, async (write) => {
    await lockConfiguration(write.query);
    if ((await selectSchedules(write.query)).length >= schedulesAtMost) {
      throw new Refusal("conflict", `There are ${schedulesAtMost} schedules. Delete one that is no longer used.`);
    }
    requireAvailable(await readPeople(context, write.query), peopleOf(definition), "rotations");
    await requireFreeScheduleName(write, definition.name, 0);
    const schedule = await insertSchedule(write.query, definition, byWriter(write));
    await recordDeed(write, { name: "schedule.created", subject: String(schedule.id), detail: detailOf(schedule) });
    return schedule;
  });
}

export const peopleOf = ({ rotations }: Pick<ScheduleDefinition, "rotations">) =>
  rotations.flatMap(({ people }) => people);

export const detailOf = ({ name, zone, rotations, version }: Schedule) => ({
  name,
  zone,
  rotations: rotations.length,
  version,
});

export const byWriter = ({ actor, at }: Write) => ({ name: describeActor(actor).name, at });

/** @throws Refusal `conflict` when another schedule has the name */
export async function requireFreeScheduleName(write: Write, name: string, except: number): Promise<void> {
  if (!(await scheduleNameIsTaken(write.query, name, except))) return;
  throw new Refusal("conflict", "There is a schedule of this name. Choose another name.", "name");
}
