import type { Write } from "../../database/transaction.ts";
import type { AlertsContext } from "../alerts.ts";
import type { Alert, AlertDetails } from "../contract.ts";
import { readSilencedUntil } from "../silence/store.ts";
import type { NewEntry } from "../store.ts";
import { callPeople, unreachedEntry } from "./call-people.ts";
import { askAgainMs, causeOf, nextStep } from "./rules.ts";
import { findRouting, holdLead, insertRun, lockCause } from "./store.ts";

/** What the begin of an escalation adds to the alert's first entries. */
export interface Begun {
  /** Number of the alert whose page stands for this one. */
  ledBy: string | null;
  entries: NewEntry[];
}

/**
 * Begins the escalation of an alert that was just triggered, in its transaction: the policy is kept as it is now, and the
 * first level that reaches somebody is called. Of one cause, one alert is called out; the others stand behind it.
 */
export async function startEscalation(
  context: AlertsContext,
  { query, at }: Pick<Write, "query" | "at">,
  { alert, integrationId, details }: { alert: Alert; integrationId: number; details: AlertDetails },
): Promise<Begun> {
  const { policyId, ...routing } = await findRouting(query, integrationId);
  const policy = policyId === null ? null : await context.oncall.readPolicySnapshot(query, policyId, at);
  const cause = causeOf(routing, details);
  const run = { alertId: alert.id, integrationId, cause, at, policy, position: { level: 0, round: 0 }, calls: 0 };
  const silenced = policy === null ? null : await readSilencedUntil(query, alert, at);
  if (cause !== null && policy !== null) {
    await lockCause(query, integrationId, cause);
    const since = at - routing.groupingMinutes * 60_000;
    const lead = await holdLead(query, { integrationId, cause, since, severity: alert.severity });
    // What no silence holds does not wait behind what one does.
    const leads = lead && (silenced !== null || (await readSilencedUntil(query, { id: lead.alertId }, at)) === null);
    if (leads) {
      await insertRun(query, { ...run, standing: "grouped", nextAt: null, ledBy: lead.alertId });
      return { ledBy: lead.number, entries: [] };
    }
  }
  if (policy === null) {
    await insertRun(query, { ...run, standing: "no_policy", nextAt: null, ledBy: null });
    return { ledBy: null, entries: [] };
  }
  if (silenced !== null) {
    await insertRun(query, { ...run, standing: "resting", nextAt: silenced, ledBy: null });
    return { ledBy: null, entries: [] };
  }
  const step = await nextStep(policy, run.position, (level) =>
    context.oncall.readResponders(query, policy.levels[level]?.targets ?? [], at),
  );
  if (step.kind !== "call") {
    await insertRun(query, { ...run, standing: "unreachable", nextAt: at + askAgainMs, ledBy: null });
    return { ledBy: null, entries: [unreachedEntry(step.passed, at)] };
  }
  await insertRun(query, { ...run, standing: "calling", nextAt: at, ledBy: null });
  return { ledBy: null, entries: await callPeople(context, query, { alert, policy, calls: 0, step, at }) };
}
