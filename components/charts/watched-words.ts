import type { Watched } from "../../server/alerts/rule/contract.ts";
import { fullNumber } from "../ui/format-number.ts";
import { hourAndMinute, type Zone } from "../ui/format-time.ts";

const minuteMs = 60_000;

/** "From 14:02 to 16:02 UTC between 12 and 514 a minute, 514 in the last that is known." */
export function watchedSentence(
  { measure, from, minutes }: Pick<Watched, "measure" | "from" | "minutes">,
  zone: Zone,
): string {
  const known = minutes.filter((count) => count !== null);
  const span = `From ${hourAndMinute(from, zone)} to ${hourAndMinute(from + minutes.length * minuteMs, zone)} ${zone.label}`;
  const last = known.at(-1);
  if (last === undefined) return `${span} nothing is known.`;
  const range = `${fullNumber(Math.min(...known))} and ${fullNumber(Math.max(...known))}`;
  const unit = measure === "total_users" ? "" : " a minute";
  return `${span} between ${range}${unit}, ${fullNumber(last)} in the last that is known.`;
}
