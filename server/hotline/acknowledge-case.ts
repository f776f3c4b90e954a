import type { Actor } from "../kernel/actor.ts";
import { parseOrRefuse } from "../kernel/parse.ts";
import { Refusal } from "../kernel/refusal.ts";
import { changeCase, type HotlineContext, requireOnCall } from "./change-case.ts";
import { stopRunning } from "./clocks/store.ts";
import { acknowledgeCaseSchema, type HotlineCase } from "./contract.ts";
import { utcTimeOfDay } from "./rules.ts";
import { acknowledgeOpenCase } from "./store.ts";

/**
 * Takes a case for everybody and stops its clock of acknowledgement. The database settles who was first.
 * @throws Refusal `forbidden`, `invalid`, `not_found`, or `conflict` that names who was first and when.
 */
export async function acknowledgeCase(context: HotlineContext, actor: Actor, input: unknown): Promise<HotlineCase> {
  const person = requireOnCall(actor);
  const { caseId } = parseOrRefuse(acknowledgeCaseSchema, input);
  return changeCase(context, person, caseId, async (write, { acknowledgement }) => {
    const by = { personId: person.personId, name: person.name, at: write.at };
    if (acknowledgement.at !== null || !(await acknowledgeOpenCase(write.query, caseId, by))) {
      const { at, by: first } = acknowledgement;
      throw new Refusal("conflict", `Already acknowledged by ${first} at ${utcTimeOfDay(at ?? write.at)} UTC.`);
    }
    await stopRunning(write.query, { caseId, kinds: ["acknowledge"] }, write.at, person.name);
    return { kind: "acknowledged", deed: "case.acknowledged" };
  });
}
