import type { Actor } from "../../kernel/actor.ts";
import { parseOrRefuse } from "../../kernel/parse.ts";
import { requirePermission } from "../../kernel/permission.ts";
import type { AlertsContext } from "../alerts.ts";
import { checkSilenceSchema, type SilencePreview, type Silences } from "./contract.ts";
import { matches, silencedUntil } from "./rules.ts";
import { selectCandidates, selectIntegrations, selectPast, selectUnfinished } from "./store.ts";

const pastShown = 50;
const previewShown = 3;
/** More than the inbox shows of both states. */
const silencedShown = 500;

/** Every silence that is on or lies ahead, the newest of the past, and what is silenced now. @throws Refusal `forbidden` */
export async function readSilences(context: AlertsContext, actor: Actor): Promise<Silences> {
  requirePermission(actor, "alerts.read");
  const { query } = context.database;
  const asOf = context.clock.now();
  const [unfinished, past, integrations] = await Promise.all([
    selectUnfinished(query, asOf),
    selectPast(query, asOf, pastShown),
    selectIntegrations(query),
  ]);
  const unresolved = unfinished.length === 0 ? [] : await selectCandidates(query, { states: ["open", "acknowledged"] });
  const silenced = unresolved.flatMap((alert) => {
    const until = silencedUntil(unfinished, alert, asOf);
    return until === null ? [] : [{ alertId: alert.alertId, until }];
  });
  return { silences: [...unfinished, ...past], silenced: silenced.slice(0, silencedShown), integrations, asOf };
}

/** What a silence with this matcher would hold now. @throws Refusal `forbidden`, `invalid` */
export async function checkSilence(context: AlertsContext, actor: Actor, input: unknown): Promise<SilencePreview> {
  requirePermission(actor, "alerts.act");
  const { matcher } = parseOrRefuse(checkSilenceSchema, input);
  const open = await selectCandidates(context.database.query, { states: ["open"] });
  const matching = open.filter((alert) => matches(matcher, alert));
  const first = matching.slice(0, previewShown).map(({ number, summary }) => ({ number, summary }));
  return { open: matching.length, first };
}
