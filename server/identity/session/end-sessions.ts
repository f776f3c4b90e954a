import { recordDeed } from "../../audit/audit.ts";
import type { Database } from "../../database/database.ts";
import { inTransaction } from "../../database/transaction.ts";
import type { Actor } from "../../kernel/actor.ts";
import type { Clock } from "../../kernel/clock.ts";
import { parseOrRefuse } from "../../kernel/parse.ts";
import { requirePermission } from "../../kernel/permission.ts";
import { endSessionsSchema } from "./contract.ts";
import { deleteSessions } from "./store.ts";

/**
 * Signs a person out everywhere, but for the session `keep`: people may do so for themselves, those who manage people for anyone.
 * @throws Refusal `forbidden` or `invalid`.
 */
export async function endSessions(
  context: { database: Database; clock: Clock },
  actor: Actor,
  input: unknown,
  keep: string | null = null,
): Promise<{ ended: number }> {
  const { personId } = parseOrRefuse(endSessionsSchema, input);
  const own = actor.kind === "person" && actor.personId === personId;
  if (!own) requirePermission(actor, "people.manage");
  return inTransaction(context, actor, async (write) => {
    const ended = await deleteSessions(write.query, personId, keep);
    await recordDeed(write, { name: "sessions.ended", subject: personId, detail: { ended } });
    return { ended };
  });
}
