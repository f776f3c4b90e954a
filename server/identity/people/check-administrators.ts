import type { Write } from "../../database/transaction.ts";
import { Refusal } from "../../kernel/refusal.ts";
import { allows } from "../../kernel/roles.ts";
import { withdrawLinksOf } from "../invitation/withdraw-links.ts";
import { readRoles } from "../store.ts";
import { type HeldPerson, isSuspended, lockAdministrators, lockPerson, someoneAdministers } from "./store.ts";

/**
 * Takes the turn of whoever changes who administers, and asks whether the writer still manages people: their request
 * may have been let in just before they lost it. @throws Refusal `forbidden`.
 */
export async function requireStillManages(write: Write): Promise<void> {
  await lockAdministrators(write.query);
  const { actor } = write;
  if (actor.kind !== "person") return;
  const roles = await readRoles(write.query, actor.personId);
  if (!allows(roles, "people.manage") || (await isSuspended(write.query, actor.personId))) {
    throw new Refusal("forbidden", "You do not manage people any more. Ask an administrator.");
  }
}

/**
 * Begins a deed that may change who administers: such deeds go one after the other, and whoever lost the role meanwhile
 * does no more of them. Holds the person. @throws Refusal `forbidden`, `not_found`.
 */
export async function holdForAdministration(write: Write, personId: string): Promise<HeldPerson> {
  await requireStillManages(write);
  const person = await lockPerson(write.query, personId);
  if (!person) throw new Refusal("not_found", "There is no such person any more. Look at the list again.", "personId");
  return person;
}

/**
 * Ends such a deed where it takes `person` out of administration: what they issued dies with their right to issue it.
 * @throws Refusal `conflict` when nobody would be left.
 */
export async function requireAdministratorLeft(write: Write, person: HeldPerson): Promise<void> {
  if (!person.roles.includes("admin")) return;
  if (!(await someoneAdministers(write.query))) {
    throw new Refusal(
      "conflict",
      `${person.name} is the last active administrator. Give somebody else the role admin first, then try again.`,
      "personId",
    );
  }
  await withdrawLinksOf(write, person.id);
}
