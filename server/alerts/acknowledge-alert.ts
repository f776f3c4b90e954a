import { recordDeed } from "../audit/audit.ts";
import { inTransaction } from "../database/transaction.ts";
import type { Actor } from "../kernel/actor.ts";
import { parseOrRefuse } from "../kernel/parse.ts";
import type { AlertsContext } from "./alerts.ts";
import { findOpenCause } from "./cause/store.ts";
import { type Alert, alertIdSchema, dedupKeySchema, type Received } from "./contract.ts";
import { stopDeliveries } from "./delivery/store.ts";
import { stopByAcknowledgement } from "./escalation/stop-escalation.ts";
import { acknowledgeAsResponder } from "./escalation/store.ts";
import { requireIntegration } from "./integration/authenticate-integration.ts";
import { whyNot } from "./refuse-change.ts";
import { requireResponder } from "./rules.ts";
import { acknowledgeOpen, appendEntries, appendEvent, findAlert, lockOpenAlert } from "./store.ts";
import { said } from "./trigger-alert.ts";

/**
 * A person takes an alert, and with it what it is about. The database settles who was first. Whoever was asked to join
 * says so by the same, also when somebody has it.
 * @throws Refusal `forbidden`, `invalid`, `not_found`, or `conflict` that names who was first and when.
 */
export async function acknowledgeAlert(context: AlertsContext, actor: Actor, input: unknown): Promise<Alert> {
  const { personId } = requireResponder(actor);
  const { alertId } = parseOrRefuse(alertIdSchema, input);
  return inTransaction(context, actor, async (write) => {
    const cause = await findOpenCause(write.query, alertId);
    const taken = cause !== undefined && (await context.acknowledgeCause(write, cause.kind, cause.dedupKey));
    const alert = taken ? await findAlert(write.query, alertId) : await acknowledgeOpen(write.query, alertId, write);
    const joined = await acknowledgeAsResponder(write.query, alertId, personId, write.at);
    if (joined) await stopDeliveries(write.query, alertId, "they acknowledged", { kind: "responder", personId });
    if (!alert && joined) {
      const entry = { kind: "acknowledged", at: write.at, actor, detail: { why: "as a responder" } } as const;
      write.afterCommit(context.wake);
      return appendEntries(write.query, alertId, [entry]);
    }
    if (alert?.state !== "acknowledged") throw whyNot(alert ?? (await findAlert(write.query, alertId)));
    if (!taken) await stopByAcknowledgement(write, alertId);
    await recordDeed(write, { name: "alert.acknowledged", subject: alertId, detail: { number: alert.number } });
    if (!taken) await appendEvent(write.query, alert, { kind: "acknowledged", at: write.at, actor });
    write.afterCommit(context.wake);
    return alert;
  });
}

/**
 * An integration says that its alert was taken. Where none is open, nothing happens: senders repeat themselves.
 * @throws Refusal `forbidden`, `invalid`.
 */
export async function acknowledgeByKey(context: AlertsContext, actor: Actor, input: unknown): Promise<Received> {
  const { integrationId } = requireIntegration(actor);
  const { dedupKey, repairs } = parseOrRefuse(dedupKeySchema, input);
  return inTransaction(context, actor, async (write): Promise<Received> => {
    const open = await lockOpenAlert(write.query, integrationId, dedupKey);
    const alert = open && (await acknowledgeOpen(write.query, open.id, write));
    if (!alert) return { outcome: "dropped", alert: open ?? null };
    await stopByAcknowledgement(write, alert.id);
    const entry = { kind: "acknowledged", at: write.at, actor, detail: said(repairs) } as const;
    await appendEvent(write.query, alert, entry);
    write.afterCommit(context.wake);
    return { outcome: "acknowledged", alert };
  });
}
