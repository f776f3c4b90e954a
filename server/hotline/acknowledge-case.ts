import type { Write } from "../database/transaction.ts";
import type { Actor } from "../kernel/actor.ts";
import { parseOrRefuse } from "../kernel/parse.ts";
import { Refusal } from "../kernel/refusal.ts";
import { changeCase, changeWithin, type HotlineContext, noSuchCase, requireOnCall, type Told } from "./change-case.ts";
import { stopRunning } from "./clocks/store.ts";
import { acknowledgeCaseSchema, type HotlineCase } from "./contract.ts";
import { utcTimeOfDay } from "./rules.ts";
import { acknowledgeOpenCase, findCaseByName } from "./store.ts";

/**
 * Takes a case for everybody and stops its clock of acknowledgement. The database settles who was first.
 * @throws Refusal `forbidden`, `invalid`, `not_found`, or `conflict` that names who was first and when.
 */
export async function acknowledgeCase(context: HotlineContext, actor: Actor, input: unknown): Promise<HotlineCase> {
  const person = requireOnCall(actor);
  const { caseId } = parseOrRefuse(acknowledgeCaseSchema, input);
  return changeCase(context, person, caseId, async (write, current) => {
    const told = await takeCase(write, person, current);
    if (told) return told;
    const { at, by: first } = current.acknowledgement;
    throw new Refusal("conflict", `Already acknowledged by ${first} at ${utcTimeOfDay(at ?? write.at)} UTC.`);
  });
}

/**
 * Takes the case of an alert, and the alert with it, inside the transaction in which a person takes that and before it
 * is held; false when somebody has the case. @throws Refusal `forbidden`, `not_found`.
 */
export async function acknowledgeWithin(context: HotlineContext, write: Write, number: string): Promise<boolean> {
  const person = requireOnCall(write.actor);
  const found = await findCaseByName(write.query, number);
  if (!found) throw noSuchCase();
  const taken = await changeWithin(context, write, found.id, (current) => takeCase(write, person, current));
  return taken !== undefined;
}

/** Undefined when somebody has. */
async function takeCase(
  write: Write,
  person: { personId: string; name: string },
  { id: caseId, acknowledgement }: HotlineCase,
): Promise<Told | undefined> {
  const by = { personId: person.personId, name: person.name, at: write.at };
  if (acknowledgement.at !== null || !(await acknowledgeOpenCase(write.query, caseId, by))) return undefined;
  await stopRunning(write.query, { caseId, kinds: ["acknowledge"] }, write.at, person.name);
  return { kind: "acknowledged", deed: "case.acknowledged" };
}
