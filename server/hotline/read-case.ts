import type { Actor } from "../kernel/actor.ts";
import { parseOrRefuse } from "../kernel/parse.ts";
import { mayDo, requirePermission } from "../kernel/permission.ts";
import { Refusal } from "../kernel/refusal.ts";
import type { TextSeal } from "../kernel/text-seal.ts";
import type { HotlineContext } from "./change-case.ts";
import { type HotlineCaseFile, type HotlineQueue, readCaseSchema } from "./contract.ts";
import { openMessages } from "./messages/open-messages.ts";
import { findCaseByName, readQueuedCases, readTimeline } from "./store.ts";

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
  const found = await findCaseByName(query, number);
  if (!found) throw new Refusal("not_found", "There is no such case.", "number");
  const timeline = await readTimeline(query, found.id);
  const messages = mayDo(actor, "hotline.messages")
    ? await openMessages({ query, seal: context.seal }, found.id)
    : null;
  return { case: found, timeline, messages, asOf: context.clock.now() };
}

/** Every case that is not closed, the newest 500, and those closed in the last 24 hours. @throws Refusal `forbidden`. */
export async function readQueue(context: Omit<HotlineContext, "wake">, actor: Actor): Promise<HotlineQueue> {
  requirePermission(actor, "hotline.read");
  const asOf = context.clock.now();
  return { cases: await readQueuedCases(context.database.query, asOf - closedShownMs, queuedAtMost), asOf };
}
