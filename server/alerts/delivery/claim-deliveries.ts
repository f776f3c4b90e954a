import { randomUUID } from "node:crypto";
import { inTransaction, type Write } from "../../database/transaction.ts";
import type { AlertsContext } from "../alerts.ts";
import { engine } from "../escalation/call-people.ts";
import { holdEngine } from "../escalation/store.ts";
import { readSilencedAlerts } from "../silence/store.ts";
import { bundleDue, flood, triedForMs } from "./rules.ts";
import {
  bundleDeliveries,
  type Claimed,
  countPages,
  type Due,
  leaseDeliveries,
  lockDue,
  stopClaimed,
  writeResult,
} from "./store.ts";

/**
 * Takes what is due, for a lease: the alert's state and silences are looked at again, and who got many pages gets one bundle. What is
 * taken is to be sent outside of any transaction, and its result recorded under its fence. `here`: whose open pages this
 * process holds.
 */
export async function claimDeliveries(
  context: AlertsContext,
  { limit, leaseMs, here }: { limit: number; leaseMs: number; here: readonly string[] },
): Promise<Claimed[]> {
  return inTransaction(context, engine, async (write) => {
    const { query, at } = write;
    if (!(await holdEngine(query))) return [];
    const due = await lockDue(query, { at, limit, here, elsewhereUntil: at - triedForMs.browser });
    if (due.length === 0) return [];
    const byRule = due.flatMap(({ alertId, asked }) => (alertId === null || asked ? [] : [alertId]));
    const silenced = await readSilencedAlerts(query, byRule, at);
    const whyStopped = ({ stopped: why, alertId, asked }: Due) =>
      why ?? (alertId !== null && !asked && silenced.has(alertId) ? "silenced" : null);
    const wanted = due.filter((one) => whyStopped(one) === null);
    const stopped = due.flatMap((one) => {
      const why = whyStopped(one);
      return why === null ? [] : [{ deliveryId: one.deliveryId, why }];
    });
    await stopClaimed(query, stopped);
    const bundled = await holdBack(write, wanted);
    const leaving = wanted.map((one) => one.deliveryId).filter((id) => !bundled.has(id));
    const claimed = await leaseDeliveries(query, leaving, { at, leaseMs });
    // The alerts of a bundle may all have been taken while it waited.
    const empty = claimed.filter(({ page }) => page.kind === "bundle" && page.alerts === 0);
    for (const one of empty) await writeResult(query, one, { state: "stopped", at, why: "all were taken" });
    return claimed.filter((one) => !empty.includes(one));
  });
}

/** Which of those that are due go into a bundle, because their person got as many as the limit allows. */
async function holdBack({ query, at }: Write, due: readonly Due[]): Promise<Set<string>> {
  const held = new Set<string>();
  const limited = due.filter((one) => one.kind === "alert" && one.severity !== "critical" && one.firstSentAt === null);
  const byRecipient = Map.groupBy(limited, ({ channel, personId }) => `${channel} ${personId}`);
  // Every process takes the counts in the same order: two that claim at once wait for each other, never both.
  for (const [, ofOne] of [...byRecipient].sort(([one], [other]) => (one < other ? -1 : 1))) {
    const [recipient] = ofOne;
    if (!recipient) continue;
    const { pages, lastBundleAt } = await countPages(query, recipient, at);
    const over = ofOne.slice(Math.max(0, flood.pages - pages)).map((one) => one.deliveryId);
    if (over.length === 0) continue;
    const bundle = { deliveryId: randomUUID(), dueAt: bundleDue(at, lastBundleAt) };
    await bundleDeliveries(query, recipient, over, bundle);
    for (const id of over) held.add(id);
  }
  return held;
}
