import { inTransaction } from "../../database/transaction.ts";
import type { AlertsContext } from "../alerts.ts";
import { callWithin } from "../cause/trigger-within.ts";
import type { OwnCall, OwnSignal } from "../contract.ts";
import type { Rule } from "./contract.ts";
import { nameOfWatched, readWatched } from "./read-watched.ts";
import {
  completeUntil,
  conditionWords,
  firingKeys,
  firingSteps,
  minutesNeeded,
  namesSource,
  newestOf,
  seenWords,
  seriesWords,
  type Watched,
} from "./rules.ts";
import { selectRules, writeSeen } from "./store.ts";

const minuteMs = 60_000;
const chore = { kind: "chore", name: "check-rules" } as const;
/** So many alerts are written by one transaction, which holds the stream of alerts while it does. */
const changesAtOnce = 25;

/**
 * Looks at every rule once for each minute that has become complete, in whichever process is first: what begins to fire
 * triggers its alert in the transaction that says so, what ends resolves it. Rules that watch the same are read at once. A
 * rule that cannot be counted does not keep the others from it. @throws the first failure, after all were looked at.
 */
export async function checkRules(context: AlertsContext): Promise<void> {
  const to = completeUntil(context.clock.now());
  const failures: unknown[] = [];
  const rules = await selectRules(context.database.query);
  const due = rules.filter(({ enabled, minute }) => enabled && (minute === null || minute < to));
  for (const alike of Map.groupBy(due, nameOfWatched).values()) {
    const [first] = alike;
    if (!first) continue;
    const from = to - Math.max(...alike.map(minutesNeeded)) * minuteMs;
    const watched = await readWatched(context, first, { from, to }).catch((error: unknown) => {
      failures.push(error);
      return null;
    });
    if (watched === null) continue;
    for (const rule of alike) {
      await checkRule(context, rule, { to, watched }).catch((error: unknown) => failures.push(error));
    }
  }
  if (failures.length > 0) throw failures[0];
}

async function checkRule(
  context: AlertsContext,
  rule: Rule,
  { to, watched }: { to: number; watched: Watched },
): Promise<void> {
  const seen = (key: string) => (watched.series.get(key) ?? watched.nothing).at(-1) ?? null;
  const keys = firingKeys(rule, new Set(rule.firings.map(({ key }) => key)), watched);
  const steps = firingSteps(rule.firings, { keys, at: context.clock.now(), seen }, changesAtOnce);
  const naming = namesSource(rule) && steps.some(({ began }) => began.length > 0);
  const sources = naming ? await context.readSourceNames() : new Map<string, string>();
  let before = rule.firings;
  for (const [index, { began, ended, firings }] of steps.entries()) {
    // Until all is written the minute stays open: a process that dies in between leaves the rest to the next look.
    const minute = index === steps.length - 1 ? to : rule.minute;
    const written = await inTransaction(context, chore, async (write) => {
      const looked = { ...newestOf(rule, watched), to, minute, firings, at: write.at };
      if (!(await writeSeen(write.query, { ...rule, firings: before }, looked))) return false;
      await callWithin(context, write, [
        ...ended.map((key): OwnCall => ({ ...resolveOf(rule, key), why: "it is so no longer" })),
        ...began.map(
          (key): OwnCall => ({
            deed: "trigger",
            kind: "rule",
            signal: signalOf(rule, { key, seen: seen(key), sources }),
          }),
        ),
      ]);
      return true;
    });
    if (!written) return;
    before = firings;
  }
}

/** Of a series of a rule: the rule's own without breakdowns. */
function dedupKeyOf({ id, breakdowns }: Pick<Rule, "id" | "breakdowns">, key: string): string {
  return breakdowns.length === 0 ? `rule-${id}` : `rule-${id}/${key}`;
}

export function resolveOf(rule: Pick<Rule, "id" | "breakdowns">, key: string) {
  return { deed: "resolve", kind: "rule", dedupKey: dedupKeyOf(rule, key) } as const;
}

function signalOf(
  rule: Rule,
  { key, seen, sources }: { key: string; seen: number | null; sources: ReadonlyMap<string, string> },
): OwnSignal {
  const { id, name, severity, owner, runbook, breakdowns } = rule;
  const alone = breakdowns.length === 0;
  const figure = seen === null ? null : seenWords(rule, seen);
  return {
    dedupKey: dedupKeyOf(rule, key),
    severity,
    summary: `${name}: ${conditionWords(rule, { key: alone ? undefined : key, sources })}`,
    // In a list the rule's name may leave no room for what tells its alerts apart.
    source: alone ? name : seriesWords(rule, key, sources),
    ...(alone ? {} : { group: `rule-${id}` }),
    custom: { ...(figure === null ? {} : { "What was seen": figure }), "Owner of the rule": owner },
    links: [
      ...(runbook === null ? [] : [{ href: runbook, text: "Runbook" }]),
      { href: "/alerts/rules", text: "The rule" },
    ],
  };
}
