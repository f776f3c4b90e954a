import { recordDeed } from "../../audit/audit.ts";
import { inTransaction } from "../../database/transaction.ts";
import type { Actor } from "../../kernel/actor.ts";
import { parseOrRefuse } from "../../kernel/parse.ts";
import { Refusal } from "../../kernel/refusal.ts";
import type { AlertsContext } from "../alerts.ts";
import { restSilenced } from "../escalation/stop-escalation.ts";
import { requireResponder } from "../rules.ts";
import { appendToEach, lockAlerts } from "../store.ts";
import { createSilenceSchema, type Silence, silenceBounds } from "./contract.ts";
import { recordHolds } from "./record-holds.ts";
import { matches } from "./rules.ts";
import {
  insertSilence,
  lockSilences,
  readSilencedAlerts,
  selectCandidates,
  selectIntegrations,
  selectUnfinished,
} from "./store.ts";

const longestMs = silenceBounds.daysAhead * 24 * 3_600_000;
/** Of those that have not ended: more than anybody keeps an eye on. */
const unfinishedAtMost = 200;

/**
 * Lets matching alerts page nobody for a time; they are recorded and shown as ever. What calls people already waits for
 * its end. It ends by itself.
 * @throws Refusal `forbidden`, `invalid`, or `conflict` when there are too many.
 */
export async function createSilence(context: AlertsContext, actor: Actor, input: unknown): Promise<Silence> {
  const { personId, name } = requireResponder(actor);
  const { matcher, from, to, reason, ownerId } = parseOrRefuse(createSilenceSchema, input);
  const madeBy = { personId, name };
  const owner = ownerId === null || ownerId === personId ? madeBy : await findOwner(context, ownerId);
  return inTransaction(context, actor, async (write) => {
    const { query, at } = write;
    if (to <= at) throw new Refusal("invalid", "Choose an end that lies ahead.", "to");
    if (to > at + longestMs) {
      throw new Refusal("invalid", "A silence ends within 7 days; choose a sooner end.", "to");
    }
    if (from !== null && from >= to) throw new Refusal("invalid", "Choose a start before the end.", "from");
    await lockSilences(query);
    if ((await selectUnfinished(query, at)).length >= unfinishedAtMost) {
      throw new Refusal("conflict", `${unfinishedAtMost} silences have not ended. End those that nobody needs.`);
    }
    const { integrationId } = matcher;
    const known = integrationId === null || (await selectIntegrations(query)).some(({ id }) => id === integrationId);
    if (!known)
      throw new Refusal("invalid", "No integration has this id; choose from the list.", "matcher.integrationId");
    const span = { matcher, from: Math.max(from ?? at, at), to };
    const silence = await insertSilence(query, { ...span, reason, owner, madeBy, at });
    const { severity, text, dedupKeyPrefix } = matcher;
    const said = { text: text !== null, dedupKeyPrefix: dedupKeyPrefix !== null };
    const detail = { integrationId, severity, ...said, from: span.from, to, ownerId: owner.personId };
    await recordDeed(write, { name: "silence.created", subject: String(silence.id), detail });
    if (silence.from <= at) {
      const open = await selectCandidates(query, { states: ["open"] });
      const matching = open.filter((alert) => matches(matcher, alert)).map(({ alertId }) => alertId);
      await lockAlerts(query, matching);
      const entries = await recordHolds(write, matching, { silenceId: silence.id, actor });
      await restSilenced(write, await readSilencedAlerts(query, matching, at));
      await appendToEach(query, entries);
    }
    write.afterCommit(context.wake);
    return silence;
  });
}

/** Whoever answers for a silence may act on alerts. */
async function findOwner(context: AlertsContext, ownerId: string): Promise<Silence["owner"]> {
  const responders = await context.readResponders();
  const owner = responders.find(({ personId }) => personId === ownerId);
  if (!owner) throw new Refusal("not_found", "Nobody on call has this id; choose from the list.", "ownerId");
  return { personId: owner.personId, name: owner.name };
}
