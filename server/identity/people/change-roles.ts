import { recordDeed } from "../../audit/audit.ts";
import type { Database } from "../../database/database.ts";
import { inTransaction } from "../../database/transaction.ts";
import { type Actor, describeActor } from "../../kernel/actor.ts";
import type { Clock } from "../../kernel/clock.ts";
import { parseOrRefuse } from "../../kernel/parse.ts";
import { requirePermission } from "../../kernel/permission.ts";
import { Refusal } from "../../kernel/refusal.ts";
import { roles as allRoles, type Role } from "../../kernel/roles.ts";
import { whoAndWhen } from "../rules.ts";
import { holdForAdministration, requireAdministratorLeft } from "./check-administrators.ts";
import { changeRolesSchema } from "./contract.ts";
import { replaceRoles } from "./store.ts";

/**
 * Gives a person these roles instead of all they held; procedures ask them anew each time, sockets within a second.
 * @throws Refusal `forbidden`, `invalid`, `not_found`; `conflict` when the roles are no longer those in `before`, or no
 * administrator would be left.
 */
export async function changeRoles(
  context: { database: Database; clock: Clock },
  actor: Actor,
  input: unknown,
): Promise<{ roles: Role[] }> {
  requirePermission(actor, "people.manage");
  const { personId, roles, before } = parseOrRefuse(changeRolesSchema, input);
  return inTransaction(context, actor, async (write) => {
    const person = await holdForAdministration(write, personId);
    const held = inOrder(person.roles);
    if (inOrder(before).join() !== held.join()) {
      const by = whoAndWhen(person.rolesChangedBy, person.rolesChangedAt);
      throw new Refusal("conflict", `The roles are ${held.join(", ")} now${by}. Look at them again.`, "before");
    }
    if (held.join() === roles.join()) return { roles };
    await replaceRoles(write.query, personId, roles, { at: write.at, name: describeActor(actor).name });
    if (!roles.includes("admin")) await requireAdministratorLeft(write, person);
    const detail = { name: person.name, before: held.join(","), after: roles.join(",") };
    await recordDeed(write, { name: "person.roles_changed", subject: personId, detail });
    return { roles };
  });
}

/** Roles of an older release keep their place at the end. */
function inOrder(held: readonly string[]): string[] {
  const known: string[] = allRoles.filter((role) => held.includes(role));
  return [...known, ...held.filter((role) => !known.includes(role)).sort()];
}
