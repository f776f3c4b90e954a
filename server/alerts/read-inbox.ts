import type { Actor } from "../kernel/actor.ts";
import { requirePermission } from "../kernel/permission.ts";
import type { AlertsContext } from "./alerts.ts";
import type { Inbox, WaitingAlerts } from "./contract.ts";
import { selectUnfinished } from "./silence/store.ts";
import { countByState, readLastCursor, readResolved, readUnresolved, readWaiting } from "./store.ts";

/** What waits for somebody, in a line. @throws Refusal `forbidden`. */
export async function readWaitingAlerts(context: AlertsContext, actor: Actor): Promise<WaitingAlerts> {
  requirePermission(actor, "alerts.read");
  const { query } = context.database;
  const now = context.clock.now();
  const [waiting, unfinished] = await Promise.all([readWaiting(query, now), selectUnfinished(query, now)]);
  const [first, ...others] = unfinished.filter(({ from }) => from <= now);
  return { ...waiting, silences: first ? { on: 1 + others.length, until: first.to, owner: first.owner.name } : null };
}

/** Of each state that is not resolved; beyond, the counts still say how many there are. */
const shownAtMost = 200;
const resolvedShown = 100;

/**
 * The inbox as of now. The cursor is read first: what commits in between is in the alerts and comes once more by the
 * stream, where its version makes it harmless. @throws Refusal `forbidden`.
 */
export async function readInbox(context: AlertsContext, actor: Actor): Promise<Inbox> {
  requirePermission(actor, "alerts.read");
  const asOf = context.clock.now();
  const { query } = context.database;
  const cursor = await readLastCursor(query);
  const [unresolved, resolved, counts] = await Promise.all([
    readUnresolved(query, shownAtMost),
    readResolved(query, resolvedShown),
    countByState(query),
  ]);
  return { cursor, alerts: [...unresolved, ...resolved], counts, asOf };
}
