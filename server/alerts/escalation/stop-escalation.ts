import type { Write } from "../../database/transaction.ts";
import { stopDeliveries, stopDeliveriesOf } from "../delivery/store.ts";
import { dropHolds, readSilencedAlerts } from "../silence/store.ts";
import { lockRun, moveRun, promoteLed, readLed, restRuns } from "./store.ts";

/** Somebody has it: no level is called any more, and what has not left does not leave. Responders who were asked stay so. */
export async function stopByAcknowledgement({ query }: Write, alertId: string): Promise<void> {
  await stop(query, alertId, "acknowledged");
  await stopDeliveries(query, alertId, "acknowledged", { kind: "level" });
}

/** It is over: nobody is told any more, and what it stood for is called out by itself. */
export async function stopByResolution({ query, at }: Write, alertId: string): Promise<void> {
  await stop(query, alertId, "resolved");
  await stopDeliveries(query, alertId, "resolved");
  await dropHolds(query, alertId);
  await promoteLed(query, alertId, at);
}

async function stop(query: Write["query"], alertId: string, standing: "acknowledged" | "resolved"): Promise<void> {
  const run = await lockRun(query, alertId);
  if (run) await moveRun(query, alertId, { standing, nextAt: null });
}

/** Calls wait for the end of its rest, and then begin anew. An alert that somebody has, or that nobody is called for, stays so. */
export async function restEscalation({ query }: Write, alertId: string, until: number): Promise<void> {
  const run = await lockRun(query, alertId);
  if (!run?.policy || !["calling", "resting", "unreachable", "exhausted"].includes(run.standing)) return;
  await moveRun(query, alertId, { standing: "resting", nextAt: until });
  await stopDeliveries(query, alertId, "it rests", { kind: "level" });
}

/**
 * Silences hold these alerts until a time each (epoch ms): calls wait for it, and then begin anew. What one of them stood
 * for and no silence holds is called out by itself.
 */
export async function restSilenced({ query, at }: Write, until: ReadonlyMap<string, number>): Promise<void> {
  const rested = await restRuns(query, until);
  if (rested.length === 0) return;
  await stopDeliveriesOf(query, rested, "silenced", { kind: "level" });
  for (const [leadId, led] of await readLed(query, rested)) {
    const held = await readSilencedAlerts(query, led, at);
    const free = led.filter((id) => !held.has(id));
    if (free.length > 0) await promoteLed(query, leadId, at, free);
  }
}

/** An event made it louder: whom quiet hours spared, or whose page another stood for, is called now. */
export async function callAnew({ query, at }: Write, alertId: string): Promise<void> {
  const run = await lockRun(query, alertId);
  if (!run?.policy || !["calling", "unreachable", "exhausted", "grouped"].includes(run.standing)) return;
  await stopDeliveries(query, alertId, "called anew", { kind: "level" });
  await moveRun(query, alertId, { standing: "calling", nextAt: at, position: { level: 0, round: 0 } });
}
