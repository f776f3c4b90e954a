import { inTransaction } from "../../database/transaction.ts";
import type { AlertsContext } from "../alerts.ts";
import type { OwnCall, OwnKind, OwnSignal } from "../contract.ts";
import { endCondition, readConditions, startCondition } from "./store.ts";
import { callWithin } from "./trigger-within.ts";

/**
 * What stands of one scope now: what was not there before triggers, what is there no longer resolves. What goes on does
 * nothing, so that an alert that somebody ended by hand is quiet until its cause has gone and come again. Any number of
 * processes may say the same.
 */
export async function recordConditions(
  context: AlertsContext,
  kind: OwnKind,
  { scope, standing }: { scope: string; standing: readonly OwnSignal[] },
): Promise<void> {
  const now = standing.map((signal) => ({ ...signal, dedupKey: `${scope}/${signal.dedupKey}` }));
  await inTransaction(context, { kind: "chore", name: `watch-${scope}` }, async (write) => {
    const known = await readConditions(write.query, kind, `${scope}/`);
    const calls: OwnCall[] = [];
    for (const dedupKey of known.filter((key) => !now.some((signal) => signal.dedupKey === key))) {
      if (!(await endCondition(write.query, kind, dedupKey))) continue;
      calls.push({ deed: "resolve", kind, dedupKey, why: "it is so no longer" });
    }
    for (const signal of now.filter(({ dedupKey }) => !known.includes(dedupKey))) {
      if (!(await startCondition(write.query, { kind, key: signal.dedupKey, at: write.at }))) continue;
      calls.push({ deed: "trigger", kind, signal });
    }
    await callWithin(context, write, calls);
  });
}
