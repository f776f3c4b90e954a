import { randomUUID } from "node:crypto";
import { inTransaction, type Write } from "../database/transaction.ts";
import type { Actor } from "../kernel/actor.ts";
import { parseOrRefuse } from "../kernel/parse.ts";
import { requireScope } from "../kernel/permission.ts";
import { findAuthorityOfSource } from "./authorities/store.ts";
import { callForCase } from "./calls/rules.ts";
import type { HotlineContext } from "./change-case.ts";
import { clockRules, clocksAtReceipt } from "./clocks/rules.ts";
import { insertClock } from "./clocks/store.ts";
import { type CallBackResult, type Channel, type HotlineCase, type RaiseCase, raiseCaseSchema } from "./contract.ts";
import { appendEvent, findCase, findCaseByReference, insertCase, type Raiser, writeCallBack } from "./store.ts";

type RaiseContext = HotlineContext & { acknowledgeWithinMs: number };

/**
 * Stores an authority's emergency with its receipt time and starts its clocks. The same reference of the same source is
 * the same case, whatever the other fields say: an authority's system may safely send again.
 * @throws Refusal `forbidden` without the scope `hotline`, `invalid` with the field.
 */
export async function raiseCase(
  context: RaiseContext,
  actor: Actor,
  input: unknown,
): Promise<{ case: HotlineCase; created: boolean }> {
  const { sourceId } = requireScope(actor, "hotline");
  const raised = parseOrRefuse(raiseCaseSchema, input);
  return inTransaction(context, actor, async (write) => {
    const authorityId = await findAuthorityOfSource(write.query, sourceId);
    return storeCase(context, write, { ...raised, sourceId, authorityId, channel: "key" });
  });
}

/** Inside a transaction: stores what was raised and starts its clocks, or finds it known. */
export async function storeCase(
  context: RaiseContext,
  write: Write,
  raised: RaiseCase & Raiser & { channel: Channel; callBack?: { result: CallBackResult; by: string } },
): Promise<{ case: HotlineCase; created: boolean }> {
  // Looked for first, so that repeats do not use up numbers; the insert alone settles a race.
  const known = await findCaseByReference(write.query, raised, raised.reference);
  if (known) return { case: known, created: false };
  const caseId = randomUUID();
  const acknowledgeDueAt = write.at + context.acknowledgeWithinMs;
  if (!(await insertCase(write.query, { ...raised, caseId, receivedAt: write.at, acknowledgeDueAt }))) {
    const winner = await findCaseByReference(write.query, raised, raised.reference);
    if (!winner) throw new Error("a hotline case conflicted and was not found");
    return { case: winner, created: false };
  }
  for (const kind of clocksAtReceipt(raised.legalBasis ?? null)) {
    const rule = clockRules.get(kind);
    if (!rule) throw new Error(`no rule describes the clock ${kind}`);
    const limitMs = rule.limitMs ?? context.acknowledgeWithinMs;
    await insertClock(write.query, { ...rule, limitMs, clockId: randomUUID(), caseId, startedAt: write.at });
  }
  if (raised.callBack) await writeCallBack(write.query, caseId, { ...raised.callBack, at: write.at });
  const created = await findCase(write.query, caseId);
  if (!created) throw new Error("a stored hotline case was not found");
  const by = write.actor.kind === "person" ? { by: write.actor.name } : {};
  await appendEvent(write.query, { kind: "received", at: write.at, case: created, ...by });
  await context.caller(write, [callForCase(created)]);
  write.afterCommit(context.wake);
  return { case: created, created: true };
}
