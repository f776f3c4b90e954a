import type { Actor } from "../kernel/actor.ts";
import { parseOrRefuse } from "../kernel/parse.ts";
import { requireScope } from "../kernel/permission.ts";
import type { AlertsContext } from "./alerts.ts";
import { type Alert, readAlertsSchema } from "./contract.ts";
import { readNewest } from "./store.ts";

/**
 * For a system with the scope `alerts:read`: alerts newest first, and the cursor of the next page, null on the last.
 * @throws Refusal `forbidden`, `invalid` with the parameter.
 */
export async function readAlerts(
  context: AlertsContext,
  actor: Actor,
  input: unknown,
): Promise<{ alerts: Alert[]; cursor: string | null }> {
  requireScope(actor, "alerts:read");
  const { state, limit, cursor } = parseOrRefuse(readAlertsSchema, input);
  const found = await readNewest(context.database.query, { state, below: cursor, limit: limit + 1 });
  const alerts = found.slice(0, limit);
  const last = found.length > limit ? alerts.at(-1) : undefined;
  return { alerts, cursor: last === undefined ? null : last.number.replace("A-", "") };
}
