import { randomUUID } from "node:crypto";
import type { Actor } from "../../kernel/actor.ts";
import { parseOrRefuse } from "../../kernel/parse.ts";
import { Refusal } from "../../kernel/refusal.ts";
import { changeCase, type HotlineContext, requireOnCall, requireOpen } from "../change-case.ts";
import type { HotlineCase } from "../contract.ts";
import { utcSecond } from "../rules.ts";
import { startClockSchema } from "./contract.ts";
import { clockRules } from "./rules.ts";
import { insertClock } from "./store.ts";

/**
 * Starts another clock on a case, such as for an order that was received after the call. The law counts from the receipt
 * and not from the press: a clock may have passed its marks when it starts.
 * @throws Refusal `forbidden`, `invalid`, `not_found`, or `conflict` while one of the kind runs, or after closing.
 */
export async function startClock(context: HotlineContext, actor: Actor, input: unknown): Promise<HotlineCase> {
  const person = requireOnCall(actor);
  const { caseId, kind, receivedAt } = parseOrRefuse(startClockSchema, input);
  const rule = clockRules.get(kind);
  if (rule?.limitMs == null) throw new Error(`no rule limits the clock ${kind}`);
  const { limitMs } = rule;
  return changeCase(context, person, caseId, async (write, current) => {
    requireOpen(current);
    const startedAt = receivedAt ?? write.at;
    if (startedAt < current.receivedAt || startedAt > write.at) {
      const from = utcSecond(current.receivedAt);
      throw new Refusal("invalid", `Name a time from the case's receipt (${from} UTC) until now.`, "receivedAt");
    }
    const clock = { ...rule, limitMs, clockId: randomUUID(), caseId, startedAt };
    if (!(await insertClock(write.query, clock))) {
      throw new Refusal("conflict", "A clock of this kind runs on this case already: stop that one first.", "kind");
    }
    const about = receivedAt === null ? rule.name : `${rule.name}, received ${utcSecond(receivedAt)} UTC`;
    return { kind: "clock_started", about, deed: "clock.started", detail: { clock: kind, startedAt } };
  });
}
