const space = "\u00A0";
const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** Two units at most: "3 s", "4 m 02 s", "1 h 05 m", "2 d 3 h". Milliseconds; a negative duration counts as none. */
export function duration(milliseconds: number): string {
  const time = Math.max(0, milliseconds);
  if (time < minute) return `${Math.floor(time / second)}${space}s`;
  if (time < hour) return pair(Math.floor(time / minute), "m", Math.floor((time % minute) / second), "s");
  if (time < day) return pair(Math.floor(time / hour), "h", Math.floor((time % hour) / minute), "m");
  return `${Math.floor(time / day)}${space}d${space}${Math.floor((time % day) / hour)}${space}h`;
}

/** What a running clock shows: under 24 hours hh:mm:ss, from then on two units in words. */
export interface Countdown {
  text: string;
  overdue: boolean;
  /** Set in the mono face: digits that change each second. */
  running: boolean;
}

/** Counts down to `dueAt` and then up; both in epoch milliseconds. The second that is due still reads 00:00:00. */
export function countdown(dueAt: number, now: number): Countdown {
  const left = dueAt - now;
  const overdue = left <= -second;
  const time = overdue ? -left : Math.max(0, left);
  if (time >= day) return { text: duration(time), overdue, running: false };
  const seconds = overdue ? Math.floor(time / second) : Math.ceil(time / second);
  return {
    text: [seconds / 3_600, (seconds / 60) % 60, seconds % 60].map(twoDigits).join(":"),
    overdue,
    running: true,
  };
}

function pair(first: number, firstUnit: string, rest: number, restUnit: string): string {
  return `${first}${space}${firstUnit}${space}${twoDigits(rest)}${space}${restUnit}`;
}

function twoDigits(value: number): string {
  return Math.floor(value).toString().padStart(2, "0");
}
