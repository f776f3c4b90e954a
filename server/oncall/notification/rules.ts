import { Temporal } from "temporal-polyfill";
import { instantOf } from "../schedule/rules.ts";
import type { NotificationRules, PlannedNotification, Urgency } from "./contract.ts";

/** When the quiet hours end that an instant lies in, epoch ms; null outside of them. */
export function quietUntil(quiet: NotificationRules["quiet"], at: number): number | null {
  if (!quiet) return null;
  const today = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(quiet.zone).toPlainDate();
  // Hours that began yesterday may still last.
  for (const day of [today.subtract({ days: 1 }), today]) {
    const endDay = quiet.to < quiet.from ? day.add({ days: 1 }) : day;
    const from = instantOf(quiet.zone, day, quiet.from).at;
    const to = instantOf(quiet.zone, endDay, quiet.to).at;
    if (from <= at && at < to) return to;
  }
  return null;
}

/**
 * The steps by which somebody is told who is called at an instant, in order of time. Low urgency waits, it is never
 * dropped: in quiet hours its steps are counted from their end. High urgency passes.
 */
export function planNotifications(rules: NotificationRules, urgency: Urgency, at: number): PlannedNotification[] {
  const start = urgency === "high" ? at : (quietUntil(rules.quiet, at) ?? at);
  return rules[urgency].map(({ delayMinutes, channel }) => ({ at: start + delayMinutes * 60_000, channel }));
}
