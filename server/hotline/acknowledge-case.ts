import { recordDeed } from "../audit/audit.ts";
import type { Database } from "../database/database.ts";
import { inTransaction } from "../database/transaction.ts";
import type { Actor } from "../kernel/actor.ts";
import type { Clock } from "../kernel/clock.ts";
import { parseOrRefuse } from "../kernel/parse.ts";
import { requirePermission } from "../kernel/permission.ts";
import { Refusal } from "../kernel/refusal.ts";
import { acknowledgeCaseSchema, type HotlineCase } from "./contract.ts";
import { utcTimeOfDay } from "./rules.ts";
import { acknowledgeOpenCase, appendEvent, findCase } from "./store.ts";

/**
 * Stops the clock of a case for everybody. The database settles who was first.
 * @throws Refusal `forbidden`, `invalid`, `not_found`, or `conflict` that names who was first and when.
 */
export async function acknowledgeCase(
  context: { database: Database; clock: Clock; wake: () => void },
  actor: Actor,
  input: unknown,
): Promise<HotlineCase> {
  requirePermission(actor, "hotline.act");
  if (actor.kind !== "person") throw new Refusal("forbidden", "Only a person acknowledges a case.");
  const { caseId } = parseOrRefuse(acknowledgeCaseSchema, input);
  return inTransaction(context, actor, async (write) => {
    const by = { personId: actor.personId, name: actor.name, at: write.at };
    const acknowledged = await acknowledgeOpenCase(write.query, caseId, by);
    if (!acknowledged) throw await whyNot(write.query, caseId);
    await recordDeed(write, { name: "case.acknowledged", subject: caseId, detail: { number: acknowledged.number } });
    await appendEvent(write.query, { kind: "acknowledged", at: write.at, case: acknowledged });
    write.afterCommit(context.wake);
    return acknowledged;
  });
}

async function whyNot(query: Parameters<typeof findCase>[0], caseId: string): Promise<Refusal> {
  const { at, by } = (await findCase(query, caseId))?.acknowledgement ?? {};
  if (!at) return new Refusal("not_found", "No case has this id. Reload the page.", "caseId");
  return new Refusal("conflict", `Already acknowledged by ${by} at ${utcTimeOfDay(at)} UTC.`);
}
