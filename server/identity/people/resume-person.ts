import { recordDeed } from "../../audit/audit.ts";
import type { Database } from "../../database/database.ts";
import { inTransaction } from "../../database/transaction.ts";
import type { Actor } from "../../kernel/actor.ts";
import type { Clock } from "../../kernel/clock.ts";
import { parseOrRefuse } from "../../kernel/parse.ts";
import { requirePermission } from "../../kernel/permission.ts";
import { Refusal } from "../../kernel/refusal.ts";
import { deleteSessions } from "../session/store.ts";
import { holdForAdministration } from "./check-administrators.ts";
import { personSchema } from "./contract.ts";
import { writeSuspension } from "./store.ts";

/** Lets a suspended person sign in again. @throws Refusal `forbidden`, `invalid`, `not_found`, or `conflict`. */
export async function resumePerson(
  context: { database: Database; clock: Clock },
  actor: Actor,
  input: unknown,
): Promise<{ id: string }> {
  requirePermission(actor, "people.manage");
  const { personId } = parseOrRefuse(personSchema, input);
  return inTransaction(context, actor, async (write) => {
    const person = await holdForAdministration(write, personId);
    if (person.suspendedAt === null) {
      throw new Refusal("conflict", `${person.name} is not suspended (any more).`, "personId");
    }
    // A session that began in the moment of the suspension was no one's until now, and stays so.
    await deleteSessions(write.query, personId);
    await writeSuspension(write.query, personId, null);
    await recordDeed(write, { name: "person.resumed", subject: personId, detail: { name: person.name } });
    return { id: personId };
  });
}
