import { recordDeed } from "../../audit/audit.ts";
import { inTransaction } from "../../database/transaction.ts";
import type { Actor } from "../../kernel/actor.ts";
import { parseOrRefuse } from "../../kernel/parse.ts";
import type { HotlineContext } from "../change-case.ts";
import { raiseCaseSchema } from "../contract.ts";
import { storeCase } from "../raise-case.ts";
import type { OfficerCase } from "./contract.ts";
import { belongsToNone, forOfficers, requireOfficer } from "./read-portal.ts";
import { findAuthorityOfOfficer } from "./store.ts";

/**
 * Stores an officer's emergency as a case of the own authority. The same reference again is the same case, however it
 * came in the first time.
 * @throws Refusal `forbidden`, `invalid` with the field.
 */
export async function raiseEmergency(
  context: HotlineContext & { acknowledgeWithinMs: number },
  actor: Actor,
  input: unknown,
): Promise<OfficerCase> {
  const officer = requireOfficer(actor);
  const raised = parseOrRefuse(raiseCaseSchema, input);
  return inTransaction(context, officer, async (write) => {
    const authority = await findAuthorityOfOfficer(write.query, officer.personId);
    if (!authority) throw belongsToNone();
    const raiser = { sourceId: null, authorityId: authority.id, channel: "portal" } as const;
    const { case: stored, created } = await storeCase(context, write, { ...raised, ...raiser });
    if (created) {
      const detail = { number: stored.number, authority: authority.id };
      await recordDeed(write, { name: "case.raised", subject: stored.id, detail });
    }
    return forOfficers(stored);
  });
}
