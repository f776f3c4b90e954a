import { recordDeed } from "../audit/audit.ts";
import type { Database } from "../database/database.ts";
import { inTransaction } from "../database/transaction.ts";
import { type Actor, describeActor } from "../kernel/actor.ts";
import type { Clock } from "../kernel/clock.ts";
import { parseOrRefuse } from "../kernel/parse.ts";
import { requirePermission } from "../kernel/permission.ts";
import { holdForChange } from "./change-annotation.ts";
import { markDeleted } from "./store.ts";
import { deleteAnnotationSchema } from "./writing/contract.ts";

/**
 * Takes an annotation off every chart and forgets what it said: its author's, or, by whoever manages people, anybody's.
 * @throws Refusal `forbidden`, `invalid`, `not_found`, or `conflict` that says who changed or deleted it meanwhile
 */
export async function deleteAnnotation(
  context: { database: Database; clock: Clock },
  actor: Actor,
  input: unknown,
): Promise<{ id: number }> {
  requirePermission(actor, "annotations.change");
  const named = parseOrRefuse(deleteAnnotationSchema, input);
  return inTransaction(context, actor, async (write) => {
    await holdForChange(write, named);
    await markDeleted(write.query, named.id, { name: describeActor(actor).name, at: write.at });
    await recordDeed(write, { name: "annotation.deleted", subject: String(named.id) });
    return { id: named.id };
  });
}
