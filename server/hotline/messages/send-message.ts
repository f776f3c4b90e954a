import { randomUUID } from "node:crypto";
import type { Actor } from "../../kernel/actor.ts";
import { parseOrRefuse } from "../../kernel/parse.ts";
import { changeCase, type HotlineContext, requireOnCall, requireOpen } from "../change-case.ts";
import { stopRunning } from "../clocks/store.ts";
import type { HotlineCase, HotlineEventKind } from "../contract.ts";
import { countMessage } from "../store.ts";
import { type MessageKind, sendMessageSchema } from "./contract.ts";
import type { TextSeal } from "./seal-text.ts";
import { insertMessage } from "./store.ts";

const told: Record<MessageKind, HotlineEventKind> = {
  to_authority: "message_sent",
  from_authority: "message_received",
  note: "noted",
  hand_over: "handed_over",
};

/**
 * Writes to the authority, writes down what it said, or leaves a note or a hand-over for ours. The text is sealed; the
 * stream says that there is one. The first answer stops its clock.
 * @throws Refusal `forbidden`, `invalid`, `not_found`, or `conflict` for a case that is closed.
 */
export async function sendMessage(
  context: HotlineContext & { seal: TextSeal },
  actor: Actor,
  input: unknown,
): Promise<HotlineCase> {
  const person = requireOnCall(actor);
  const { caseId, kind, text } = parseOrRefuse(sendMessageSchema, input);
  return changeCase(context, person, caseId, async (write, current) => {
    requireOpen(current);
    const id = randomUUID();
    const sealed = context.seal.seal(text, messagePlace(caseId, id, kind));
    await insertMessage(write.query, {
      ...{ id, caseId, kind, at: write.at, sealed },
      ...{ byId: person.personId, by: person.name },
    });
    if (kind === "to_authority" || kind === "from_authority") await countMessage(write.query, caseId);
    if (kind === "to_authority") {
      await stopRunning(write.query, { caseId, kinds: ["first_answer"] }, write.at, person.name);
    }
    return { kind: told[kind], deed: "case.written", detail: { message: id, kind } };
  });
}

/** What sealed text is bound to: moved to another case, or shown to another side, it does not open. */
export const messagePlace = (caseId: string, messageId: string, kind: MessageKind) => `${caseId}/${messageId}/${kind}`;
