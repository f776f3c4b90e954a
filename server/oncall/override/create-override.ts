import { recordDeed } from "../../audit/audit.ts";
import { inTransaction, type Write } from "../../database/transaction.ts";
import { type Actor, describeActor } from "../../kernel/actor.ts";
import { parseOrRefuse } from "../../kernel/parse.ts";
import { mayDo, requirePermission } from "../../kernel/permission.ts";
import { Refusal } from "../../kernel/refusal.ts";
import { scheduleIsGone } from "../schedule/change-schedule.ts";
import { type OncallContext, type People, readPeople, requireAvailable } from "../schedule/read-people.ts";
import { lockConfiguration, selectSchedule } from "../schedule/store.ts";
import { createOverrideSchema, type Override } from "./contract.ts";
import { fromNowOn, isWithinReach } from "./rules.ts";
import { insertOverride, selectOverrides } from "./store.ts";

/** Of one schedule, those that have not ended. */
const overridesAtMost = 200;

/**
 * Puts somebody on call for an interval: oneself, another who has agreed, or, by an administrator, anybody.
 * @throws Refusal `forbidden`, `invalid`, `not_found`, or `conflict` when there are too many
 */
export async function createOverride(context: OncallContext, actor: Actor, input: unknown): Promise<Override> {
  requirePermission(actor, "oncall.override");
  const asked = parseOrRefuse(createOverrideSchema, input);
  return inTransaction(context, actor, async (write) => {
    await lockConfiguration(write.query);
    if (!(await selectSchedule(write.query, asked.scheduleId))) throw scheduleIsGone();
    const open = await selectOverrides(write.query, { after: write.at, scheduleId: asked.scheduleId });
    if (open.length >= overridesAtMost) {
      throw new Refusal("conflict", `${overridesAtMost} overrides lie ahead. Change the rotations instead.`);
    }
    const people = await readPeople(context, write.query);
    const override = requireAllowed(actor, asked, people, write.at);
    const stored = await insertOverride(write.query, override, { ...describeActor(actor), at: write.at });
    await recordOverride(write, "override.created", stored);
    return stored;
  });
}

/**
 * The override as it may be stored.
 * @throws Refusal `forbidden` without the other's agreement; `invalid` for a person or a time that cannot be
 */
export function requireAllowed<T extends Pick<Override, "personId" | "from" | "to" | "agreed">>(
  actor: Actor,
  asked: T,
  people: People,
  now: number,
): T {
  requireAvailable(people, [asked.personId], "personId");
  const own = actor.kind === "person" && actor.personId === asked.personId;
  const byRight = own || mayDo(actor, "oncall.manage");
  if (!byRight && !asked.agreed) {
    const name = people.nameOf(asked.personId);
    throw new Refusal("forbidden", `Ask ${name} first, then say here that they agreed.`, "agreed");
  }
  const override = fromNowOn(asked, now);
  if (!override) throw new Refusal("invalid", "to: is past already", "to");
  if (!isWithinReach(override, now)) throw new Refusal("invalid", "from: lies more than a year ahead", "from");
  return { ...override, agreed: !own && override.agreed };
}

export async function recordOverride(write: Write, name: string, override: Override): Promise<void> {
  const { id, scheduleId, personId, from, to, agreed } = override;
  await recordDeed(write, { name, subject: String(id), detail: { scheduleId, personId, from, to, agreed } });
}
