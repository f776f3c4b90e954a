import { recordDeed } from "../../audit/audit.ts";
import type { Database } from "../../database/database.ts";
import { inTransaction } from "../../database/transaction.ts";
import { type Actor, describeActor } from "../../kernel/actor.ts";
import type { Clock } from "../../kernel/clock.ts";
import { parseOrRefuse } from "../../kernel/parse.ts";
import { requirePermission } from "../../kernel/permission.ts";
import { Refusal } from "../../kernel/refusal.ts";
import { whoAndWhen } from "../rules.ts";
import { deleteSessions } from "../session/store.ts";
import { holdForAdministration, requireAdministratorLeft } from "./check-administrators.ts";
import { personSchema } from "./contract.ts";
import { writeSuspension } from "./store.ts";

/**
 * Keeps a person out until they are resumed: sessions end at once, signing in is answered like a wrong password.
 * @throws Refusal `forbidden`, `invalid`, `not_found`; `conflict` when they are suspended, or the last administrator.
 */
export async function suspendPerson(
  context: { database: Database; clock: Clock },
  actor: Actor,
  input: unknown,
): Promise<{ ended: number }> {
  requirePermission(actor, "people.manage");
  const { personId } = parseOrRefuse(personSchema, input);
  return inTransaction(context, actor, async (write) => {
    const person = await holdForAdministration(write, personId);
    if (person.suspendedAt !== null) {
      const by = whoAndWhen(person.suspendedBy, person.suspendedAt);
      throw new Refusal("conflict", `${person.name} is suspended already${by}.`, "personId");
    }
    await writeSuspension(write.query, personId, { at: write.at, name: describeActor(actor).name });
    await requireAdministratorLeft(write, person);
    const ended = await deleteSessions(write.query, personId);
    await recordDeed(write, { name: "person.suspended", subject: personId, detail: { name: person.name, ended } });
    return { ended };
  });
}
