import { recordDeed } from "../../audit/audit.ts";
import type { Database } from "../../database/database.ts";
import { inTransaction } from "../../database/transaction.ts";
import type { Actor } from "../../kernel/actor.ts";
import type { Clock } from "../../kernel/clock.ts";
import { parseOrRefuse } from "../../kernel/parse.ts";
import { requirePermission } from "../../kernel/permission.ts";
import { deleteSessions } from "../session/store.ts";
import { holdForAdministration, requireAdministratorLeft } from "./check-administrators.ts";
import { personSchema } from "./contract.ts";
import { deletePersonRow } from "./store.ts";

/**
 * Deletes a person for good: address, password and all that hangs on the row go. The audit keeps id and name, so that
 * what they did stays theirs. @throws Refusal `forbidden`, `invalid`, `not_found`; `conflict` for the last administrator.
 */
export async function deletePerson(
  context: { database: Database; clock: Clock },
  actor: Actor,
  input: unknown,
): Promise<{ id: string }> {
  requirePermission(actor, "people.manage");
  const { personId } = parseOrRefuse(personSchema, input);
  return inTransaction(context, actor, async (write) => {
    const person = await holdForAdministration(write, personId);
    // Before the row: the audit of a session's end reads the name there.
    const ended = await deleteSessions(write.query, personId);
    await deletePersonRow(write.query, personId);
    await requireAdministratorLeft(write, person);
    await recordDeed(write, {
      name: "person.deleted",
      subject: personId,
      detail: { name: person.name, roles: person.roles.join(","), ended },
    });
    return { id: personId };
  });
}
