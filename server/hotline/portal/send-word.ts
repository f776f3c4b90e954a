import type { Actor } from "../../kernel/actor.ts";
import { parseOrRefuse } from "../../kernel/parse.ts";
import type { TextSeal } from "../../kernel/text-seal.ts";
import { changeCase, type HotlineContext, noSuchCase, requireOpen } from "../change-case.ts";
import { storeMessage } from "../messages/send-message.ts";
import { findCaseOfOfficer } from "../store.ts";
import { type OfficerCase, writeToDeskSchema } from "./contract.ts";
import { forOfficers, requireOfficer } from "./read-portal.ts";

/**
 * Writes to the people on call about a case of the own authority.
 * @throws Refusal `forbidden`, `invalid`; `not_found` for another's case too; `conflict` for one that is closed.
 */
export async function sendWord(
  context: HotlineContext & { seal: TextSeal },
  actor: Actor,
  input: unknown,
): Promise<OfficerCase> {
  const officer = requireOfficer(actor);
  const { caseId, text } = parseOrRefuse(writeToDeskSchema, input);
  const changed = await changeCase(context, officer, caseId, async (write, current) => {
    if (!(await findCaseOfOfficer(write.query, officer.personId, caseId))) throw noSuchCase();
    requireOpen(current);
    return storeMessage(context, write, officer, { caseId, kind: "from_authority", text });
  });
  return forOfficers(changed);
}
