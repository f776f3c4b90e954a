import { inTransaction, type Write } from "../../database/transaction.ts";
import type { AlertsContext } from "../alerts.ts";
import { recordHolds } from "../silence/record-holds.ts";
import { readSilencedUntil } from "../silence/store.ts";
import { appendEntries, type NewEntry } from "../store.ts";
import { callPeople, engine, unreachedEntry } from "./call-people.ts";
import { askAgainMs, nextStep } from "./rules.ts";
import { restSilenced } from "./stop-escalation.ts";
import { holdEngine, lockDueRun, moveRun, type Run } from "./store.ts";

/** Escalates alerts whose time has come, at most `most`, one a transaction; how many. Any number of processes may. */
export async function escalateDueAlerts(context: AlertsContext, signal: AbortSignal, most: number): Promise<number> {
  let escalated = 0;
  while (escalated < most && !signal.aborted && (await escalateNext(context))) escalated += 1;
  return escalated;
}

async function escalateNext(context: AlertsContext): Promise<boolean> {
  return inTransaction(context, engine, async (write) => {
    const { query, at } = write;
    if (!(await holdEngine(query))) return false;
    const due = await lockDueRun(query, at);
    if (!due) return false;
    const { run, state, severity, snoozedUntil } = due;
    if (state !== "open") {
      await moveRun(query, run.alertId, { standing: state, nextAt: null });
      return true;
    }
    if (snoozedUntil !== null && snoozedUntil > at) {
      await moveRun(query, run.alertId, { standing: "resting", nextAt: snoozedUntil });
      return true;
    }
    // A silence whose time is over says so before the level that it held back is called.
    const news = (await recordHolds(write, [run.alertId])).get(run.alertId) ?? [];
    const silenced = await readSilencedUntil(query, { id: run.alertId }, at);
    const steps = silenced === null ? await step(context, write, run, { id: run.alertId, severity }) : [];
    if (silenced !== null) await restSilenced(write, new Map([[run.alertId, silenced]]));
    const entries = [...news, ...steps];
    if (entries.length > 0) {
      await appendEntries(query, run.alertId, entries);
      write.afterCommit(context.wake);
    }
    return true;
  });
}

async function step(
  context: AlertsContext,
  { query, at }: Write,
  run: Run,
  alert: Parameters<typeof callPeople>[2]["alert"],
): Promise<NewEntry[]> {
  const { policy } = run;
  if (policy === null) {
    await moveRun(query, run.alertId, { standing: "no_policy", nextAt: null });
    return [];
  }
  // After a rest everything begins anew: whoever is on call now knows nothing of it.
  const from = run.standing === "resting" ? { level: 0, round: 0 } : run;
  const next = await nextStep(policy, from, (level) =>
    context.oncall.readResponders(query, policy.levels[level]?.targets ?? [], at),
  );
  switch (next.kind) {
    case "call":
      return callPeople(context, query, { alert, policy, calls: run.calls, step: next, at });
    case "unreachable":
      await moveRun(query, run.alertId, { standing: "unreachable", nextAt: at + askAgainMs, position: from });
      return run.standing === "unreachable" ? [] : [unreachedEntry(next.passed, at)];
    case "exhausted":
      await moveRun(query, run.alertId, { standing: "exhausted", nextAt: null });
      return [{ kind: "exhausted", at, actor: engine, detail: { round: policy.repeats + 1 } }];
  }
}
