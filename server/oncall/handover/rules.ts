import type { HandOver } from "./contract.ts";

/** A note that nobody took over says nothing of now any more. */
const waitsMs = 7 * 24 * 3_600_000;

/** True while a note waits for this person: somebody else wrote it, nobody has taken it over, and they are on call there. */
export function awaits(
  { scheduleId, written, accepted }: Pick<HandOver, "scheduleId" | "written" | "accepted">,
  person: { personId: string; onCallIn: ReadonlySet<number> },
  at: number,
): boolean {
  return (
    accepted === null &&
    written.personId !== person.personId &&
    written.at > at - waitsMs &&
    person.onCallIn.has(scheduleId)
  );
}
