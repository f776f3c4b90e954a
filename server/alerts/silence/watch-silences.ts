import { inTransaction } from "../../database/transaction.ts";
import type { AlertsContext } from "../alerts.ts";
import { engine } from "../escalation/call-people.ts";
import { restSilenced } from "../escalation/stop-escalation.ts";
import { holdEngine } from "../escalation/store.ts";
import { appendToEach, lockAlerts } from "../store.ts";
import { recordHolds } from "./record-holds.ts";
import { matches } from "./rules.ts";
import {
  awaitsWatch,
  beginDue,
  closeOver,
  lockSilences,
  readSilencedAlerts,
  selectCandidates,
  selectHeld,
  tryWatchSilences,
} from "./store.ts";

/**
 * Lets silences begin whose time has come, and tells the timelines of what they held when they are over. Any number of
 * processes may.
 */
export async function watchSilences(context: AlertsContext): Promise<void> {
  if (!(await awaitsWatch(context.database.query, context.clock.now()))) return;
  await inTransaction(context, engine, async (write) => {
    const { query, at } = write;
    if (!(await holdEngine(query)) || !(await tryWatchSilences(query))) return;
    await lockSilences(query);
    const begun = await beginDue(query, at);
    const open = begun.length === 0 ? [] : await selectCandidates(query, { states: ["open"] });
    const matching = open.filter((alert) => begun.some((matcher) => matches(matcher, alert)));
    const begins = matching.map(({ alertId }) => alertId);
    const ends = await selectHeld(query, await closeOver(query, at));
    const alertIds = [...new Set([...begins, ...ends])];
    await lockAlerts(query, alertIds);
    const entries = await recordHolds(write, alertIds);
    await restSilenced(write, await readSilencedAlerts(query, begins, at));
    await appendToEach(query, entries);
    write.afterCommit(context.wake);
  });
}
