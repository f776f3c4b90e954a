import { inTransaction } from "../../database/transaction.ts";
import type { AlertsContext } from "../alerts.ts";
import { callWithin } from "../cause/trigger-within.ts";
import type { OwnSignal } from "../contract.ts";
import { ruleKey } from "./change-rule.ts";
import type { Rule } from "./contract.ts";
import { completeUntil, conditionWords, firesAfter } from "./rules.ts";
import { selectRules, writeSeen } from "./store.ts";

const minuteMs = 60_000;
const chore = { kind: "chore", name: "check-rules" } as const;

/**
 * Looks at every rule once for each minute that has become complete, in whichever process is first: what begins to fire
 * triggers its alert in the transaction that says so, what ends resolves it. A rule that cannot be counted does not keep
 * the others from it. @throws the first failure, after all were looked at.
 */
export async function checkRules(context: AlertsContext): Promise<void> {
  const to = completeUntil(context.clock.now());
  const failures: unknown[] = [];
  for (const rule of await selectRules(context.database.query)) {
    if (!rule.enabled || (rule.minute !== null && rule.minute >= to)) continue;
    await checkRule(context, rule, to).catch((error: unknown) => failures.push(error));
  }
  if (failures.length > 0) throw failures[0];
}

async function checkRule(context: AlertsContext, rule: Rule, to: number): Promise<void> {
  const minutes = await context.readMinutes({ ...rule, from: to - rule.minutes * minuteMs, to });
  const firing = firesAfter(rule, rule.firing, minutes);
  await inTransaction(context, chore, async (write) => {
    const looked = { minute: to, seen: minutes.at(-1) ?? null, firing, since: write.at };
    if (!(await writeSeen(write.query, rule, looked)) || firing === rule.firing) return;
    const dedupKey = ruleKey(rule.id);
    const resolve = { deed: "resolve", kind: "rule", dedupKey, why: "it is so no longer" } as const;
    const trigger = { deed: "trigger", kind: "rule", signal: signalOf(rule) } as const;
    await callWithin(context, write, [firing ? trigger : resolve]);
  });
}

function signalOf(rule: Rule): OwnSignal {
  const { id, name, severity, owner, runbook } = rule;
  return {
    dedupKey: ruleKey(id),
    severity,
    summary: `${name}: ${conditionWords(rule)}`,
    source: name,
    custom: { "Owner of the rule": owner },
    links: [
      ...(runbook === null ? [] : [{ href: runbook, text: "Runbook" }]),
      { href: "/alerts/rules", text: "The rule" },
    ],
  };
}
