import type { Actor } from "../../kernel/actor.ts";
import { parseOrRefuse } from "../../kernel/parse.ts";
import { Refusal } from "../../kernel/refusal.ts";
import { changeCase, type HotlineContext, requireOnCall } from "../change-case.ts";
import type { HotlineCase } from "../contract.ts";
import { utcTimeOfDay } from "../rules.ts";
import { type CaseClock, pauseClockSchema } from "./contract.ts";
import { hasRunOut } from "./rules.ts";
import { insertPause } from "./store.ts";

/**
 * Makes a clock stand still, for a reason that its rule knows and with where the proof is.
 * @throws Refusal `forbidden`, `invalid`, `not_found`, or `conflict` when it stands still, has stopped or run out.
 */
export async function pauseClock(context: HotlineContext, actor: Actor, input: unknown): Promise<HotlineCase> {
  const person = requireOnCall(actor);
  const { caseId, clockId, reason, evidence } = parseOrRefuse(pauseClockSchema, input);
  return changeCase(context, person, caseId, async (write, current) => {
    const clock = runningClock(current, clockId);
    if (!clock.mayPauseFor.includes(reason)) {
      throw new Refusal("invalid", "reason: this clock does not stand still for it.", "reason");
    }
    const last = clock.pauses.at(-1);
    if (last && last.to === null) {
      throw new Refusal("conflict", `Already paused by ${last.by} at ${utcTimeOfDay(last.from)} UTC.`);
    }
    if (hasRunOut(clock, write.at)) throw new Refusal("conflict", "It has run out: a pause would not undo that.");
    if (last?.from === write.at) throw new Refusal("conflict", "It was paused in this very moment; try again.");
    await insertPause(write.query, { clockId, at: write.at, reason, evidence, by: person.name });
    return {
      kind: "clock_paused",
      about: clock.name,
      deed: "clock.paused",
      detail: { clock: clock.kind, reason, evidence },
    };
  });
}

/** The clock of the case, while it has not been stopped. @throws Refusal `not_found`, or `conflict` that says who did. */
export function runningClock(current: HotlineCase, clockId: string): CaseClock {
  const clock = current.clocks.find(({ id }) => id === clockId);
  if (!clock) throw new Refusal("not_found", "The case has no such clock. Reload the page.", "clockId");
  if (clock.stoppedAt !== null) {
    throw new Refusal("conflict", `Already stopped by ${clock.stoppedBy} at ${utcTimeOfDay(clock.stoppedAt)} UTC.`);
  }
  return clock;
}
