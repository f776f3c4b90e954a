import type { CasesPerHour, TimeToAcknowledge, Urgency } from "./contract.ts";

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

/** One entry an hour as above, null where nothing was acknowledged; and of all of them together. */
export function hoursToAcknowledge(
  now: number,
  times: readonly {
    hour: number | null;
    cases: number;
    p50: number | null;
    p95: number | null;
    longest: number | null;
  }[],
  targetMs: number,
): TimeToAcknowledge {
  const all = times.find(({ hour }) => hour === null);
  const byHour = new Map(times.map((one) => [one.hour, one]));
  const hours = fillHours(now, []).map(({ hour }) => {
    const { p50 = null, longest = null } = byHour.get(hour) ?? {};
    return { hour, p50, longest };
  });
  return { hours, cases: all?.cases ?? 0, p50: all?.p50 ?? null, p95: all?.p95 ?? null, targetMs };
}

/** "2026-11-23 21:40:05", in UTC. */
export function utcSecond(time: number): string {
  return new Date(time).toISOString().slice(0, 19).replace("T", " ");
}

/** Time of day in UTC as HH:MM:SS. */
export function utcTimeOfDay(time: number): string {
  return new Date(time).toISOString().slice(11, 19);
}
