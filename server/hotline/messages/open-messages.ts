import type { TextSeal } from "../../kernel/text-seal.ts";
import type { CaseMessage, MessageKind } from "./contract.ts";
import { readSealedMessages } from "./store.ts";

/** What sealed text is bound to: moved to another case, or shown to another side, it does not open. */
export const messagePlace = (caseId: string, messageId: string, kind: MessageKind) => `${caseId}/${messageId}/${kind}`;

/** Messages of a case, readable, in the order in which they were written. Who may read them is up to the verb. */
export async function openMessages(
  { query, seal }: { query: Parameters<typeof readSealedMessages>[0]; seal: TextSeal },
  caseId: string,
): Promise<CaseMessage[]> {
  const sealed = await readSealedMessages(query, caseId);
  return sealed.map(({ sealed: text, ...message }) => {
    return { ...message, text: seal.open(text, messagePlace(caseId, message.id, message.kind)) };
  });
}
