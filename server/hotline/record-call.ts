import { recordDeed } from "../audit/audit.ts";
import { inTransaction } from "../database/transaction.ts";
import type { Actor } from "../kernel/actor.ts";
import { parseOrRefuse } from "../kernel/parse.ts";
import { Refusal } from "../kernel/refusal.ts";
import { readAuthorityRows } from "./authorities/store.ts";
import { changeCase, type HotlineContext, requireOnCall, requireOpen } from "./change-case.ts";
import { type HotlineCase, recordCallBackSchema, recordCallSchema } from "./contract.ts";
import { storeCase } from "./raise-case.ts";
import { writeCallBack } from "./store.ts";

/**
 * Stores what an authority says on the phone as a case of that authority. Its receipt is now: the line was picked up.
 * @throws Refusal `forbidden`, `invalid`, `not_found` without such an authority, or `conflict` with the number of the
 * case that has this reference already.
 */
export async function recordCall(
  context: HotlineContext & { acknowledgeWithinMs: number },
  actor: Actor,
  input: unknown,
): Promise<HotlineCase> {
  const person = requireOnCall(actor);
  const { authorityId, callBack, ...raised } = parseOrRefuse(recordCallSchema, input);
  return inTransaction(context, person, async (write) => {
    const [authority] = await readAuthorityRows(write.query, authorityId);
    if (!authority) throw new Refusal("not_found", "No authority has this id. Reload the page.", "authorityId");
    const raiser = { sourceId: null, authorityId, channel: "phone" } as const;
    const checked = callBack === undefined ? {} : { callBack: { result: callBack, by: person.name } };
    const stored = await storeCase(context, write, { ...raised, ...raiser, ...checked });
    if (!stored.created) {
      const known = `${authority.name} has a case with this reference: ${stored.case.number}. Open that one.`;
      throw new Refusal("conflict", known, "reference");
    }
    const detail = { number: stored.case.number, authority: authorityId, callBack: callBack ?? null };
    await recordDeed(write, { name: "case.recorded", subject: stored.case.id, detail });
    return stored.case;
  });
}

/**
 * Writes down what came of calling back the number on file, in the place of what came before.
 * @throws Refusal `forbidden`, `invalid`, `not_found`, or `conflict` for a case that is closed or was not a call.
 */
export async function recordCallBack(context: HotlineContext, actor: Actor, input: unknown): Promise<HotlineCase> {
  const person = requireOnCall(actor);
  const { caseId, result } = parseOrRefuse(recordCallBackSchema, input);
  return changeCase(context, person, caseId, async (write, current) => {
    requireOpen(current);
    if (current.channel !== "phone") throw new Refusal("conflict", "This case did not come by phone.");
    await writeCallBack(write.query, caseId, { result, at: write.at, by: person.name });
    return { kind: "called_back", about: result, deed: "case.called_back", detail: { result } };
  });
}
