import type { Actor } from "../../kernel/actor.ts";
import { parseOrRefuse } from "../../kernel/parse.ts";
import { Refusal } from "../../kernel/refusal.ts";
import { changeCase, type HotlineContext, requireOnCall } from "../change-case.ts";
import type { HotlineCase } from "../contract.ts";
import { clockOfCaseSchema } from "./contract.ts";
import { runningClock } from "./pause-clock.ts";
import { endPause } from "./store.ts";

/**
 * Lets a clock that stands still run on with what was left.
 * @throws Refusal `forbidden`, `invalid`, `not_found`, or `conflict` when it runs or has stopped.
 */
export async function resumeClock(context: HotlineContext, actor: Actor, input: unknown): Promise<HotlineCase> {
  const person = requireOnCall(actor);
  const { caseId, clockId } = parseOrRefuse(clockOfCaseSchema, input);
  return changeCase(context, person, caseId, async (write, current) => {
    const clock = runningClock(current, clockId);
    if (!(await endPause(write.query, clockId, write.at))) throw new Refusal("conflict", "This clock runs already.");
    return { kind: "clock_resumed", about: clock.name, deed: "clock.resumed", detail: { clock: clock.kind } };
  });
}
