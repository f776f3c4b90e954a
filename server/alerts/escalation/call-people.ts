import { randomUUID } from "node:crypto";
import type { Write } from "../../database/transaction.ts";
import type { PolicySnapshot, Responder } from "../../oncall/policy/contract.ts";
import type { AlertsContext } from "../alerts.ts";
import type { Alert } from "../contract.ts";
import { insertDeliveries } from "../delivery/store.ts";
import type { NewEntry } from "../store.ts";
import { type Step, urgencyOf } from "./rules.ts";
import { insertCall, moveRun } from "./store.ts";

/** Who acts when the rules do. */
export const engine = { kind: "chore", name: "escalation" } as const;

/**
 * Calls the people of a step: the call, what leaves for each of them, and when the next level's turn comes. The delay of
 * a level counts from when its first person is told: low urgency may wait for the end of quiet hours.
 */
export async function callPeople(
  context: Pick<AlertsContext, "oncall">,
  query: Write["query"],
  {
    alert,
    policy,
    calls,
    step,
    at,
  }: {
    alert: Pick<Alert, "id" | "severity">;
    policy: PolicySnapshot;
    calls: number;
    step: Extract<Step<Responder>, { kind: "call" }>;
    at: number;
  },
): Promise<NewEntry[]> {
  const call = calls + 1;
  await insertCall(query, { alertId: alert.id, call, at, people: step.people, position: step.at, askedBy: null });
  const firstTold = await sendTo(context, query, { alert, call, people: step.people, at });
  const delayMs = (policy.levels[step.at.level]?.delayMinutes ?? 1) * 60_000;
  await moveRun(query, alert.id, {
    standing: "calling",
    nextAt: firstTold + delayMs,
    position: step.next,
    calls: call,
  });
  const detail = { level: step.at.level + 1, round: step.at.round + 1, people: step.people.map((one) => one.person) };
  const called: NewEntry = { kind: "called", at, actor: engine, detail };
  return step.passed.length === 0 ? [called] : [unreachedEntry(step.passed, at), called];
}

/** Puts into the outbox what each person is told by, and answers when the first of them is, epoch ms. */
export async function sendTo(
  context: Pick<AlertsContext, "oncall">,
  query: Write["query"],
  {
    alert,
    call,
    people,
    at,
  }: {
    alert: Pick<Alert, "id" | "severity">;
    call: number;
    people: readonly Pick<Responder, "personId" | "person">[];
    at: number;
  },
): Promise<number> {
  const urgency = urgencyOf(alert.severity);
  let first = Number.POSITIVE_INFINITY;
  for (const { personId, person } of people) {
    const plan = await context.oncall.readNotificationPlan(query, personId, urgency, at);
    const planned = plan.map((step) => ({ ...step, deliveryId: randomUUID() }));
    await insertDeliveries(query, { alertId: alert.id, call, personId, person, urgency }, planned);
    first = Math.min(first, ...plan.map((step) => step.at));
  }
  return Number.isFinite(first) ? first : at;
}

/** Levels, from 0, that reach nobody: the next was called at once. */
export const unreachedEntry = (passed: readonly number[], at: number): NewEntry => ({
  kind: "unreachable",
  at,
  actor: engine,
  detail: { levels: passed.map((level) => level + 1) },
});
