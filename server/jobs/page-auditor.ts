import { setTimeout as wait } from "node:timers/promises";
import type { Alerts } from "../alerts/alerts.ts";
import { isUnreachable } from "../database/transaction.ts";
import type { Logger } from "../telemetry/logger.ts";

const everyMs = 10_000;

/**
 * Looks from outside of the engine whether it does its work: of its own process, and of every other one of the database,
 * so that one that stands still is noticed by those that do not. `onClean` runs after each look that found nothing late.
 */
export function startPageAuditor(context: {
  alerts: Pick<Alerts, "readOverdue">;
  log: Logger;
  onClean?: () => Promise<void>;
}): { close(): Promise<void> } {
  const { alerts, log, onClean } = context;
  const stopping = new AbortController();
  const { signal } = stopping;
  let wasLate = false;
  const look = async () => {
    const overdue = await alerts.readOverdue();
    const late = overdue.steps + overdue.deliveries > 0;
    // Once when it begins and once when it ends: what lasts is in the metrics.
    if (late && !wasLate)
      log.error(overdue, "pages are overdue: the engine that calls people stands still or is behind");
    if (!late && wasLate) log.info({}, "no page is overdue any more");
    wasLate = late;
    if (!late) await onClean?.();
  };
  const running = (async () => {
    while (!signal.aborted) {
      await wait(everyMs, undefined, { signal }).catch(() => {});
      if (signal.aborted) return;
      await look().catch((error: unknown) => {
        log[isUnreachable(error) ? "warn" : "error"]({ err: error }, "it could not be seen whether pages are overdue");
      });
    }
  })();
  return {
    async close() {
      stopping.abort();
      await running;
    },
  };
}
