import type { Step } from "./step-events.ts";

/** Events at most this old count as live: so much of event time is received at one moment. */
export const roundSeconds = 15 * 60;
const hour = 3_600;
const day = 24 * hour;

/** What is received at one moment, epoch seconds: the steps of the quarter of an hour before. */
export interface Round {
  at: number;
  steps: Step[];
}

/**
 * The rounds by which a stretch before a start is told, those that a screen shows first in front; epoch seconds, `from`
 * on a whole hour and `to` on a whole minute. Fine where charts of minutes and ten seconds look: the last two days and
 * the days around the same time a week before; by the hour elsewhere. The same for the same stretch, whenever asked.
 */
export function fillRounds({ from, to }: { from: number; to: number }): Round[] {
  const rounds: Round[] = [];
  for (let begins = from; begins < to; ) {
    const ends = Math.min(to, begins + (isFine(begins, to) ? roundSeconds : hour - (begins % hour)));
    rounds.push(isFine(begins, to) ? fineRound(begins, ends, to) : coarseRound(begins, ends));
    begins = ends;
  }
  const rank = ({ at }: Round) => {
    const before = to - at;
    if (before < 3 * hour) return 0;
    return Math.abs(before - 7 * day) < 4 * hour ? 1 : 2;
  };
  return rounds.sort((a, b) => rank(a) - rank(b) || b.at - a.at);
}

function isFine(at: number, to: number): boolean {
  const before = to - at;
  return before <= 2 * day || (before <= 8 * day + hour && before > 6 * day);
}

function coarseRound(from: number, to: number): Round {
  const seconds = to - from;
  return { at: to, steps: [{ from, seconds, within: Math.min(seconds, roundSeconds) - 1 }] };
}

function fineRound(from: number, to: number, end: number): Round {
  const before = end - from;
  const week = Math.abs(before - 7 * day);
  const length = before <= 45 * 60 ? 10 : before <= 3 * hour || week <= 3 * hour ? 60 : 5 * 60;
  const steps: Step[] = [];
  for (let at = from; at < to; at += length) {
    const seconds = Math.min(length, to - at);
    steps.push({ from: at, seconds, within: seconds });
  }
  return { at: to, steps };
}
