import type { Actor } from "../kernel/actor.ts";
import { parseOrRefuse } from "../kernel/parse.ts";
import { mayDo, requirePermission } from "../kernel/permission.ts";
import { Refusal } from "../kernel/refusal.ts";
import type { HotlineContext } from "./change-case.ts";
import { type HotlineCaseFile, type HotlineQueue, readCaseSchema } from "./contract.ts";
import type { TextSeal } from "./messages/seal-text.ts";
import { messagePlace } from "./messages/send-message.ts";
import { readSealedMessages } from "./messages/store.ts";
import { findCase, findCaseByNumber, readQueuedCases, readTimeline } from "./store.ts";

const closedShownMs = 24 * 3_600_000;
const queuedAtMost = 500;

/**
 * A case with what happened to it, and its messages for those who may read them.
 * @throws Refusal `forbidden`, `invalid` or `not_found`.
 */
export async function readCase(
  context: Omit<HotlineContext, "wake"> & { seal: TextSeal },
  actor: Actor,
  input: unknown,
): Promise<HotlineCaseFile> {
  requirePermission(actor, "hotline.read");
  const { number } = parseOrRefuse(readCaseSchema, input);
  const { query } = context.database;
  const found = number.includes("-", 3)
    ? await findCase(query, number)
    : await findCaseByNumber(query, Number(number.replace("HC-", "")));
  if (!found) throw new Refusal("not_found", "There is no such case.", "number");
  const timeline = await readTimeline(query, found.id);
  const sealed = mayDo(actor, "hotline.messages") ? await readSealedMessages(query, found.id) : null;
  const messages = sealed?.map(({ sealed: text, ...message }) => {
    return { ...message, text: context.seal.open(text, messagePlace(found.id, message.id, message.kind)) };
  });
  return { case: found, timeline, messages: messages ?? null, asOf: context.clock.now() };
}

/** Every case that is not closed, the newest 500, and those closed in the last 24 hours. @throws Refusal `forbidden`. */
export async function readQueue(context: Omit<HotlineContext, "wake">, actor: Actor): Promise<HotlineQueue> {
  requirePermission(actor, "hotline.read");
  const asOf = context.clock.now();
  return { cases: await readQueuedCases(context.database.query, asOf - closedShownMs, queuedAtMost), asOf };
}
