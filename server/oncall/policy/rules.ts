import type { Stretch } from "../schedule/contract.ts";
import { gapsBetween, type Plan, shiftAt, shiftsBetween } from "../schedule/rules.ts";
import type { Level, LevelReach, Policy, PolicyDefinition, PolicySnapshot, Target } from "./contract.ts";

/** What decides whom a target reaches. A schedule that is gone has no plan and reaches nobody. */
export interface Reachable {
  planOf(scheduleId: number): Plan | undefined;
  isAvailable(personId: string): boolean;
}

/** Whom a level reaches over a stretch of time. */
export function reachOf({ targets }: Pick<Level, "targets">, reachable: Reachable, stretch: Stretch): LevelReach {
  const always = targets.some((target) => target.kind === "person" && reachable.isAvailable(target.personId));
  if (always) return { unreached: [], reachesNobody: false };
  const plans = targets.flatMap((target) =>
    target.kind === "schedule" ? (reachable.planOf(target.scheduleId) ?? []) : [],
  );
  const shifts = plans.flatMap((plan) => shiftsBetween(plan, stretch)).sort((a, b) => a.from - b.from);
  return { unreached: gapsBetween(shifts, stretch), reachesNobody: shifts.length === 0 };
}

/** True when the last level reaches nobody over a whole stretch: an alert could end with nobody called. */
export function endsWithNobody({ levels }: Pick<PolicyDefinition, "levels">, reachable: Reachable, stretch: Stretch) {
  const last = levels.at(-1);
  return !last || reachOf(last, reachable, stretch).reachesNobody;
}

/** Whom targets reach at an instant: each person once, by the first of the targets that names them. */
export function respondersAt(
  targets: readonly Target[],
  reachable: Reachable,
  at: number,
): { personId: string; by: Target }[] {
  const found = new Map<string, Target>();
  for (const target of targets) {
    const personId = personOf(target, reachable, at);
    if (personId !== undefined && !found.has(personId)) found.set(personId, target);
  }
  return [...found].map(([personId, by]) => ({ personId, by }));
}

function personOf(target: Target, reachable: Reachable, at: number): string | undefined {
  if (target.kind === "person") return reachable.isAvailable(target.personId) ? target.personId : undefined;
  const plan = reachable.planOf(target.scheduleId);
  return plan && shiftAt(plan, at)?.personId;
}

export function snapshotOf({ id, version, name, levels, repeats }: Policy, takenAt: number): PolicySnapshot {
  return { policyId: id, version, takenAt, name, levels, repeats };
}
