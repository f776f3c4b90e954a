import { recordDeed } from "../../audit/audit.ts";
import type { Database } from "../../database/database.ts";
import { inTransaction } from "../../database/transaction.ts";
import type { Actor } from "../../kernel/actor.ts";
import type { Clock } from "../../kernel/clock.ts";
import { parseOrRefuse } from "../../kernel/parse.ts";
import { mayDo, requirePermission } from "../../kernel/permission.ts";
import { Refusal } from "../../kernel/refusal.ts";
import { endSessionSchema } from "./contract.ts";
import { deleteSession } from "./store.ts";

/**
 * Ends one session: people their own, those who manage people anyone's. Its next request is nobody's, its sockets end
 * within two seconds. @throws Refusal `forbidden`, `invalid`, or `not_found` when it has ended or is another's.
 */
export async function endSession(
  context: { database: Database; clock: Clock },
  actor: Actor,
  input: unknown,
): Promise<{ id: string }> {
  const { sessionId } = parseOrRefuse(endSessionSchema, input);
  if (actor.kind !== "person") requirePermission(actor, "people.manage");
  const own = actor.kind === "person" && !mayDo(actor, "people.manage") ? actor.personId : null;
  return inTransaction(context, actor, async (write) => {
    const personId = await deleteSession(write.query, sessionId, own);
    if (personId === undefined) {
      throw new Refusal("not_found", "This session has ended already. Look at the list again.", "sessionId");
    }
    await recordDeed(write, { name: "session.revoked", subject: sessionId, detail: { person: personId } });
    return { id: sessionId };
  });
}
