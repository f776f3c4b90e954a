import type { CaseClock } from "../../server/hotline/clocks/contract.ts";
import { countdown } from "../ui/format-duration.ts";
import type { Status } from "../ui/status-glyph.tsx";

/** How a clock of a case stands. */
export interface ClockStanding {
  glyph: Status;
  /** One or two words, for what tells states apart. */
  word: string;
  /** What is to be read beside the clock; null where its figures say enough. */
  sentence: string | null;
}

/** By its own marks: half, three quarters and the end of its limit, whatever pauses it had. */
export function clockStanding(clock: CaseClock, now: number): ClockStanding {
  const { dueAt, stoppedAt, leftMs, marks } = clock;
  const passed = (mark: number | null) => mark !== null && now >= mark;
  if (stoppedAt !== null) {
    const late = (leftMs ?? 0) < 0;
    return late
      ? { glyph: "critical", word: "missed", sentence: "missed" }
      : { glyph: "done", word: "met", sentence: "met" };
  }
  if (dueAt === null) return { glyph: "paused", word: "paused", sentence: "paused" };
  if (countdown(dueAt, now).overdue) return { glyph: "critical", word: "overdue", sentence: "the time has run out" };
  if (passed(marks.threeQuarters)) {
    return { glyph: "warning", word: "three quarters run", sentence: "three quarters of the time have run" };
  }
  if (passed(marks.half)) return { glyph: "warning", word: "half run", sentence: "half of the time has run" };
  return { glyph: "ok", word: "running", sentence: null };
}
