import { randomUUID } from "node:crypto";
import type { Write } from "../../database/transaction.ts";
import type { Actor } from "../../kernel/actor.ts";
import { parseOrRefuse } from "../../kernel/parse.ts";
import type { TextSeal } from "../../kernel/text-seal.ts";
import { changeCase, type HotlineContext, requireOnCall, requireOpen, type Told } from "../change-case.ts";
import { stopRunning } from "../clocks/store.ts";
import type { HotlineCase, HotlineEventKind } from "../contract.ts";
import { countMessage } from "../store.ts";
import { type MessageKind, sendMessageSchema } from "./contract.ts";
import { messagePlace } from "./open-messages.ts";
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
    return storeMessage(context, write, person, { caseId, kind, text });
  });
}

/** Inside the change of a case: seals and keeps a message, and answers how that is told. Who may is up to the verb. */
export async function storeMessage(
  { seal }: { seal: TextSeal },
  write: Write,
  { personId, name }: { personId: string; name: string },
  { caseId, kind, text }: { caseId: string; kind: MessageKind; text: string },
): Promise<Told> {
  const id = randomUUID();
  const sealed = seal.seal(text, messagePlace(caseId, id, kind));
  await insertMessage(write.query, { id, caseId, kind, at: write.at, sealed, byId: personId, by: name });
  if (kind === "to_authority" || kind === "from_authority") await countMessage(write.query, caseId);
  if (kind === "to_authority") await stopRunning(write.query, { caseId, kinds: ["first_answer"] }, write.at, name);
  return { kind: told[kind], deed: "case.written", detail: { message: id, kind } };
}
