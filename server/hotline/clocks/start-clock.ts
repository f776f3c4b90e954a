import { randomUUID } from "node:crypto";
import type { Actor } from "../../kernel/actor.ts";
import { parseOrRefuse } from "../../kernel/parse.ts";
import { Refusal } from "../../kernel/refusal.ts";
import { changeCase, type HotlineContext, requireOnCall, requireOpen } from "../change-case.ts";
import type { HotlineCase } from "../contract.ts";
import { startClockSchema } from "./contract.ts";
import { clockRules } from "./rules.ts";
import { insertClock } from "./store.ts";

/**
 * Starts another clock on a case, such as for an order that was received after the call; it starts now.
 * @throws Refusal `forbidden`, `invalid`, `not_found`, or `conflict` while one of the kind runs, or after closing.
 */
export async function startClock(context: HotlineContext, actor: Actor, input: unknown): Promise<HotlineCase> {
  const person = requireOnCall(actor);
  const { caseId, kind } = parseOrRefuse(startClockSchema, input);
  const rule = clockRules.get(kind);
  if (rule?.limitMs == null) throw new Error(`no rule limits the clock ${kind}`);
  const { limitMs } = rule;
  return changeCase(context, person, caseId, async (write, current) => {
    requireOpen(current);
    const clock = { ...rule, limitMs, clockId: randomUUID(), caseId, startedAt: write.at };
    if (!(await insertClock(write.query, clock))) {
      throw new Refusal("conflict", "A clock of this kind runs on this case already: stop that one first.", "kind");
    }
    return { kind: "clock_started", about: rule.name, deed: "clock.started", detail: { clock: kind } };
  });
}
