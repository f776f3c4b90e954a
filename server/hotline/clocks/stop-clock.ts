import type { Actor } from "../../kernel/actor.ts";
import { parseOrRefuse } from "../../kernel/parse.ts";
import { Refusal } from "../../kernel/refusal.ts";
import { changeCase, type HotlineContext, requireOnCall } from "../change-case.ts";
import type { HotlineCase } from "../contract.ts";
import { clockOfCaseSchema } from "./contract.ts";
import { runningClock } from "./pause-clock.ts";
import { stopRunning } from "./store.ts";

/**
 * Stops a clock for good: what it asked for is done. That of acknowledgement is stopped by acknowledging alone.
 * @throws Refusal `forbidden`, `invalid`, `not_found`, or `conflict` that says who stopped it before.
 */
export async function stopClock(context: HotlineContext, actor: Actor, input: unknown): Promise<HotlineCase> {
  const person = requireOnCall(actor);
  const { caseId, clockId } = parseOrRefuse(clockOfCaseSchema, input);
  return changeCase(context, person, caseId, async (write, current) => {
    const clock = runningClock(current, clockId);
    if (clock.kind === "acknowledge") throw new Refusal("conflict", "Acknowledge the case: that stops this clock.");
    await stopRunning(write.query, { caseId, clockId }, write.at, person.name);
    return { kind: "clock_stopped", about: clock.name, deed: "clock.stopped", detail: { clock: clock.kind } };
  });
}
