import { randomUUID } from "node:crypto";
import { hashPassword } from "better-auth/crypto";
import { recordDeed } from "../audit/audit.ts";
import type { Database } from "../database/database.ts";
import { inTransaction, type Write } from "../database/transaction.ts";
import type { Actor } from "../kernel/actor.ts";
import type { Clock } from "../kernel/clock.ts";
import { parseOrRefuse } from "../kernel/parse.ts";
import { requirePermission } from "../kernel/permission.ts";
import { Refusal } from "../kernel/refusal.ts";
import type { Role } from "../kernel/roles.ts";
import { createPersonSchema } from "./contract.ts";
import { insertPassword, insertPerson, insertRoles } from "./store.ts";

/**
 * Creates a person who can sign in. Without a name the part of the address before the @ stands in.
 * @throws Refusal `forbidden`, `invalid` with the field, `conflict` when the address is taken.
 */
export async function createPerson(
  context: { database: Database; clock: Clock },
  actor: Actor,
  input: unknown,
): Promise<{ id: string }> {
  requirePermission(actor, "people.manage");
  const { name, email, password, roles } = parseOrRefuse(createPersonSchema, input);
  const hash = await hashPassword(password);
  const person = { name: name ?? email.slice(0, email.indexOf("@")), email, hash, roles };
  return inTransaction(context, actor, async (write) => ({ id: await addPerson(write, person) }));
}

/** Person, password, roles and the audit of them, in the caller's transaction. @throws Refusal `conflict`. */
export async function addPerson(
  write: Write,
  person: {
    id?: string;
    name: string;
    email: string;
    hash: string;
    roles: readonly Role[];
    /** Id of the invitation that they came by. */
    invitation?: string;
  },
): Promise<string> {
  const { id = randomUUID(), invitation } = person;
  const inserted = await insertPerson(write.query, { id, name: person.name, email: person.email, at: write.at });
  if (!inserted) throw new Refusal("conflict", "A person with this e-mail address exists.", "email");
  await insertPassword(write.query, { id: randomUUID(), personId: id, hash: person.hash, at: write.at });
  await insertRoles(write.query, id, person.roles);
  const detail = { name: person.name, roles: person.roles.join(","), ...(invitation && { invitation }) };
  await recordDeed(write, { name: "person.created", subject: id, detail });
  return id;
}
