import type { NotificationRules, NotificationStep } from "../../server/oncall/notification/contract.ts";
import type { Level } from "../../server/oncall/policy/contract.ts";
import type { AbsentPerson, Reachability, Rotation } from "../../server/oncall/schedule/contract.ts";
import { dayAndTime, hourAndMinute, weekdayAndDay, type Zone } from "../ui/format-time.ts";

/** A schedule's own zone, by the name of its city. */
export function zoneOf(name: string): Zone {
  return { name, label: (name.split("/").at(-1) ?? name).replaceAll("_", " ") };
}

/** "Tue 24 Nov, 09:00 Paris": an instant in one zone. */
export const instantIn = (at: number, zone: Zone) =>
  `${weekdayAndDay(at, zone)}, ${hourAndMinute(at, zone)} ${zone.label}`;

/** "Tue 24 Nov, 09:00 Paris (24 Nov, 08:00 UTC)": a hand-off in the schedule's zone and in the reader's. */
export function inBoth(at: number, scheduleZone: Zone, viewer: Zone): string {
  const there = instantIn(at, scheduleZone);
  const same = scheduleZone.name === viewer.name;
  return same ? there : `${there} (${dayAndTime(at, viewer)} ${viewer.label})`;
}

export const weekdayNames = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"] as const;

/** "every 2 weeks from 2026-11-23, hand-off 09:00" */
export function rotationLine({ every: { count, unit }, startDate, handOff, hours }: Rotation): string {
  const turn = count === 1 ? `every ${unit}` : `every ${count} ${unit}s`;
  const limits = hours.map(
    ({ weekdays, from, to }) => `${weekdays.map((day) => weekdayNames[day - 1]).join(" ")} ${from} to ${to}`,
  );
  return `${turn} from ${startDate}, hand-off ${handOff}${limits.length > 0 ? `, only ${limits.join(" and ")}` : ""}`;
}

export const absenceWords: Record<AbsentPerson["why"], string> = {
  deleted: "is no longer here",
  suspended: "is suspended",
  not_on_call: "does not have the role on-call",
};

/** "Primary, Ada; 5 min" */
export function levelLine({ targets, delayMinutes }: Level, nameOf: (target: Level["targets"][number]) => string) {
  return `${targets.map(nameOf).join(", ")}; ${delayMinutes} min`;
}

export const channelWords: Record<NotificationStep["channel"], string> = {
  browser: "open page",
  push: "push",
  mail: "e-mail",
  webhook: "webhook",
};

/** What is said of somebody whom a call may pass by; null of those whom something that rings reaches. */
export const reachWords: Record<Reachability, string | null> = {
  channels: null,
  open_page: "reachable by an open page alone",
  nothing: "reachable by nothing that their rules name",
};

/** "at once: push; after 2 min: e-mail" */
export function stepsLine(steps: NotificationRules["high"]): string {
  const words = steps.map(
    ({ delayMinutes, channel }) =>
      `${delayMinutes === 0 ? "at once" : `after ${delayMinutes} min`}: ${channelWords[channel]}`,
  );
  return words.join("; ");
}
