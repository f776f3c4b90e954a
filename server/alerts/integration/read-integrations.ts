import type { Actor } from "../../kernel/actor.ts";
import { requirePermission } from "../../kernel/permission.ts";
import type { AlertsContext } from "../alerts.ts";
import type { Integration } from "../contract.ts";
import { selectIntegrations } from "./store.ts";

const countedMs = 24 * 3_600_000;

/** Who reports, whom their alerts call, and how much they report. @throws Refusal `forbidden`. */
export async function readIntegrations(context: AlertsContext, actor: Actor): Promise<Integration[]> {
  requirePermission(actor, "alerts.read");
  return selectIntegrations(context.database.query, context.clock.now() - countedMs);
}
