import { randomBytes } from "node:crypto";
import { recordDeed } from "../../audit/audit.ts";
import type { Database } from "../../database/database.ts";
import { inTransaction } from "../../database/transaction.ts";
import { type Actor, describeActor } from "../../kernel/actor.ts";
import type { Clock } from "../../kernel/clock.ts";
import { parseOrRefuse } from "../../kernel/parse.ts";
import { requirePermission } from "../../kernel/permission.ts";
import { Refusal } from "../../kernel/refusal.ts";
import { createIntegrationSchema, type IntegrationKind } from "../contract.ts";
import { refuseUnknownPolicy } from "../escalation/change-routing.ts";
import { hashKey } from "./authenticate-integration.ts";
import { insertIntegration } from "./store.ts";

/**
 * Lets a system report alerts. Its key is in the answer and nowhere else.
 * @throws Refusal `forbidden`, `invalid`, `not_found` for a policy, or `conflict` when the name is taken.
 */
export async function createIntegration(
  context: { database: Database; clock: Clock },
  actor: Actor,
  input: unknown,
): Promise<{ id: number; key: string }> {
  requirePermission(actor, "integrations.manage");
  const { kind, name, policyId } = parseOrRefuse(createIntegrationSchema, input);
  const key = drawKey(kind);
  return inTransaction(context, actor, async (write) => {
    const by = describeActor(actor).name;
    const id = await insertIntegration(write.query, {
      ...{ kind, name, policyId, keyHash: hashKey(key) },
      ...{ at: write.at, by },
    }).catch(refuseUnknownPolicy);
    if (id === undefined) {
      throw new Refusal("conflict", "An integration with this name exists; choose another name.", "name");
    }
    await recordDeed(write, { name: "integration.created", subject: String(id), detail: { name, kind, policyId } });
    return { id, key };
  });
}

/** PagerDuty's clients ask for 32 characters; others get a key that says what it opens. */
const drawKey = (kind: IntegrationKind) =>
  kind === "pagerduty" ? randomBytes(16).toString("hex") : `wfi_${randomBytes(32).toString("base64url")}`;
