import type { Alerts } from "../alerts/alerts.ts";
import type { Outbound } from "../outbound/outbound.ts";

interface Log {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** A watcher outside raises the alarm when it has not heard for a few of these, ms. */
const heartbeatEveryMs = 60_000;

/**
 * Looks from outside of the engine whether it does its work: that of its own process and of every other one of the
 * database, so that one that stands still is noticed by those that do not. Only a look that finds nothing late lets the
 * heartbeat go out: silence is the alarm.
 */
export function createPageAuditor(context: {
  alerts: Pick<Alerts, "readOverdue">;
  outbound: Pick<Outbound, "post">;
  /** Of the watcher outside; unset: there is none. */
  heartbeatUrl: string | undefined;
  log: Log;
  elapsed?: () => number;
}): () => Promise<void> {
  const { alerts, outbound, heartbeatUrl, log } = context;
  const elapsed = context.elapsed ?? (() => performance.now());
  let looksLate = 0;
  let said = false;
  let heardAt = Number.NEGATIVE_INFINITY;
  const beat = async (url: string) => {
    heardAt = elapsed();
    try {
      const { status } = await outbound.post({ url, headers: {}, body: "" });
      if (status >= 300) log.warn({ status }, "the watcher outside did not take the heartbeat");
    } catch {
      // The address may be secret, and the fault may quote it.
      log.warn({}, "the heartbeat could not be sent");
    }
  };
  return async () => {
    const overdue = await alerts.readOverdue();
    const late = overdue.steps + overdue.deliveries > 0;
    // Once when it lasts for two looks and once when it ends: a clock that jumps makes everything late for a moment.
    looksLate = late ? looksLate + 1 : 0;
    if (looksLate === 2) log.error(overdue, "pages are overdue: what calls people stands still or is behind");
    if (!late && said) log.info({}, "no page is overdue any more");
    said = looksLate >= 2;
    if (!late && heartbeatUrl !== undefined && elapsed() - heardAt >= heartbeatEveryMs) await beat(heartbeatUrl);
  };
}
