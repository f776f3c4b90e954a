import { randomBytes, randomUUID } from "node:crypto";
import { recordDeed } from "../../audit/audit.ts";
import { inTransaction } from "../../database/transaction.ts";
import type { Actor } from "../../kernel/actor.ts";
import { parseOrRefuse } from "../../kernel/parse.ts";
import { requirePermission } from "../../kernel/permission.ts";
import { Refusal } from "../../kernel/refusal.ts";
import { scheduleIsGone } from "../schedule/change-schedule.ts";
import type { OncallContext } from "../schedule/read-people.ts";
import { lockConfiguration, selectSchedule } from "../schedule/store.ts";
import { type IssuedFeed, issueFeedSchema } from "./contract.ts";
import { hashSecret } from "./rules.ts";
import { countFeeds, insertFeed } from "./store.ts";

const feedsAtMost = 20;

/**
 * Issues a link for calendars to a schedule, or to the own shifts. Whoever has it reads, until it is revoked or its owner
 * may no longer read who is on call. @throws Refusal `forbidden`, `invalid`, `not_found`, `conflict` when there are many
 */
export async function issueFeed(context: OncallContext, actor: Actor, input: unknown): Promise<IssuedFeed> {
  requirePermission(actor, "oncall.read");
  if (actor.kind !== "person") throw new Refusal("forbidden", "Only people subscribe to calendars.");
  const { personId } = actor;
  const { scheduleId } = parseOrRefuse(issueFeedSchema, input);
  const secret = randomBytes(32).toString("base64url");
  return inTransaction(context, actor, async (write) => {
    await lockConfiguration(write.query);
    if (scheduleId !== null && !(await selectSchedule(write.query, scheduleId))) throw scheduleIsGone();
    if ((await countFeeds(write.query, personId)) >= feedsAtMost) {
      throw new Refusal("conflict", `You have ${feedsAtMost} links. Revoke one that you no longer use.`);
    }
    const id = randomUUID();
    const tokenHash = hashSecret(secret);
    await insertFeed(write.query, { id, tokenHash, ownerId: personId, scheduleId, issuedAt: write.at });
    await recordDeed(write, { name: "calendar_link.issued", subject: id, detail: { scheduleId } });
    return { id, link: new URL(`/api/v1/on-call/${secret}.ics`, context.publicUrl).href };
  });
}
