import { recordDeed } from "../audit/audit.ts";
import type { Database } from "../database/database.ts";
import { inTransaction, type Write } from "../database/transaction.ts";
import { type Actor, describeActor } from "../kernel/actor.ts";
import type { Clock } from "../kernel/clock.ts";
import { parseOrRefuse } from "../kernel/parse.ts";
import { mayDo, requirePermission } from "../kernel/permission.ts";
import { Refusal } from "../kernel/refusal.ts";
import type { WrittenAnnotation } from "./contract.ts";
import { requireReach } from "./create-annotation.ts";
import { utcMinuteAndDay } from "./rules.ts";
import { lockAnnotation, updateAnnotation } from "./store.ts";
import { changeAnnotationSchema } from "./writing/contract.ts";

/**
 * Writes an annotation anew: its author's, or, by whoever manages people, anybody's.
 * @throws Refusal `forbidden`, `invalid`, `not_found`, or `conflict` that says who changed or deleted it meanwhile
 */
export async function changeAnnotation(
  context: { database: Database; clock: Clock },
  actor: Actor,
  input: unknown,
): Promise<WrittenAnnotation> {
  requirePermission(actor, "annotations.change");
  const annotation = parseOrRefuse(changeAnnotationSchema, input);
  return inTransaction(context, actor, async (write) => {
    requireReach(write.at, annotation);
    await holdForChange(write, annotation);
    const by = describeActor(actor).name;
    const stored = await updateAnnotation(write.query, { ...annotation, by, at: write.at });
    await recordDeed(write, {
      name: "annotation.changed",
      subject: String(stored.id),
      detail: { kind: stored.kind, from: stored.from, to: stored.to },
    });
    return stored;
  });
}

/**
 * Holds the version that the actor has read until the end of the transaction.
 * @throws Refusal `forbidden`, `not_found`, or `conflict` that says who was first
 */
export async function holdForChange(
  { query, actor }: Write,
  { id, version }: { id: number; version: number },
): Promise<void> {
  const known = await lockAnnotation(query, id);
  if (!known) throw new Refusal("not_found", "There is no such annotation. Look at the chart again.", "id");
  const own = actor.kind === "person" && actor.personId === known.authorId;
  if (!own && !mayDo(actor, "people.manage")) {
    throw new Refusal("forbidden", `Only ${known.author} or an administrator changes this annotation.`);
  }
  const who = `${known.changedBy} at ${utcMinuteAndDay(known.changedAt)}`;
  if (known.deletedAt !== null) throw new Refusal("conflict", `It was deleted by ${who}.`);
  if (known.version !== version) {
    throw new Refusal("conflict", `It was changed by ${who}. Open it again and look at what it says now.`);
  }
}
