import type { Actor } from "../kernel/actor.ts";
import { parseOrRefuse } from "../kernel/parse.ts";
import { Refusal } from "../kernel/refusal.ts";
import { changeCase, type HotlineContext, requireOnCall, requireOpen } from "./change-case.ts";
import { stopRunning } from "./clocks/store.ts";
import { closeCaseSchema, type HotlineCase } from "./contract.ts";
import { closeOpenCase } from "./store.ts";

/**
 * Closes a case with what was done, and stops the clocks that still run.
 * @throws Refusal `forbidden`, `invalid`, `not_found`, or `conflict` when nobody has acknowledged it, or somebody has
 * closed it: it says who and when.
 */
export async function closeCase(context: HotlineContext, actor: Actor, input: unknown): Promise<HotlineCase> {
  const person = requireOnCall(actor);
  const { caseId, outcome } = parseOrRefuse(closeCaseSchema, input);
  return changeCase(context, person, caseId, async (write, current) => {
    requireOpen(current);
    if (current.acknowledgement.at === null) {
      throw new Refusal("conflict", "Nobody has acknowledged this case yet: acknowledge it first.");
    }
    const by = { personId: person.personId, name: person.name, at: write.at, outcome };
    if (!(await closeOpenCase(write.query, caseId, by))) throw new Error("a locked hotline case was closed");
    await stopRunning(write.query, { caseId, kinds: "all" }, write.at, person.name);
    return { kind: "closed", about: outcome, deed: "case.closed", detail: { outcome } };
  });
}
