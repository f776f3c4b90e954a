import { inTransaction } from "../../database/transaction.ts";
import type { Actor } from "../../kernel/actor.ts";
import { parseOrRefuse } from "../../kernel/parse.ts";
import { requirePermission } from "../../kernel/permission.ts";
import { byWriter } from "../schedule/create-schedule.ts";
import type { OncallContext } from "../schedule/read-people.ts";
import { holdOverride } from "./change-override.ts";
import { deleteOverrideSchema } from "./contract.ts";
import { recordOverride } from "./create-override.ts";
import { deleteOverrideRow, updateOverride } from "./store.ts";

/**
 * Takes an override back: one that has begun ends now, one that lies ahead goes.
 * @throws Refusal `forbidden`, `invalid`, `not_found`, or `conflict` that says who was first or that it is over
 */
export async function deleteOverride(
  context: OncallContext,
  actor: Actor,
  input: unknown,
): Promise<{ id: number; ended: boolean }> {
  requirePermission(actor, "oncall.override");
  const asked = parseOrRefuse(deleteOverrideSchema, input);
  return inTransaction(context, actor, async (write) => {
    const known = await holdOverride(write, asked);
    const ended = known.from < write.at;
    if (ended) {
      const stored = await updateOverride(write.query, { ...known, to: write.at }, byWriter(write));
      await recordOverride(write, "override.ended", stored);
    } else {
      await deleteOverrideRow(write.query, known.id);
      await recordOverride(write, "override.deleted", known);
    }
    return { id: known.id, ended };
  });
}
