import { inTransaction, type Write } from "../../database/transaction.ts";
import type { Actor } from "../../kernel/actor.ts";
import { parseOrRefuse } from "../../kernel/parse.ts";
import { mayDo, requirePermission } from "../../kernel/permission.ts";
import { Refusal } from "../../kernel/refusal.ts";
import { byWriter } from "../schedule/create-schedule.ts";
import { type OncallContext, readPeople } from "../schedule/read-people.ts";
import { whoAndWhen } from "../schedule/rules.ts";
import { changeOverrideSchema, type Override } from "./contract.ts";
import { recordOverride, requireAllowed } from "./create-override.ts";
import { lockOverride, updateOverride } from "./store.ts";

/**
 * Changes an override that has not ended: by whoever made it, whom it puts on call, or an administrator. Of one that has
 * begun only the end changes.
 * @throws Refusal `forbidden`, `invalid`, `not_found`, or `conflict` that says who was first
 */
export async function changeOverride(context: OncallContext, actor: Actor, input: unknown): Promise<Override> {
  requirePermission(actor, "oncall.override");
  const asked = parseOrRefuse(changeOverrideSchema, input);
  return inTransaction(context, actor, async (write) => {
    const known = await holdOverride(write, asked);
    const begun = known.from <= write.at;
    if (begun && asked.personId !== known.personId) {
      throw new Refusal("conflict", "It has begun. End it and make another for the other person.", "personId");
    }
    const people = await readPeople(context, write.query);
    const next = requireAllowed(actor, asked, people, write.at);
    const from = begun ? known.from : next.from;
    const stored = await updateOverride(write.query, { ...next, id: known.id, from }, byWriter(write));
    await recordOverride(write, "override.changed", stored);
    return stored;
  });
}

/** Whether an actor may change or delete an override. */
export function mayChangeOverride(actor: Actor, { createdById, personId }: Override): boolean {
  if (mayDo(actor, "oncall.manage")) return true;
  const own = actor.kind === "person" && (actor.personId === createdById || actor.personId === personId);
  return own && mayDo(actor, "oncall.override");
}

/**
 * Holds the version that the actor has read until the end of the transaction.
 * @throws Refusal `forbidden`, `not_found`, or `conflict` that says who was first or that it is over
 */
export async function holdOverride(
  { query, actor, at }: Write,
  { id, version }: { id: number; version: number },
): Promise<Override> {
  const known = await lockOverride(query, id);
  if (!known) throw new Refusal("not_found", "There is no such override any more. Look at the list again.", "id");
  if (!mayChangeOverride(actor, known)) {
    throw new Refusal("forbidden", `Only ${known.createdBy}, whom it puts on call, or an administrator changes it.`);
  }
  if (known.version !== version) {
    throw new Refusal(
      "conflict",
      `Changed by ${whoAndWhen(known.changedBy, known.changedAt)}. Look at it again first.`,
    );
  }
  if (known.to <= at) throw new Refusal("conflict", "This override is over. Make a new one.");
  return known;
}
