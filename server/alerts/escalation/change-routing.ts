import { recordDeed } from "../../audit/audit.ts";
import type { Database } from "../../database/database.ts";
import { inTransaction } from "../../database/transaction.ts";
import type { Actor } from "../../kernel/actor.ts";
import type { Clock } from "../../kernel/clock.ts";
import { parseOrRefuse } from "../../kernel/parse.ts";
import { requirePermission } from "../../kernel/permission.ts";
import { Refusal } from "../../kernel/refusal.ts";
import { changeRoutingSchema, type Routing } from "./contract.ts";
import { writeRouting } from "./store.ts";

/**
 * Says whom the alerts of an integration call from now on, and which of them are one page. What is under way goes on as
 * it began.
 * @throws Refusal `forbidden`, `invalid`, or `not_found` for the integration or the policy.
 */
export async function changeRouting(
  context: { database: Database; clock: Clock },
  actor: Actor,
  input: unknown,
): Promise<Routing & { integrationId: number }> {
  requirePermission(actor, "integrations.manage");
  const { integrationId, ...routing } = parseOrRefuse(changeRoutingSchema, input);
  return inTransaction(context, actor, async (write) => {
    const name = await writeRouting(write.query, integrationId, routing).catch(refuseUnknownPolicy);
    if (name === undefined) throw new Refusal("not_found", "No integration has this id.", "integrationId");
    const detail = { name, ...routing };
    await recordDeed(write, { name: "integration.routed", subject: String(integrationId), detail });
    return { integrationId, ...routing };
  });
}

/** For the one key to another domain that an integration has. @throws Refusal `not_found` for a policy that is not there */
export function refuseUnknownPolicy(error: unknown): never {
  if (error instanceof Error && "code" in error && error.code === "23503") {
    throw new Refusal("not_found", "No escalation policy has this number. Choose another one.", "policyId");
  }
  throw error;
}
