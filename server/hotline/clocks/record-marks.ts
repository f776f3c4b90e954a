import { inTransaction } from "../../database/transaction.ts";
import { callsForMarks } from "../calls/rules.ts";
import { changeWithin, type HotlineContext } from "../change-case.ts";
import { type ClockMark, clockMarks } from "./contract.ts";
import { markInstants } from "./rules.ts";
import { findClocksAtMark, insertMark } from "./store.ts";

const markWords: Record<ClockMark, string> = {
  half: "half of the time has run",
  three_quarters: "three quarters of the time have run",
  breach: "the time has run out",
};

/**
 * Looks which clocks have come to a mark that was not told yet, and tells it: a line on the case, and from three quarters
 * on a call. A row for each mark settles which process tells it. A case that fails keeps no other from being told.
 * @throws the first failure, after all were looked at.
 */
export async function recordMarks(context: HotlineContext): Promise<void> {
  const failures: unknown[] = [];
  for (const one of await findClocksAtMark(context.database.query, context.clock.now())) {
    await tellMarks(context, one).catch((error: unknown) => failures.push(error));
  }
  if (failures.length > 0) throw failures[0];
}

async function tellMarks(
  context: HotlineContext,
  { caseId, clockId }: { caseId: string; clockId: string },
): Promise<void> {
  await inTransaction(context, { kind: "chore", name: "record-marks" }, async (write) => {
    await changeWithin(context, write, caseId, async (current) => {
      const clock = current.clocks.find(({ id }) => id === clockId);
      if (!clock || clock.stoppedAt !== null) return undefined;
      const instants = markInstants(clock);
      const reached: ClockMark[] = [];
      for (const mark of clockMarks) {
        const at = instants[mark];
        if (at === null || at > write.at) continue;
        if (await insertMark(write.query, { clockId, mark, at: write.at })) reached.push(mark);
      }
      const newest = reached.at(-1);
      if (newest === undefined) return undefined;
      const about = `${clock.name}: ${markWords[newest]}`;
      return { kind: "clock_marked", about, calls: callsForMarks(current, clock, reached) };
    });
  });
}
