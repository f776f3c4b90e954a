import { inTransaction, type Write } from "../../database/transaction.ts";
import type { AlertsContext } from "../alerts.ts";
import { engine } from "../escalation/call-people.ts";
import { hurryRun } from "../escalation/store.ts";
import { appendEntries, lockAlert, type NewEntry } from "../store.ts";
import type { Sent } from "./contract.ts";
import { nextTry } from "./rules.ts";
import { type CallOf, type Claimed, findDelivery, hastenCall, spreadState, writeResult } from "./store.ts";

/**
 * Writes what became of a delivery, unless another process took it over meanwhile. What failed for good hastens whoever
 * is told next.
 */
export async function recordResult(context: AlertsContext, claimed: Claimed, sent: Sent): Promise<void> {
  await inTransaction(context, engine, async (write) => {
    const { query, at } = write;
    const { page, channel } = claimed;
    const own = page.kind === "alert" ? page.alert : null;
    // The alert first, as everywhere: whoever acknowledges it holds it before its deliveries.
    if (own) await lockAlert(query, own.id);
    if (sent.outcome === "retry") {
      const dueAt = nextTry(claimed, at, sent.afterMs);
      if (dueAt !== null) {
        await writeResult(query, claimed, { state: "waiting", at, dueAt, why: sent.why });
        return;
      }
    }
    const why = sent.outcome === "accepted" ? {} : { why: sent.why };
    const state = sent.outcome === "accepted" ? "accepted" : "failed";
    if (!(await writeResult(query, claimed, { state, at, ...why }))) return;
    const kind = state === "accepted" ? "paged" : "undelivered";
    const detail = { people: [claimed.person], channel, ...why };
    if (state === "failed") await passOn(write, page.deliveryId, "failed");
    if (own) await appendEntries(query, own.id, [{ kind, at, actor: engine, detail }]);
    write.afterCommit(context.wake);
  });
}

/** A page that is not seen: its person's next step, or the next level, does not wait for its time. */
export async function passOn({ query, at }: Write, deliveryId: string, state: "failed" | "unseen"): Promise<void> {
  for (const call of await spreadState(query, deliveryId, state)) await hastenNext(query, call, at);
}

async function hastenNext(query: Write["query"], call: CallOf, at: number): Promise<void> {
  if (await hastenCall(query, call, at)) await hurryRun(query, call.alertId, call.call, at);
}

/** An entry about one delivery of an alert; nothing where there is no alert of its own. */
export async function noteDelivery(
  context: AlertsContext,
  write: Write,
  deliveryId: string,
  kind: Extract<NewEntry["kind"], "shown" | "unseen">,
): Promise<void> {
  const found = await findDelivery(write.query, deliveryId);
  write.afterCommit(context.wake);
  if (!found?.alertId) return;
  const detail = { people: [found.person], channel: found.channel };
  await appendEntries(write.query, found.alertId, [{ kind, at: write.at, actor: engine, detail }]);
}
