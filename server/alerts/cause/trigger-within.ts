import type { Write } from "../../database/transaction.ts";
import type { AlertsContext } from "../alerts.ts";
import { type OwnCall, type OwnSignal, type Signal, signalSchema } from "../contract.ts";
import { stopByAcknowledgement } from "../escalation/stop-escalation.ts";
import { resolveByKey } from "../resolve-alert.ts";
import { holdSilences } from "../silence/store.ts";
import { acknowledgeOpen, appendEvent, lockOpenAlert } from "../store.ts";
import { storeSignal } from "../trigger-alert.ts";
import { holdOpenAlerts, readOwn } from "./store.ts";

/**
 * What one of our own parts has to say of its alerts, inside the transaction of what they are about and as the last
 * thing in it: after the locks of its own rows and of its own stream. All alerts concerned are held first, in one order,
 * so that none is waited for while the stream of alerts is held.
 */
export async function callWithin(context: AlertsContext, write: Write, calls: readonly OwnCall[]): Promise<void> {
  if (calls.length === 0) return;
  const own = await readOwn(write.query);
  const keyed = calls.map((call) => {
    const integration = own.get(call.kind);
    if (!integration) throw new Error(`the built-in integration ${call.kind} is missing`);
    return { call, ...integration, dedupKey: call.deed === "trigger" ? call.signal.dedupKey : call.dedupKey };
  });
  await holdSilences(write.query);
  await holdOpenAlerts(write.query, keyed);
  for (const { call, integrationId, name } of keyed) {
    const { kind } = call;
    const actor = { kind: "integration", integrationId, integrationName: name, speaks: kind } as const;
    if (call.deed === "trigger") {
      await storeSignal(context, { ...write, actor }, integrationId, signalOf(call.signal, context.publicUrl));
    } else if (call.deed === "resolve") {
      await resolveByKey({ ...write, actor }, integrationId, { ...call, repairs: [] });
    } else {
      await acknowledgeWithin(write, integrationId, call.dedupKey);
    }
  }
  write.afterCommit(context.wake);
}

/** Whoever took what the alert is about has the alert: in its timeline stands the actor of the transaction. */
async function acknowledgeWithin(write: Write, integrationId: number, dedupKey: string): Promise<void> {
  const open = await lockOpenAlert(write.query, integrationId, dedupKey);
  const alert = open && (await acknowledgeOpen(write.query, open.id, write));
  if (!alert) return;
  await stopByAcknowledgement(write, alert.id);
  await appendEvent(write.query, alert, { kind: "acknowledged", at: write.at, actor: write.actor });
}

function signalOf({ group, custom, links = [], ...said }: OwnSignal, publicUrl: string): Signal {
  const shown = links.map(({ href, text }) => ({ href: new URL(href, publicUrl).href, text }));
  const details = {
    ...(group === undefined ? {} : { group }),
    ...(custom === undefined ? {} : { custom }),
    ...(shown.length === 0 ? {} : { links: shown }),
  };
  return signalSchema.parse({ ...said, details, repairs: [] });
}
