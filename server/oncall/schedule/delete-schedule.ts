import { recordDeed } from "../../audit/audit.ts";
import { inTransaction } from "../../database/transaction.ts";
import type { Actor } from "../../kernel/actor.ts";
import { parseOrRefuse } from "../../kernel/parse.ts";
import { requirePermission } from "../../kernel/permission.ts";
import { Refusal } from "../../kernel/refusal.ts";
import { selectPolicies } from "../policy/store.ts";
import { requireVersion } from "./change-schedule.ts";
import { deleteScheduleSchema } from "./contract.ts";
import type { OncallContext } from "./read-people.ts";
import { deleteScheduleRow, lockConfiguration } from "./store.ts";

/**
 * Deletes a schedule, with its overrides and the links to its calendar.
 * @throws Refusal `forbidden`, `invalid`, `not_found`; `conflict` when a policy names it or it changed meanwhile
 */
export async function deleteSchedule(context: OncallContext, actor: Actor, input: unknown): Promise<{ id: number }> {
  requirePermission(actor, "oncall.manage");
  const { id, version } = parseOrRefuse(deleteScheduleSchema, input);
  return inTransaction(context, actor, async (write) => {
    await lockConfiguration(write.query);
    const { name } = await requireVersion(write, { id, version });
    const policy = (await selectPolicies(write.query)).find(({ levels }) =>
      levels.some(({ targets }) => targets.some((target) => target.kind === "schedule" && target.scheduleId === id)),
    );
    if (policy) {
      throw new Refusal("conflict", `The policy "${policy.name}" names this schedule. Take it out there first.`, "id");
    }
    await deleteScheduleRow(write.query, id, version);
    await recordDeed(write, { name: "schedule.deleted", subject: String(id), detail: { name } });
    return { id };
  });
}
