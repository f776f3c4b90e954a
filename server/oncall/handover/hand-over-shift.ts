import { recordDeed } from "../../audit/audit.ts";
import { inTransaction } from "../../database/transaction.ts";
import { type Actor, describeActor } from "../../kernel/actor.ts";
import { parseOrRefuse } from "../../kernel/parse.ts";
import { requirePermission } from "../../kernel/permission.ts";
import { scheduleIsGone } from "../schedule/change-schedule.ts";
import type { OncallContext } from "../schedule/read-people.ts";
import { selectSchedule } from "../schedule/store.ts";
import { type HandOver, handOverSchema } from "./contract.ts";
import { insertHandOver } from "./store.ts";

/**
 * Leaves a note to whoever is on call next, with how much was open. It is shown to them from the begin of their shift
 * until they take it over. @throws Refusal `forbidden`, `invalid`, `not_found`
 */
export async function handOverShift(context: OncallContext, actor: Actor, input: unknown): Promise<HandOver> {
  requirePermission(actor, "alerts.act");
  const { scheduleId, note } = parseOrRefuse(handOverSchema, input);
  const matters = await context.countOpenMatters(actor);
  return inTransaction(context, actor, async (write) => {
    const { query, at } = write;
    if (!(await selectSchedule(query, scheduleId))) throw scheduleIsGone();
    const stored = await insertHandOver(query, { scheduleId, note, matters }, { ...describeActor(actor), at });
    await recordDeed(write, {
      name: "shift.handed_over",
      subject: String(stored.id),
      detail: { scheduleId, ...matters },
    });
    return { ...stored, awaitsMe: false };
  });
}
