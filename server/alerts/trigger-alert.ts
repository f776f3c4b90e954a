import { randomUUID } from "node:crypto";
import { inTransaction, type Write } from "../database/transaction.ts";
import type { Actor } from "../kernel/actor.ts";
import { parseOrRefuse } from "../kernel/parse.ts";
import type { AlertsContext } from "./alerts.ts";
import { type Received, type Signal, signalSchema } from "./contract.ts";
import { requireIntegration } from "./integration/authenticate-integration.ts";
import { worse } from "./rules.ts";
import { appendEvent, insertAlert, joinAlert, lockOpenAlert } from "./store.ts";

/**
 * An event of an integration: it joins the alert of its key that is not resolved, or opens one.
 * @throws Refusal `forbidden`, `invalid`.
 */
export async function triggerAlert(context: AlertsContext, actor: Actor, input: unknown): Promise<Received> {
  const { integrationId } = requireIntegration(actor);
  const signal = parseOrRefuse(signalSchema, input);
  return inTransaction(context, actor, async (write) => {
    const received = await storeSignal(write, integrationId, signal);
    write.afterCommit(context.wake);
    return received;
  });
}

/** Stores the event inside a transaction, as the last thing in it. `reason`: why it joins, beyond its key. */
export async function storeSignal(
  write: Write,
  integrationId: number,
  signal: Signal,
  reason?: string,
): Promise<Received> {
  const joined = await join(write, integrationId, signal, reason);
  if (joined) return joined;
  const { repairs, ...alert } = signal;
  const opened = await insertAlert(write.query, { ...alert, integrationId, alertId: randomUUID(), at: write.at });
  if (opened) {
    const why = reason === undefined ? {} : { why: reason };
    const detail = { ...why, ...said(repairs) };
    await appendEvent(write.query, opened, { kind: "triggered", at: write.at, actor: write.actor, detail });
    return { outcome: "triggered", alert: opened };
  }
  // Another event of the key opened it between the two looks.
  const won = await join(write, integrationId, signal, reason);
  if (won) return won;
  return storeSignal(write, integrationId, signal, reason);
}

async function join(
  write: Write,
  integrationId: number,
  signal: Signal,
  reason: string | undefined,
): Promise<Received | undefined> {
  const open = await lockOpenAlert(write.query, integrationId, signal.dedupKey);
  if (!open) return undefined;
  const severity = worse(open.severity, signal.severity);
  const alert = await joinAlert(write.query, open.id, { severity, details: signal.details, at: write.at });
  if (!alert) throw new Error("an alert that was held is gone");
  const held = `the alert of its key is ${open.state}`;
  const detail = {
    why: reason === undefined ? held : `${reason}; ${held}`,
    ...(severity === open.severity ? {} : { severity }),
    ...(signal.summary === open.summary ? {} : { summary: signal.summary }),
    ...said(signal.repairs),
  };
  await appendEvent(write.query, alert, { kind: "joined", at: write.at, actor: write.actor, detail });
  return { outcome: "joined", alert };
}

/** Repairs as the timeline keeps them; nothing where nothing was repaired. */
export const said = (repairs: string[]) => (repairs.length === 0 ? {} : { repairs });
