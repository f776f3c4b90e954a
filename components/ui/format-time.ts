/** The zone in which instants are written. `name` is an IANA name; `label` is what stands beside every time. */
export interface Zone {
  name: string;
  label: string;
}

export const utc: Zone = { name: "UTC", label: "UTC" };

const formats = new Map<string, Intl.DateTimeFormat>();

/** "14:32:08" in the zone. */
export function timeOfDay(instant: number, zone: Zone): string {
  return format(zone, "second", { hour: "2-digit", minute: "2-digit", second: "2-digit" }).format(instant);
}

/** "14:32" in the zone. */
export function hourAndMinute(instant: number, zone: Zone): string {
  return format(zone, "minute", { hour: "2-digit", minute: "2-digit" }).format(instant);
}

/** "23 Nov, 14:32" in the zone: for instants that need not be of today. */
export function dayAndTime(instant: number, zone: Zone): string {
  const date = format(zone, "day", { day: "numeric", month: "short" }).format(instant);
  return `${date}, ${hourAndMinute(instant, zone)}`;
}

/** "23 Nov" in the zone. */
export function dayAndMonth(instant: number, zone: Zone): string {
  return format(zone, "day", { day: "numeric", month: "short" }).format(instant);
}

/** "Nov 2026" in the zone. */
export function monthAndYear(instant: number, zone: Zone): string {
  return format(zone, "month", { month: "short", year: "numeric" }).format(instant);
}

/** "Mon 23 Nov 2026" in the zone. */
export function fullDay(instant: number, zone: Zone): string {
  const options = { weekday: "short", day: "numeric", month: "short", year: "numeric" } as const;
  return format(zone, "full day", options).format(instant).replace(",", "");
}

/** "Mon 23 Nov" in the zone. */
export function weekdayAndDay(instant: number, zone: Zone): string {
  return format(zone, "weekday", { weekday: "short", day: "numeric", month: "short" }).format(instant).replace(",", "");
}

/** How far the zone's clocks are ahead of UTC at an instant, ms. */
export function aheadOfUtc(instant: number, zone: Zone): number {
  const name = format(zone, "offset", { timeZoneName: "longOffset" })
    .formatToParts(instant)
    .find(({ type }) => type === "timeZoneName")?.value;
  const [, sign, hours, minutes] = name?.match(/([+-])(\d\d):(\d\d)/) ?? [];
  const size = Number(hours ?? 0) * 3_600_000 + Number(minutes ?? 0) * 60_000;
  return sign === "-" ? -size : size;
}

/** hourAndMinute on the day of `now`, dayAndTime on any other. */
export function shortInstant(instant: number, now: number, zone: Zone): string {
  const date = format(zone, "day", { day: "numeric", month: "short" });
  return date.format(instant) === date.format(now) ? hourAndMinute(instant, zone) : dayAndTime(instant, zone);
}

/** The zone of this browser, named as people there name it ("CET"). */
export function browserZone(now: number): Zone {
  const name = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const part = new Intl.DateTimeFormat("en-GB", { timeZone: name, timeZoneName: "short" })
    .formatToParts(now)
    .find(({ type }) => type === "timeZoneName");
  return { name, label: part?.value ?? name };
}

/** "03:12 CET · 02:12 UTC": for whoever talks with people elsewhere; once where both are the same. */
export function inBothZones(instant: number, here: Zone): string {
  const world = `${hourAndMinute(instant, utc)} UTC`;
  return aheadOfUtc(instant, here) === 0 ? world : `${hourAndMinute(instant, here)} ${here.label} · ${world}`;
}

function format(zone: Zone, kind: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${zone.name}/${kind}`;
  let found = formats.get(key);
  if (!found) {
    found = new Intl.DateTimeFormat("en-GB", { timeZone: zone.name, hourCycle: "h23", ...options });
    formats.set(key, found);
  }
  return found;
}
