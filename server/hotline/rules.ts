import type { CasesPerHour, Urgency } from "./contract.ts";

const hourMs = 3_600_000;
/** How many UTC hours the chart of cases shows, the running one included. */
const shownHours = 24;

/** Start of the oldest shown hour at `now`, epoch milliseconds. */
export function firstShownHour(now: number): number {
  return Math.floor(now / hourMs) * hourMs - (shownHours - 1) * hourMs;
}

/** One entry an hour, oldest first, zeros included: an hour without cases is a measured zero, not a hole. */
export function fillHours(
  now: number,
  counted: readonly { hour: number; urgency: Urgency; cases: number }[],
): CasesPerHour[] {
  const first = firstShownHour(now);
  const hours = Array.from({ length: shownHours }, (_, index) => ({
    hour: first + index * hourMs,
    counts: { threat_to_life: 0, urgent: 0, standard: 0 },
  }));
  for (const { hour, urgency, cases } of counted) {
    const entry = hours[(hour - first) / hourMs];
    if (entry) entry.counts[urgency] = cases;
  }
  return hours;
}

/** Time of day in UTC as HH:MM:SS. */
export function utcTimeOfDay(time: number): string {
  return new Date(time).toISOString().slice(11, 19);
}
