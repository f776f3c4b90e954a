import { inTransaction } from "../../database/transaction.ts";
import type { Actor } from "../../kernel/actor.ts";
import { parseOrRefuse } from "../../kernel/parse.ts";
import type { AlertsContext } from "../alerts.ts";
import { noticeSchema, type Received } from "../contract.ts";
import { requireIntegration } from "../integration/authenticate-integration.ts";
import { resolveByKey } from "../resolve-alert.ts";
import { storeSignal } from "../trigger-alert.ts";
import { weighNotice } from "./rules.ts";
import { lockGroup, readOccurrences, writeOccurrences } from "./store.ts";

/** So long an occurrence that ended is remembered: senders repeat what they hold for five days. */
const rememberedMs = 7 * 24 * 3_600_000;

/**
 * A notice of Alertmanager about a group: fires, joins or resolves the group's alert, or is too late to do either.
 * @throws Refusal `forbidden`, `invalid`.
 */
export async function recordNotice(context: AlertsContext, actor: Actor, input: unknown): Promise<Received> {
  const { integrationId } = requireIntegration(actor);
  const { signal, ...notice } = parseOrRefuse(noticeSchema, input);
  return inTransaction(context, actor, async (write): Promise<Received> => {
    const group = { integrationId, key: signal.dedupKey };
    await lockGroup(write.query, group);
    const { outcome, why, changed } = weighNotice(notice, await readOccurrences(write.query, group));
    await writeOccurrences(write.query, group, changed, { at: write.at, endedBefore: write.at - rememberedMs });
    if (outcome === "stale") return { outcome: "dropped", alert: null };
    const reason = notice.reason === undefined ? why : `${why} (${notice.reason})`;
    const received =
      outcome === "trigger"
        ? await storeSignal(context, write, integrationId, signal, reason)
        : await resolveByKey(write, integrationId, { ...signal, why: reason });
    write.afterCommit(context.wake);
    return received;
  });
}
