import { recordDeed } from "../audit/audit.ts";
import type { Database } from "../database/database.ts";
import { inTransaction } from "../database/transaction.ts";
import type { Actor } from "../kernel/actor.ts";
import type { Clock } from "../kernel/clock.ts";
import { parseOrRefuse } from "../kernel/parse.ts";
import { requirePermission } from "../kernel/permission.ts";
import { Refusal } from "../kernel/refusal.ts";
import type { WrittenAnnotation } from "./contract.ts";
import { isWithinReach } from "./rules.ts";
import { insertAnnotation } from "./store.ts";
import { createAnnotationSchema } from "./writing/contract.ts";

/**
 * Writes an annotation, which everybody who reads charts sees on those that its filter meets.
 * @throws Refusal `forbidden`, `invalid`
 */
export async function createAnnotation(
  context: { database: Database; clock: Clock },
  actor: Actor,
  input: unknown,
): Promise<WrittenAnnotation> {
  requirePermission(actor, "annotations.write");
  if (actor.kind !== "person") throw new Refusal("forbidden", "Only people write annotations.");
  const annotation = parseOrRefuse(createAnnotationSchema, input);
  return inTransaction(context, actor, async (write) => {
    requireReach(write.at, annotation);
    const by = { authorId: actor.personId, author: actor.name, at: write.at };
    const stored = await insertAnnotation(write.query, { ...annotation, ...by });
    await recordDeed(write, {
      name: "annotation.created",
      subject: String(stored.id),
      detail: { kind: stored.kind, from: stored.from, to: stored.to },
    });
    return stored;
  });
}

/** @throws Refusal `invalid` for a time more than a year ahead */
export function requireReach(now: number, times: { from: number; to: number | null }): void {
  if (isWithinReach(now, times)) return;
  const field = times.to === null ? "from" : "to";
  throw new Refusal("invalid", `${field}: lies more than a year ahead`, field);
}
