import type { Actor } from "../../kernel/actor.ts";
import { parseOrRefuse } from "../../kernel/parse.ts";
import { requirePermission } from "../../kernel/permission.ts";
import type { AlertsContext } from "../alerts.ts";
import { measureResponseSchema, type ResponseFigures, type ResponseTimes } from "./contract.ts";
import { readResponseTimes } from "./store.ts";

const dayMs = 24 * 3_600_000;
const nothing = { count: 0, meanMs: null, medianMs: null };
const none: ResponseTimes = {
  ...{ integrationId: null, integration: null, alerts: 0, neverAcknowledged: 0, waiting: 0 },
  ...{ acknowledged: nothing, resolved: nothing },
};

/** How fast the alerts of the last 7 or 30 days were taken and ended. @throws Refusal `forbidden`, `invalid` */
export async function measureResponseTimes(
  context: AlertsContext,
  actor: Actor,
  input: unknown,
): Promise<ResponseFigures> {
  requirePermission(actor, "alerts.read");
  const { days } = parseOrRefuse(measureResponseSchema, input);
  const to = context.clock.now();
  const from = to - days * dayMs;
  const rows = await readResponseTimes(context.database.query, { from, to });
  return {
    ...{ days, from, to },
    all: rows.find(({ integrationId }) => integrationId === null) ?? none,
    integrations: rows.filter(({ integrationId }) => integrationId !== null),
  };
}
