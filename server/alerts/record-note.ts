import { recordDeed } from "../audit/audit.ts";
import { inTransaction } from "../database/transaction.ts";
import type { Actor } from "../kernel/actor.ts";
import { parseOrRefuse } from "../kernel/parse.ts";
import type { AlertsContext } from "./alerts.ts";
import { type Alert, noteSchema } from "./contract.ts";
import { whyNot } from "./refuse-change.ts";
import { requireResponder } from "./rules.ts";
import { appendEvent, countEntries } from "./store.ts";

/**
 * Writes a note on the timeline; also after the end, for what was learnt. The audit keeps that it was written, not it.
 * @throws Refusal `forbidden`, `invalid`, `not_found`.
 */
export async function recordNote(context: AlertsContext, actor: Actor, input: unknown): Promise<Alert> {
  requireResponder(actor);
  const { alertId, note } = parseOrRefuse(noteSchema, input);
  return inTransaction(context, actor, async (write) => {
    const alert = await countEntries(write.query, alertId);
    if (!alert) throw whyNot(undefined);
    await recordDeed(write, { name: "alert.noted", subject: alertId, detail: { number: alert.number } });
    await appendEvent(write.query, alert, { kind: "noted", at: write.at, actor, detail: { note } });
    write.afterCommit(context.wake);
    return alert;
  });
}
