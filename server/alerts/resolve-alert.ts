import { recordDeed } from "../audit/audit.ts";
import { inTransaction, type Write } from "../database/transaction.ts";
import type { Actor } from "../kernel/actor.ts";
import { parseOrRefuse } from "../kernel/parse.ts";
import type { AlertsContext } from "./alerts.ts";
import { type Alert, alertIdSchema, dedupKeySchema, type Received } from "./contract.ts";
import { stopByResolution } from "./escalation/stop-escalation.ts";
import { requireIntegration } from "./integration/authenticate-integration.ts";
import { whyNot } from "./refuse-change.ts";
import { requireResponder } from "./rules.ts";
import { appendEvent, findAlert, lockOpenAlert, resolveUnresolved } from "./store.ts";
import { said } from "./trigger-alert.ts";

/**
 * A person ends an alert; the next event of its key opens another.
 * @throws Refusal `forbidden`, `invalid`, `not_found`, or `conflict` that names who was first and when.
 */
export async function resolveAlert(context: AlertsContext, actor: Actor, input: unknown): Promise<Alert> {
  requireResponder(actor);
  const { alertId } = parseOrRefuse(alertIdSchema, input);
  return inTransaction(context, actor, async (write) => {
    const alert = await resolveUnresolved(write.query, alertId, write);
    if (!alert) throw whyNot(await findAlert(write.query, alertId));
    await stopByResolution(write, alertId);
    await recordDeed(write, { name: "alert.resolved", subject: alertId, detail: { number: alert.number } });
    await appendEvent(write.query, alert, { kind: "resolved", at: write.at, actor });
    write.afterCommit(context.wake);
    return alert;
  });
}

/**
 * An integration says that its alert is over. Where none is open, nothing happens.
 * @throws Refusal `forbidden`, `invalid`.
 */
export async function resolveForIntegration(context: AlertsContext, actor: Actor, input: unknown): Promise<Received> {
  const { integrationId } = requireIntegration(actor);
  const resolution = parseOrRefuse(dedupKeySchema, input);
  return inTransaction(context, actor, async (write) => {
    const received = await resolveByKey(write, integrationId, resolution);
    write.afterCommit(context.wake);
    return received;
  });
}

/** Resolves the alert of a key inside a transaction, as the last thing in it. */
export async function resolveByKey(
  write: Write,
  integrationId: number,
  { dedupKey, repairs, why }: { dedupKey: string; repairs: string[]; why?: string },
): Promise<Received> {
  const open = await lockOpenAlert(write.query, integrationId, dedupKey);
  const alert = open && (await resolveUnresolved(write.query, open.id, write));
  if (!alert) return { outcome: "dropped", alert: null };
  await stopByResolution(write, alert.id);
  const detail = { ...(why === undefined ? {} : { why }), ...said(repairs) };
  await appendEvent(write.query, alert, { kind: "resolved", at: write.at, actor: write.actor, detail });
  return { outcome: "resolved", alert };
}
