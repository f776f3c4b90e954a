import { randomUUID } from "node:crypto";
import { inTransaction, type Write } from "../database/transaction.ts";
import type { Actor } from "../kernel/actor.ts";
import { parseOrRefuse } from "../kernel/parse.ts";
import type { AlertsContext } from "./alerts.ts";
import { type Alert, type Received, type Severity, type Signal, signalSchema } from "./contract.ts";
import { urgencyOf } from "./escalation/rules.ts";
import { startEscalation } from "./escalation/start-escalation.ts";
import { callAnew } from "./escalation/stop-escalation.ts";
import { hastenRests } from "./escalation/store.ts";
import { requireIntegration } from "./integration/authenticate-integration.ts";
import { worse } from "./rules.ts";
import { recordHolds } from "./silence/record-holds.ts";
import { holdSilences } from "./silence/store.ts";
import { appendEvents, countEntries, insertAlert, joinAlert, lockOpenAlert, type NewEntry } from "./store.ts";

/**
 * An event of an integration: it joins the alert of its key that is not resolved, or opens one.
 * @throws Refusal `forbidden`, `invalid`.
 */
export async function triggerAlert(context: AlertsContext, actor: Actor, input: unknown): Promise<Received> {
  const { integrationId } = requireIntegration(actor);
  const signal = parseOrRefuse(signalSchema, input);
  return inTransaction(context, actor, async (write) => {
    const received = await storeSignal(context, write, integrationId, signal);
    write.afterCommit(context.wake);
    return received;
  });
}

/** Stores the event inside a transaction, as the last thing in it. `reason`: why it joins, beyond its key. */
export async function storeSignal(
  context: AlertsContext,
  write: Write,
  integrationId: number,
  signal: Signal,
  reason?: string,
): Promise<Received> {
  await holdSilences(write.query);
  const joined = await join(write, integrationId, signal, reason);
  if (joined) return joined;
  const { repairs, ...content } = signal;
  const opened = await insertAlert(write.query, { ...content, integrationId, alertId: randomUUID(), at: write.at });
  if (opened) {
    const begun = await startEscalation(context, write, { alert: opened, integrationId, details: signal.details });
    const led = begun.ledBy === null ? undefined : `one page with ${begun.ledBy}, of the same cause`;
    const why = [reason, led].filter((one) => one !== undefined).join("; ");
    const detail = { ...(why === "" ? {} : { why }), ...said(repairs) };
    const held = (await recordHolds(write, [opened.id])).get(opened.id) ?? [];
    const triggered: NewEntry = { kind: "triggered", at: write.at, actor: write.actor, detail };
    const alert = await appendMore(write, opened, [triggered, ...held, ...begun.entries]);
    return { outcome: "triggered", alert };
  }
  // Another event of the key opened it between the two looks.
  const won = await join(write, integrationId, signal, reason);
  if (won) return won;
  return storeSignal(context, write, integrationId, signal, reason);
}

/** Appends entries of which the alert's version numbers the first. */
async function appendMore({ query }: Write, alert: Alert, entries: readonly NewEntry[]): Promise<Alert> {
  const more = entries.length - 1;
  const counted = more === 0 ? alert : await countEntries(query, alert.id, more);
  if (!counted) throw new Error("an alert that was held is gone");
  await appendEvents(query, counted, entries);
  return counted;
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
  const joined = await joinAlert(write.query, open.id, { severity, details: signal.details, at: write.at });
  if (!joined) throw new Error("an alert that was held is gone");
  const held = `the alert of its key is ${open.state}`;
  const louder = severity !== open.severity;
  if (open.state === "open" && louder) await makeLouder(write, open, severity);
  const detail = {
    why: reason === undefined ? held : `${reason}; ${held}`,
    ...(severity === open.severity ? {} : { severity }),
    ...(signal.summary === open.summary ? {} : { summary: signal.summary }),
    ...said(signal.repairs),
  };
  const entry: NewEntry = { kind: "joined", at: write.at, actor: write.actor, detail };
  // A silence of one severity holds it no more, or now does.
  const holds = louder ? ((await recordHolds(write, [open.id])).get(open.id) ?? []) : [];
  return { outcome: "joined", alert: await appendMore(write, joined, [entry, ...holds]) };
}

/** What was too quiet for its people, or stood behind another, is called anew; else the calls under way go on. */
async function makeLouder(write: Write, open: Alert, severity: Severity): Promise<void> {
  // A silence of what is quieter holds it no more.
  await hastenRests(write.query, [open.id], write.at);
  const passesQuietHours = urgencyOf(severity) !== urgencyOf(open.severity);
  if (passesQuietHours || severity === "critical") await callAnew(write, open.id);
}

/** Repairs as the timeline keeps them; nothing where nothing was repaired. */
export const said = (repairs: string[]) => (repairs.length === 0 ? {} : { repairs });
