import { recordDeed } from "../../audit/audit.ts";
import { inTransaction, type Write } from "../../database/transaction.ts";
import type { Actor } from "../../kernel/actor.ts";
import { parseOrRefuse } from "../../kernel/parse.ts";
import { requirePermission } from "../../kernel/permission.ts";
import { Refusal } from "../../kernel/refusal.ts";
import { readEmptiedPolicies } from "../policy/read-emptied-policies.ts";
import { changeScheduleSchema, type Schedule } from "./contract.ts";
import { byWriter, detailOf, peopleOf, requireFreeScheduleName } from "./create-schedule.ts";
import { type OncallContext, readPeople, requireAvailable } from "./read-people.ts";
import { readPlans } from "./read-plans.ts";
import { whoAndWhen } from "./rules.ts";
import { lockConfiguration, selectSchedule, updateSchedule } from "./store.ts";

/**
 * Writes a schedule anew: name, zone, and its rotations, of which some may be new, others gone.
 * @throws Refusal `forbidden`, `invalid`, `not_found`; `conflict` that says who changed it meanwhile, when the name is
 * taken, or when a policy's last level would reach nobody
 */
export async function changeSchedule(context: OncallContext, actor: Actor, input: unknown): Promise<Schedule> {
  requirePermission(actor, "oncall.manage");
  const next = parseOrRefuse(changeScheduleSchema, input);
  return inTransaction(context, actor, async (write) => {
    await lockConfiguration(write.query);
    const known = await requireVersion(write, next);
    const people = await readPeople(context, write.query);
    // Whoever was in it before may stay although they cannot be called now: their place keeps the others' turns.
    const before = new Set(peopleOf(known));
    const added = peopleOf(next).filter((personId) => !before.has(personId));
    requireAvailable(people, added, "rotations");
    await requireFreeScheduleName(write, next.name, next.id);
    const emptiedBefore = await readEmptiedPolicies(write.query, people, await plansNow(write, people), write.at);
    const schedule = await updateSchedule(write.query, next, byWriter(write));
    if (!schedule) throw new Error("the schedule is gone");
    const emptied = await readEmptiedPolicies(write.query, people, await plansNow(write, people), write.at);
    const [first] = emptied.filter((name) => !emptiedBefore.includes(name));
    if (first !== undefined) {
      throw new Refusal(
        "conflict",
        `The last level of the policy "${first}" would reach nobody. Give it somebody else first.`,
        "rotations",
      );
    }
    await recordDeed(write, { name: "schedule.changed", subject: String(schedule.id), detail: detailOf(schedule) });
    return schedule;
  });
}

const plansNow = (write: Write, people: Parameters<typeof readPlans>[1]) => readPlans(write.query, people, write.at);

/** @throws Refusal `not_found`, or `conflict` that says who changed it */
export async function requireVersion(
  write: Write,
  { id, version }: { id: number; version: number },
): Promise<Schedule> {
  const known = await selectSchedule(write.query, id);
  if (!known) throw scheduleIsGone();
  if (known.version === version) return known;
  throw new Refusal("conflict", `Changed by ${whoAndWhen(known.changedBy, known.changedAt)}. Look at it again first.`);
}

export function scheduleIsGone(): Refusal {
  return new Refusal("not_found", "There is no such schedule any more. Look at the list again.", "id");
}
