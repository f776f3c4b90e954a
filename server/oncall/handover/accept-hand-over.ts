import { recordDeed } from "../../audit/audit.ts";
import { inTransaction } from "../../database/transaction.ts";
import { type Actor, describeActor } from "../../kernel/actor.ts";
import { parseOrRefuse } from "../../kernel/parse.ts";
import { requirePermission } from "../../kernel/permission.ts";
import { Refusal } from "../../kernel/refusal.ts";
import type { OncallContext } from "../schedule/read-people.ts";
import { whoAndWhen } from "../schedule/rules.ts";
import { acceptHandOverSchema, type HandOver } from "./contract.ts";
import { readOnCallIn } from "./read-hand-overs.ts";
import { awaits } from "./rules.ts";
import { acceptWaiting, type StoredHandOver, selectHandOver } from "./store.ts";

/**
 * Whoever is on call now has read the note and takes over. The first one wins.
 * @throws Refusal `forbidden`, `invalid`, `not_found`, or `conflict` that says who has, or why it is not theirs.
 */
export async function acceptHandOver(context: OncallContext, actor: Actor, input: unknown): Promise<HandOver> {
  requirePermission(actor, "alerts.act");
  const { id } = parseOrRefuse(acceptHandOverSchema, input);
  const by = describeActor(actor);
  return inTransaction(context, actor, async (write) => {
    const { query, at } = write;
    const found = await selectHandOver(query, id);
    if (!found) throw new Refusal("not_found", "No hand-over has this id. Reload the page.", "id");
    const onCallIn = await readOnCallIn(context, query, by.id, at);
    if (found.accepted === null && !awaits(found, { personId: by.id, onCallIn }, at)) {
      throw new Refusal("conflict", `It is for whoever is on call for ${found.schedule} after ${found.written.by}.`);
    }
    const stored = await acceptWaiting(query, id, { ...by, at });
    if (!stored) throw takenOver(await selectHandOver(query, id));
    await recordDeed(write, {
      name: "shift.taken_over",
      subject: String(id),
      detail: { scheduleId: stored.scheduleId },
    });
    return { ...stored, awaitsMe: false };
  });
}

function takenOver(handOver: StoredHandOver | undefined): Refusal {
  const { accepted } = handOver ?? {};
  return new Refusal(
    "conflict",
    `Already taken over by ${accepted ? whoAndWhen(accepted.by, accepted.at) : "another"}.`,
  );
}
