import { randomUUID } from "node:crypto";
import type { Database } from "../database/database.ts";
import { inTransaction } from "../database/transaction.ts";
import type { Actor } from "../kernel/actor.ts";
import type { Clock } from "../kernel/clock.ts";
import { parseOrRefuse } from "../kernel/parse.ts";
import { requireScope } from "../kernel/permission.ts";
import { type HotlineCase, raiseCaseSchema } from "./contract.ts";
import { appendEvent, findCaseByReference, insertCase } from "./store.ts";

/**
 * Stores an authority's emergency with its receipt time and starts the clock of acknowledgement. The same reference of
 * the same source is the same case, whatever the other fields say: an authority's system may safely send again.
 * @throws Refusal `forbidden` without the scope `hotline`, `invalid` with the field.
 */
export async function raiseCase(
  context: { database: Database; clock: Clock; acknowledgeWithinMs: number; wake: () => void },
  actor: Actor,
  input: unknown,
): Promise<{ case: HotlineCase; created: boolean }> {
  const { sourceId } = requireScope(actor, "hotline");
  const raised = parseOrRefuse(raiseCaseSchema, input);
  return inTransaction(context, actor, async (write) => {
    // Looked for first, so that repeats do not use up numbers; the insert alone settles a race.
    const known = await findCaseByReference(write.query, sourceId, raised.reference);
    if (known) return { case: known, created: false };
    const created = await insertCase(write.query, {
      ...raised,
      caseId: randomUUID(),
      sourceId,
      receivedAt: write.at,
      acknowledgeDueAt: write.at + context.acknowledgeWithinMs,
    });
    if (created) {
      await appendEvent(write.query, { kind: "received", at: write.at, case: created });
      write.afterCommit(context.wake);
      return { case: created, created: true };
    }
    const winner = await findCaseByReference(write.query, sourceId, raised.reference);
    if (!winner) throw new Error("a hotline case conflicted and was not found");
    return { case: winner, created: false };
  });
}
