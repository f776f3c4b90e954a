import { recordDeed } from "../../audit/audit.ts";
import { inTransaction } from "../../database/transaction.ts";
import { type Actor, describeActor } from "../../kernel/actor.ts";
import { parseOrRefuse } from "../../kernel/parse.ts";
import { Refusal } from "../../kernel/refusal.ts";
import type { AlertsContext } from "../alerts.ts";
import { hastenRests } from "../escalation/store.ts";
import { requireResponder, utcInstant } from "../rules.ts";
import { appendToEach, lockAlerts } from "../store.ts";
import { endSilenceSchema, type Silence } from "./contract.ts";
import { recordHolds } from "./record-holds.ts";
import { matches } from "./rules.ts";
import { endUnfinished, findSilence, lockSilences, selectCandidates, selectHeld } from "./store.ts";

/**
 * Ends a silence before its time: what it held is called out at once, unless another holds it.
 * @throws Refusal `forbidden`, `invalid`, `not_found`, or `conflict` that says when it ended and by whom.
 */
export async function endSilence(context: AlertsContext, actor: Actor, input: unknown): Promise<Silence> {
  requireResponder(actor);
  const { id } = parseOrRefuse(endSilenceSchema, input);
  return inTransaction(context, actor, async (write) => {
    const { query, at } = write;
    await lockSilences(query);
    const silence = await endUnfinished(query, id, { ...describeActor(actor), at });
    if (!silence) throw whyOver(await findSilence(query, id));
    await recordDeed(write, { name: "silence.ended", subject: String(id), detail: { to: silence.to } });
    const open = await selectCandidates(query, { states: ["open"] });
    const matching = open.filter((alert) => matches(silence.matcher, alert)).map(({ alertId }) => alertId);
    const alertIds = [...new Set([...matching, ...(await selectHeld(query, [id]))])];
    await lockAlerts(query, alertIds);
    const entries = await recordHolds(write, alertIds, { silenceId: id, actor });
    await hastenRests(query, matching, at);
    await appendToEach(query, entries);
    write.afterCommit(context.wake);
    return silence;
  });
}

function whyOver(silence: Silence | undefined): Refusal {
  if (!silence) return new Refusal("not_found", "No silence has this id. Reload the page.", "id");
  const { ended, to } = silence;
  if (ended) return new Refusal("conflict", `Already ended by ${ended.by} at ${utcInstant(ended.at)}.`);
  return new Refusal("conflict", `It ended by itself at ${utcInstant(to)}.`);
}
