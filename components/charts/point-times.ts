import {
  dayAndMonth,
  dayAndTime,
  fullDay,
  hourAndMinute,
  monthAndYear,
  shortInstant,
  timeOfDay,
  type Zone,
} from "../ui/format-time.ts";

const minute = 60_000;
const day = 1_440 * minute;

/** The stretch that a point stands for: "Mon 23 Nov 2026 12:30–12:35", "Mon 23 Nov 2026", "2 Nov–Sun 8 Nov 2026". */
export function pointWords(from: number, step: number, zone: Zone): string {
  if (step > day) return `${dayAndMonth(from, zone)}–${fullDay(from + step - day, zone)}`;
  if (step === day) return fullDay(from, zone);
  return `${fullDay(from, zone)} ${clock(from, step, zone)}–${clock(from + step, step, zone)}`;
}

/** The same as short as a row of a table can have it: "12:30", and the day where it is not the first of its day. */
export function rowWords(from: number, step: number, zone: Zone, oneDay: boolean): string {
  if (step >= day) return pointWords(from, step, zone);
  return oneDay ? clock(from, step, zone) : `${dayAndMonth(from, zone)}, ${clock(from, step, zone)}`;
}

/** What stands below a mark of the time axis, whose marks lie `step` apart. */
export function tickWords(instant: number, step: number, zone: Zone): string {
  if (step >= 28 * day) return monthAndYear(instant, zone);
  if (step >= day) return dayAndMonth(instant, zone);
  const time = clock(instant, step, zone);
  return time === "00:00" ? dayAndMonth(instant, zone) : time;
}

/** A stretch of whole minutes, its day only where that is not the one of `now`: "14:02–14:42", "16 Nov, 14:02–14:42". */
export function stretchWords(from: number, to: number, now: number, zone: Zone): string {
  const oneDay = dayAndMonth(from, zone) === dayAndMonth(to - 1, zone);
  return `${shortInstant(from, now, zone)}–${oneDay ? hourAndMinute(to, zone) : dayAndTime(to, zone)}`;
}

/** How long a point is: "10 s", "5 min", "1 h", "1 day", "4 weeks". */
export function stepWords(step: number): string {
  if (step < minute) return `${step / 1_000} s`;
  if (step < 60 * minute) return `${step / minute} min`;
  if (step < day) return `${step / (60 * minute)} h`;
  const days = step / day;
  if (days % 7 === 0) return days === 7 ? "1 week" : `${days / 7} weeks`;
  return days === 1 ? "1 day" : `${days} days`;
}

function clock(instant: number, step: number, zone: Zone): string {
  return step < minute ? timeOfDay(instant, zone) : hourAndMinute(instant, zone);
}
