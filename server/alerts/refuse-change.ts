import { Refusal } from "../kernel/refusal.ts";
import type { Alert } from "./contract.ts";
import { utcInstant } from "./rules.ts";

/** Why an alert could not be changed as somebody wanted: who was first, and when. */
export function whyNot(alert: Alert | undefined): Refusal {
  if (!alert) return new Refusal("not_found", "No alert has this id. Reload the page.", "alertId");
  const { resolved, acknowledged } = alert;
  if (resolved) return new Refusal("conflict", `Already resolved by ${resolved.by} at ${utcInstant(resolved.at)}.`);
  if (acknowledged) {
    return new Refusal("conflict", `Already acknowledged by ${acknowledged.by} at ${utcInstant(acknowledged.at)}.`);
  }
  return new Refusal("conflict", "The alert was changed a moment ago. Look at it again.");
}
