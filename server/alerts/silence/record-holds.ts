import type { Write } from "../../database/transaction.ts";
import type { Actor } from "../../kernel/actor.ts";
import { engine } from "../escalation/call-people.ts";
import type { NewEntry } from "../store.ts";
import type { Silence } from "./contract.ts";
import { matches, silencedUntil } from "./rules.ts";
import { type Candidate, type Hold, selectCandidates, selectHoldings, writeHolds } from "./store.ts";

/**
 * Looks which silences hold these alerts, which the transaction holds, and answers what of it is news for the timeline of
 * each: every hold begins once and ends once. `deed`: a person makes or ends this silence now.
 */
export async function recordHolds(
  { query, at }: Pick<Write, "query" | "at">,
  alertIds: readonly string[],
  deed?: { silenceId: number; actor: Actor },
): Promise<Map<string, NewEntry[]>> {
  const holdings = alertIds.length === 0 ? [] : await selectHoldings(query, alertIds, at);
  if (holdings.length === 0) return new Map();
  const of = holdings.map(({ silence, held }) => ({ silence, held: new Set(held) }));
  const silences = of.map(({ silence }) => silence).filter((silence) => isOn(silence, at));
  const [begun, over]: [Hold[], Hold[]] = [[], []];
  const entries = new Map<string, NewEntry[]>();
  for (const alert of await selectCandidates(query, { alertIds })) {
    const { alertId, state } = alert;
    const [ends, begins]: [NewEntry[], NewEntry[]] = [[], []];
    for (const { silence, held } of of) {
      const was = held.has(alertId);
      const holds = isOn(silence, at) && matches(silence.matcher, alert);
      // Nobody is paged for what somebody has: a silence that begins then holds nothing back.
      const is = holds && (state === "open" || (was && state === "acknowledged"));
      if (is === was) continue;
      const hold = { silenceId: silence.id, alertId };
      const actor = deed?.silenceId === silence.id ? deed.actor : engine;
      (is ? begun : over).push(hold);
      if (is) begins.push({ kind: "silenced", at, actor, detail: beginOf(silence) });
      else if (state !== "resolved")
        ends.push({ kind: "unsilenced", at, actor, detail: endOf(silence, alert, silences, at) });
    }
    const news = [...ends, ...begins];
    if (news.length > 0) entries.set(alertId, news);
  }
  await writeHolds(query, { begun, over });
  return entries;
}

const isOn = ({ ended, from, to }: Silence, at: number) => ended === null && from <= at && to > at;
const people = ({ madeBy, owner }: Silence) => ({ madeBy, owner: owner.name });

function beginOf(silence: Silence): NewEntry["detail"] {
  return { silence: people(silence), until: silence.to, why: silence.reason };
}

/** Why it holds the alert no more, and whether its pages are held no more; `until`: another one holds it so long. */
function endOf(silence: Silence, alert: Candidate, silences: readonly Silence[], at: number): NewEntry["detail"] {
  const until = silencedUntil(silences, alert, at);
  const why = [
    silence.ended ? "" : silence.to <= at ? "its time is over" : "the alert is not what it matches any more",
    until === null && alert.state === "open" ? "it holds no page back any more" : "",
  ].filter((words) => words !== "");
  const said = why.length === 0 ? {} : { why: why.join(": ") };
  return { silence: people(silence), ...said, ...(until === null ? {} : { until }) };
}
