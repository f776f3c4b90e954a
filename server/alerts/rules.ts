import type { Actor } from "../kernel/actor.ts";
import { requirePermission } from "../kernel/permission.ts";
import { Refusal } from "../kernel/refusal.ts";
import { type Severity, severities } from "./contract.ts";

const dayMs = 24 * 3_600_000;
export const longestSnoozeMs = 7 * dayMs;

/** The worse of two. */
export function worse(one: Severity, other: Severity): Severity {
  return severities.indexOf(one) <= severities.indexOf(other) ? one : other;
}

/** "21:40:05 UTC on 2026-11-23": for sentences that say who was first. */
export function utcInstant(time: number): string {
  const iso = new Date(time).toISOString();
  return `${iso.slice(11, 19)} UTC on ${iso.slice(0, 10)}`;
}

/** Narrows to a person who may act on alerts. @throws Refusal `forbidden` otherwise. */
export function requireResponder(actor: Actor): Extract<Actor, { kind: "person" }> {
  requirePermission(actor, "alerts.act");
  if (actor.kind !== "person") throw new Refusal("forbidden", "Only a person acts on an alert.");
  return actor;
}
